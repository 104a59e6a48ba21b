"""Reports by name: from plain facts to the paper an office sends."""

from __future__ import annotations

import dataclasses
import io

import docx as library
import pdfplumber
import pydantic
import pytest

from linli.reports.document import Paragraph, Table
from linli.reports.official import docx
from linli.reports.templates import KINDS, UnknownReport, build
from linli.reports.templates.activity_week import ActivityWeek
from linli.reports.templates.prose import days, listed
from linli.reports.templates.submission_matrix import Paper, Submission, SubmissionMatrix, matrix
from linli.reports.typeset import pdf
from tests.reports.world import CENTRES, MATRIX, STRUCTURE, WEEK


def said(document):
    return "".join(block.lead + block.text for block in document.blocks if isinstance(block, Paragraph))


@pytest.mark.proves("S1-31")
def test_the_activity_week_comes_out_as_a_paper_with_a_table_and_a_chart(chinese_font):
    opened = library.Document(io.BytesIO(docx(build("activity-week", WEEK))))
    text = "\n".join(paragraph.text for paragraph in opened.paragraphs)
    assert "区卫生局社管办：" in text
    assert "我中心于2012年5月7日至13日组织开展了家庭健康医生责任制工程活动周活动" in text
    assert "共开展活动7场，覆盖社区5个，参加居民915人次，现场签约家庭364户，完成目标（400户）的91%" in text
    assert "其中5月12日签约最多，为103户，占28.3%" in text
    assert "累计签约2668户，签约率52.1%，比活动周前提高7.1个百分点" in text
    assert "2012年5月18日" in text
    rows = [[cell.text for cell in row.cells] for row in opened.tables[0].rows]
    assert rows[1] == ["活动周启动仪式暨集中签约", "5月7日", "东园社区文化广场", "260", "96"]
    assert rows[-1] == ["合计", "", "", "915", "364"]
    assert len(opened.inline_shapes) == 1


def test_the_summary_names_what_was_left_undone():
    text = said(build("activity-week", WEEK))
    for words in (
        "一是签约进度尚有差距。签约目标400户，实际签约364户，尚差36户。",
        "塔山社区在活动周内没有开展活动。",
        "未能结合妇女病普查开展签约。",
        "5月10日没有安排活动。",
        "“家庭急救演示”没有签约家庭。",
        "有1场活动未在规定时间内登记。",
        "二是5月底前在塔山社区补办一场集中签约。",
    ):
        assert words in text


def test_the_summary_says_nothing_that_the_facts_do_not_say():
    bare = ActivityWeek(
        centre=WEEK.centre,
        first=WEEK.first,
        last=WEEK.last,
        written=WEEK.written,
        activities=tuple(a for a in WEEK.activities if a.households),
    )
    text = said(build("activity-week", bare))
    for words in ("目标", "签约率", "团队", "发放", "下一步", "根据", "登记"):
        assert words not in text
    assert "5月10日、11日没有安排活动" in text


def test_a_head_count_that_nobody_kept_is_not_a_sum_of_nought():
    uncounted = [dataclasses.replace(activity, people=0) for activity in WEEK.activities]
    paper = build("activity-week", dataclasses.replace(WEEK, activities=uncounted))
    table = next(block for block in paper.blocks if isinstance(block, Table))
    assert [row[3] for row in table.rows] == [None] * (len(uncounted) + 1)


def test_a_week_without_activities_is_said_to_be_one():
    text = said(build("activity-week", dataclasses.replace(WEEK, activities=())))
    assert "我中心没有登记的活动" in text and "尚差400户" in text
    assert not any(
        isinstance(b, Table) for b in build("activity-week", dataclasses.replace(WEEK, activities=())).blocks
    )


@pytest.mark.proves("S1-32")
def test_the_submission_matrix_counts_who_is_on_time_late_and_missing(chinese_font):
    paper = build("submission-matrix", MATRIX)
    text = said(paper)
    assert (
        "4个单位到期应报材料23件，已报19件，报送率82.6%；按时报送17件，按时率73.9%；迟报2件，未报4件" in text
    )
    assert "城东社区卫生服务中心和河滨社区卫生服务中心全部按时报送" in text
    assert "南山社区卫生服务中心领导小组名单、责任分工、结构图、5月医生手记" in text
    opened = library.Document(io.BytesIO(docx(paper)))
    rows = [[cell.text for cell in row.cells] for row in opened.tables[0].rows]
    assert rows[4] == ["南山社区卫生服务中心", "6", "1", "1", "4", "16.7%"]
    details = [[cell.text for cell in row.cells] for row in opened.tables[1].rows]
    assert details[5] == ["活动周小结（5月20日前）", "5月18日", "4月27日", "免报", "迟9天"]


def test_a_matrix_of_many_papers_and_units_is_cut_to_the_width_of_the_page():
    units = tuple(f"第{i}社区" for i in range(26))
    papers = tuple(Paper(f"材料{i}") for i in range(15))
    facts = SubmissionMatrix(
        "健康促进", "街道办事处", MATRIX.as_of, units, papers, ((Submission("on-time"),) * 15,) * 26
    )
    tables = build("submission-matrix", facts).attachments[0].blocks
    assert [len(table.columns) for table in tables] == [8, 8, 2]
    assert all(len(table.rows) == 26 for table in tables)
    assert len(matrix(facts).columns) == 16


def test_a_bulletin_carries_its_red_heading(chinese_font):
    facts = dataclasses.replace(MATRIX, head="某某区卫生局文件", number="某卫社〔2012〕12号")
    with pdfplumber.open(io.BytesIO(pdf(build("submission-matrix", facts)))) as opened:
        red = {
            c["text"]
            for c in opened.pages[0].chars
            if c["non_stroking_color"] not in ((0,), (0, 0, 0), 0, None)
        }
        assert set("某某区卫生局文件") <= red
        assert "某卫社〔2012〕12号" in opened.pages[0].extract_text()


@pytest.mark.proves("S1-16", "S1-17")
def test_the_structure_chart_comes_with_the_list_of_who_answers_for_whom(chinese_font):
    paper = build("structure-chart", STRUCTURE)
    text = said(paper)
    assert "设团队3个、家庭健康医生12名，责任家庭共3080户，平均每名家庭健康医生负责257户" in text
    assert "最多380户（徐丽），最少180户（王芳）" in text
    assert "孙强尚未落实责任家庭" in text and "尚有320户未落实" in text
    opened = library.Document(io.BytesIO(docx(paper)))
    assert len(opened.inline_shapes) == 1
    assert [cell.text for cell in opened.tables[0].rows[1].cells] == ["第一责任团队", "王芳", "180"]


def test_figures_are_a_table_under_a_title():
    facts = {
        "title": "各中心签约情况",
        "issuer": "某某区卫生局社管办",
        "written": "2012-06-05",
        "period": "2012年5月",
        "columns": ["单位", "签约户数", "签约率"],
        "rows": [[CENTRES[0], 364, "52.1%"], [CENTRES[1], 268, "47%"]],
        "chart": {"title": "签约户数", "items": [{"label": "城东", "value": 364}]},
    }
    paper = build("figures", facts)
    table = paper.blocks[0]
    assert isinstance(table, Table) and table.caption == "各中心签约情况（2012年5月）"
    assert [column.align for column in table.columns] == ["left", "right", "center"]
    assert paper.blocks[1].chart.items[0].value == 364
    assert "2012年5月没有数据" in said(build("figures", {**facts, "rows": []}))


def test_a_mapping_is_checked_and_a_wrong_name_is_answered_with_the_right_one():
    with pytest.raises(pydantic.ValidationError, match="first"):
        build("activity-week", {"centre": "城东"})
    with pytest.raises(UnknownReport, match="activity-week"):
        build("activity-weeks", WEEK)
    with pytest.raises(TypeError, match="ActivityWeek"):
        build("activity-week", MATRIX)
    assert set(KINDS) == {"activity-week", "submission-matrix", "figures", "structure-chart"}


def test_every_report_keeps_within_the_length_limit():
    for name, facts in (
        ("activity-week", WEEK),
        ("submission-matrix", MATRIX),
        ("structure-chart", STRUCTURE),
    ):
        assert build(name, facts).length.over == 0


def test_turns_of_phrase():
    days_of_may = [WEEK.first.replace(day=d) for d in (7, 9, 10, 11, 13, 14)]
    assert days(days_of_may) == "5月7日、9日至11日、13日、14日"
    assert listed(["甲"]) == "甲" and listed(["甲", "乙"]) == "甲和乙"
    assert listed(list("甲乙丙丁戊")) == "甲、乙、丙、丁等5个"
