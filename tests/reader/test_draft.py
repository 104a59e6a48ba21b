"""A reading becomes a pack that the language of packs accepts."""

from __future__ import annotations

import io

import pytest
from ruamel.yaml import YAML

from linli.programmes.language import load
from linli.reader import read
from linli.reader.draft import draft, drafted
from tests.reader import corpus
from tests.reader.corpus import PARTS

CATALOGUE = {
    "meetings": {"title": "会议", "measures": {"held": "召开会议", "present": "到会人数"}, "filters": {}},
    "visits": {"title": "走访", "measures": {"made": "走访次数"}, "filters": {}},
}
PLAN = """幸福社区2026年工作计划
一、工作任务
1.每季度召开一次居民议事会。
2.全年举办健康讲座不少于12场。
3.每月5日前走访独居老人20户。
4.6月10日前将实施方案、领导小组名单报街道办。
5.居民知晓率达到90%以上。
6.居民诉求自受理之日起5个工作日内办结。
7.9月1日至9月7日开展健康宣传周活动。
8.年底评选“最美家庭”10户。
"""


def written(pack):
    yaml = YAML()
    text = io.StringIO()
    yaml.dump(pack, text)
    return text.getvalue()


@pytest.fixture(scope="module")
def pack():
    return draft(read(PLAN, doc="计划.txt"), CATALOGUE)


def obligation(pack, word):
    [found] = [entry for entry in pack["obligations"].values() if word in entry["title"]]
    return found


def test_every_obligation_keeps_its_source(pack):
    for entry in pack["obligations"].values():
        assert entry["source"]["quote"] in PLAN
        assert entry["source"]["document"] == "计划.txt"


def test_what_a_register_of_the_site_can_prove_is_bound_to_it(pack):
    meeting = obligation(pack, "议事会")

    assert (meeting["count"], meeting["every"], meeting["at_least"]) == ("meetings.held", "quarter", 1)
    assert "wanted" not in meeting


def test_what_has_no_register_yet_is_wanted(pack):
    lectures = obligation(pack, "讲座")

    assert lectures["count"] == "activities.held"
    assert lectures["wanted"] == "活动台账"
    assert (lectures["at_least"], lectures["every"]) == (12, "year")


def test_a_day_of_the_month_is_the_day_it_is_due(pack):
    visits = obligation(pack, "独居老人")

    assert (visits["every"], visits["by"]) == ("month", {"day": 5})


def test_papers_to_be_sent_up_are_submissions(pack):
    papers = obligation(pack, "实施方案")

    assert papers["submit"] == ["plan", "members"]
    assert papers["by"] == "2026-06-10"


def test_a_time_that_runs_from_a_case_counts_from_the_case(pack):
    requests = obligation(pack, "诉求")

    assert (requests["per"], requests["within"]) == ("requests", "5 workdays")


def test_a_rate_and_a_week_and_an_award(pack):
    assert obligation(pack, "知晓率")["at_least"] == "90%"
    assert obligation(pack, "健康宣传周")["window"] == "2026-09-01..2026-09-07"
    [award] = pack["awards"].values()
    assert (award["places"], award["every"]) == (10, "year")


def test_the_pack_is_sure_of_what_the_site_has():
    made = drafted(read(PLAN), CATALOGUE)

    assert {binding.way for binding in made.bindings} == {"register", "wanted", "submit", "award"}
    assert all(binding.confidence >= 0.9 for binding in made.bindings if binding.way == "register")


def test_a_score_table_is_a_score_sheet():
    text = "考核评分表\n项目\t标准\t分值\n管理\t缺一项扣2分\t10\n服务\t迟到一次扣1分\t20\n得分90分以上为优秀。\n"

    sheet = draft(read(text), {})["scores"]["assessment"]

    assert sum(line["points"] for line in sheet["lines"] if not line.get("bonus")) >= 30
    assert sheet["grades"] == {"优秀": 90}


@pytest.mark.parametrize("part", PARTS)
def test_every_text_of_the_corpus_becomes_a_pack_that_loads(part):
    for reading in corpus.readings(part):
        made = drafted(reading, CATALOGUE)

        assert len(made.bindings) == len(reading.obligations)
        if reading.obligations:
            assert load(written(made.pack), reading.doc).title
