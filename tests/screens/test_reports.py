"""A report of a programme: read, taken away as a file, put into the paper that is filed upward."""

from __future__ import annotations

import io
import re
from datetime import date
from types import SimpleNamespace

import pytest
from docx import Document as Docx

from linli.programmes.models import Programme
from linli.records.documents.models import Submission
from linli.registers.evidence import evidence_of, place
from linli.reports import fonts
from tests.screens.test_responsibility import text
from tests.world import World

pytestmark = pytest.mark.database
SUMMARY = "/reports/doctors/activity-week/330199-W1/"
CHART = "/reports/doctors/structure-chart/330199-W1/"


@pytest.fixture
def signed(world: World, programme: Programme) -> None:
    """Two households signed at an event in the activity week, one before it."""
    for day, occasion in ((7, "event"), (9, "event"), (2, "clinic")):
        on = date(2026, 5, day)
        world.contract(signed_on=on, starts=on, ends=date(2027, 5, 1), occasion=occasion)


def words_of(docx: bytes) -> str:
    """The running text and the tables of a Word file."""
    paper = Docx(io.BytesIO(docx))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


def test_only_reports_of_the_own_units_are_offered(world: World, signed_in, programme) -> None:
    zhou = signed_in(world.zhou)
    listed = zhou.get("/reports/").content.decode()
    assert re.findall(r'href="(/reports/doctors/[^"]+)"', listed) == [CHART, SUMMARY]
    assert zhou.get("/reports/doctors/activity-week/330199-W2/").status_code == 404
    assert signed_in(world.zheng).get(SUMMARY).status_code == 404
    assert "还没有报告" in text(signed_in(world.zheng).get("/reports/"))
    assert zhou.get("/reports/doctors/nothing/330199-W1/").status_code == 404
    assert zhou.get(SUMMARY, {"period": "whenever"}).status_code == 400


@pytest.mark.proves("S1-31")
def test_the_summary_of_the_week_is_written_from_records_and_filed(world: World, signed_in, signed) -> None:
    zhou = signed_in(world.zhou)
    page = zhou.get(SUMMARY)
    assert "现场签约家庭2户" in text(page)
    assert "2026-05-20" in text(page) and "限 4000 字" in text(page)

    file = zhou.get(f"{SUMMARY}paper.docx", {"period": "2026-05-07..2026-05-13"})
    assert "现场签约家庭2户" in words_of(file.content)

    answer = zhou.post(f"{SUMMARY}file", {"period": "2026-05-07..2026-05-13"})
    paper = Submission.objects.get()
    assert answer.headers["Location"] == f"/r/submissions/{paper.pk}"
    assert (paper.kind, paper.state, paper.unit, paper.to) == ("summary", "draft", world.cuihu_centre, world.district)
    assert "现场签约家庭2户" in paper.body
    [attached] = evidence_of(paper)
    assert attached.name.endswith(".docx") and "现场签约家庭2户" in words_of(place(attached.digest).read_bytes())

    # Put together again, it stays one paper; once filed, it is not touched any more.
    zhou.post(f"{SUMMARY}file", {"period": "2026-05-07..2026-05-13"})
    assert Submission.objects.count() == 1
    zhou.post(f"/r/submissions/{paper.pk}/do/file", {"submissions-file-on": ""})
    paper.refresh_from_db()
    assert (paper.state, paper.filed_on) == ("filed", date(2026, 5, 18))
    settled = text(zhou.get(SUMMARY))
    assert "已报送" in settled and "生成报送稿" not in settled
    version = paper.version
    zhou.post(f"{SUMMARY}file", {"period": "2026-05-07..2026-05-13"})
    paper.refresh_from_db()
    assert paper.version == version


@pytest.mark.proves("S1-17")
def test_the_structure_chart_goes_up_with_its_document(world: World, signed_in, programme, answers) -> None:
    answers(world.household(), world.doctor())
    zhou = signed_in(world.zhou)
    page = text(zhou.get(CHART))
    assert "截止日期 2026-05-01 已过期" in page.replace("× ", "")
    zhou.post(f"{CHART}file")
    paper = Submission.objects.get(kind="chart")
    [attached] = evidence_of(paper)
    assert "陈雨禾" in words_of(place(attached.digest).read_bytes())
    zhou.post(f"/r/submissions/{paper.pk}/do/file", {"submissions-file-on": ""})
    paper.refresh_from_db()
    assert paper.receipt and paper.filed_on == date(2026, 5, 18)
    received = signed_in(world.wu).get(f"/r/submissions/{paper.pk}")
    assert paper.receipt in text(received) and attached.name in text(received)


def test_who_only_reads_files_nothing(world: World, signed_in, programme) -> None:
    viewer = signed_in(world.he)
    assert viewer.get(SUMMARY).status_code == 200
    assert "生成报送稿" not in text(viewer.get(SUMMARY))
    assert viewer.post(f"{SUMMARY}file").status_code == 403
    assert not Submission.objects.exists()


def test_without_a_chinese_font_the_page_says_so(world: World, signed_in, programme, monkeypatch) -> None:
    monkeypatch.setattr("typst.Fonts", lambda **_folders: SimpleNamespace(families=list))
    fonts.book.cache_clear()
    zhou = signed_in(world.zhou)
    try:
        answer = zhou.get(f"{SUMMARY}paper.pdf", follow=True)
    finally:
        fonts.book.cache_clear()
    assert "没有中文字体" in text(answer)
    assert zhou.get(f"{SUMMARY}paper.exe").status_code == 404
