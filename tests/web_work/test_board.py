"""The board and the submission matrix: who sees which units, how each stands, what leaves the house."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from python_calamine import CalamineWorkbook

from linli.records.documents.actions import send_back
from tests.duties.plans import family_doctor, meeting, note, paper
from tests.web_work.conftest import row_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
BOARD = "/board/family-doctor/"
MATRIX = "/board/family-doctor/submissions/"


@pytest.fixture
def lived(world):
    """A spring in which 翠湖 mostly did and 长桥 mostly did not."""
    family_doctor(world)
    for month in (1, 2, 3, 4):
        meeting(world, date(2026, month, 20))
    for month in (1, 2, 3):
        for _two in range(2):
            note(world, date(2026, month, 3), date(2026, month, 25))
    for _two in range(2):
        note(world, date(2026, 4, 3), date(2026, 5, 6))
    paper(world, "plan", date(2026, 4, 28))
    paper(world, "members", date(2026, 5, 4))
    paper(world, "chart", date(2026, 4, 30))
    back = paper(world, "plan", date(2026, 4, 20), unit=world.changqiao_centre)
    send_back(back, by=world.wu, reason="未分解到团队")
    return world


def test_the_board_shows_each_unit_and_how_each_obligation_stands(lived, visit):
    page = visit(lived.wu).page(BOARD, period="2026")
    cuihu, changqiao = row_of(page, "翠湖社区卫生服务中心"), row_of(page, "长桥社区卫生服务中心")
    assert "✓ 4/12" in cuihu and "按时完成 4" in cuihu
    assert "◷ 4/12" in cuihu and "逾期完成 1，进行中 8，按时完成 3" in cuihu
    assert "✕ 0/12" in changqiao and "✕ 0/3" in changqiao


def test_a_period_narrows_the_board(lived, visit):
    page = visit(lived.wu).page(BOARD, period="2026-04")
    assert "2026年4月" in page
    assert "◷ 2" in row_of(page, "翠湖社区卫生服务中心")
    free = visit(lived.wu).page(BOARD, **{"from": "2026-03-01", "to": "2026-04-30"})
    assert "1/2" in row_of(free, "长桥社区卫生服务中心") or "0/2" in row_of(free, "长桥社区卫生服务中心")


@pytest.mark.parametrize("period", ["2026-13", "gestern", "9999", "2026..2020", "1900-01-01..2099-12-31", "2026-W60"])
def test_a_period_that_makes_no_sense_is_answered_in_words(lived, visit, period):
    answer = visit(lived.wu).get(BOARD, {"period": period})
    assert answer.status_code == 400
    assert "无法处理这一请求" in answer.content.decode()


def test_a_state_filters_the_units(lived, visit):
    page = visit(lived.wu).page(BOARD, period="2026-04", state="late")
    assert "翠湖社区卫生服务中心" in page and "长桥社区卫生服务中心" not in page
    assert visit(lived.wu).get(BOARD, {"state": "nonsense"}).status_code == 200


def test_each_sees_the_units_of_their_own_scope(lived, visit):
    mine = visit(lived.zhou).page(BOARD)
    assert "翠湖社区卫生服务中心" in mine and "长桥社区卫生服务中心" not in mine
    assert visit(lived.stranger).get(BOARD).status_code == 404
    assert visit(lived.wu).get("/board/nothing/").status_code == 404


def test_the_only_programme_opens_at_once(lived, visit):
    answer = visit(lived.wu).get("/board/")
    assert answer.status_code == 302 and answer["Location"] == BOARD
    assert "目前没有与本单位有关的方案" in visit(lived.stranger).words("/board/")


@pytest.mark.proves("S1-02")
def test_the_board_names_who_has_adopted_and_the_matrix_who_has_a_plan_of_their_own(world, visit):
    family_doctor(world, world.cuihu_centre)
    filed = paper(world, "plan", date(2026, 4, 28))
    assert "未采用" in row_of(visit(world.wu).page(BOARD), "长桥社区卫生服务中心")
    page = visit(world.wu).page(MATRIX)
    assert f'href="/r/submissions/{filed.pk}"' in page


@pytest.mark.proves("S1-06")
def test_three_papers_are_asked_for_by_the_first_of_may_and_each_stands_alone(lived, visit):
    page = visit(lived.wu).page(MATRIX, period="2026")
    plans = row_of(page, "方案 05-01")
    assert "✓ 04-28 （按时完成）" in plans and "↩ 已退回 （未完成）" in plans
    assert "迟3天" in row_of(page, "成员名单 05-01")
    assert row_of(page, "分工 05-01").count("未报") == 2


@pytest.mark.proves("S1-17")
def test_the_structure_chart_is_received_before_its_day(lived, visit):
    row = row_of(visit(lived.wu).page(MATRIX), "结构图 05-01")
    assert "✓ 04-30 （按时完成）" in row and "✕ 未报 （未完成）" in row


@pytest.mark.proves("S1-32")
def test_the_district_sees_who_filed_what_in_time_late_returned_or_not_at_all(lived, visit):
    browser = visit(lived.wu)
    page = browser.words(MATRIX, period="2026")
    assert "按时报送 5" in page and "逾期报送 2" in page and "退回 1" in page
    assert "迟6天" in page  # the notes of April
    sheet = browser.get("/board/family-doctor/submissions.xlsx", {"period": "2026"})
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert rows[1][0] == "单位" and rows[2][0] == "翠湖社区卫生服务中心"
    assert "迟3天" in rows[2] and "未报" in rows[3]
    bulletin = browser.get("/board/family-doctor/submissions.docx", {"period": "2026"})
    text = "\n".join(one.text for one in Document(BytesIO(bulletin.content)).paragraphs)
    assert "材料报送情况的通报" in text.replace("\n", "") and "迟报2件" in text
    assert "长桥社区卫生服务中心" in text


def test_nothing_leaves_the_house_for_strangers_in_odd_formats_or_empty(lived, visit):
    assert visit(lived.stranger).get("/board/family-doctor/submissions.xlsx").status_code == 404
    assert visit(lived.wu).get("/board/family-doctor/submissions.pdf").status_code == 404
    assert visit(lived.wu).get("/board/family-doctor/submissions.xlsx", {"period": "2020"}).status_code == 400


def test_a_head_sees_only_the_papers_of_the_own_centre(lived, visit):
    page = visit(lived.zhou).page(MATRIX)
    assert "翠湖社区卫生服务中心" in page and "长桥社区卫生服务中心" not in page


def test_every_cell_says_its_state_in_words_for_those_who_hear_it(lived, visit):
    page = visit(lived.wu).page(BOARD)
    cells = re.findall(r'<td role="cell"[^>]*class="s-[^"]*">.*?</td>', page, re.S)
    assert cells and all('<span class="hidden">' in cell and 'aria-hidden="true"' in cell for cell in cells)
    assert " style=" not in page
