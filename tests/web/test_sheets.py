"""Bringing a sheet in the browser: a dry run first, errors by cell, all rows or none, undone as one."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from linli.people.models import Household
from linli.registers.records import Access, Batch

pytestmark = pytest.mark.database

HEADS = ["户号", "地址", "楼栋", "室号"]
TWO = [["0001", "翠湖路12号", "3幢", "501室"], ["0002", "翠湖路14号", "1幢", "201室"]]


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """What is brought in a test lies in its own folder."""
    settings.FILES_ROOT = tmp_path


def sheet(*rows, heads=HEADS):
    """A workbook as somebody brings it."""
    content = BytesIO()
    book = xlsxwriter.Workbook(content)
    page = book.add_worksheet()
    for down, row in enumerate([heads, *rows]):
        page.write_row(down, 0, row)
    book.close()
    return SimpleUploadedFile("家庭.xlsx", content.getvalue())


def bring(visitor, world, file):
    """The dry run."""
    return visitor.post("/r/households/import", {"file": file, "unit": world.hehua.pk})


def carry_out(visitor, world, answer, **more):
    """The second step, with what the first page holds."""
    values = {"token": answer.context["token"], "unit": world.hehua.pk, "do": "apply", **more}
    return visitor.post("/r/households/import", values)


def test_a_sheet_is_looked_at_first_and_written_on_request(world, visit, text_of):
    visitor = visit(world.sun)
    answer = bring(visitor, world, sheet(*TWO))
    assert answer.status_code == 200
    assert answer.context["plan"].new == 2
    assert Household.objects.count() == 0

    done = carry_out(visitor, world, answer)

    batch = Batch.objects.get()
    assert done["Location"] == f"/r/households/imports/{batch.pk}"
    assert {row.unit for row in Household.objects.all()} == {world.hehua}
    assert "新增 2 条" in text_of(visitor.page(done["Location"]))


def test_the_same_sheet_again_changes_nothing(world, visit, text_of):
    visitor = visit(world.sun)
    carry_out(visitor, world, bring(visitor, world, sheet(*TWO)))
    again = bring(visitor, world, sheet(*TWO))
    assert (again.context["plan"].new, again.context["plan"].unchanged) == (0, 2)
    carry_out(visitor, world, again)
    assert (Household.objects.count(), Batch.objects.count()) == (2, 1)


def test_a_mistake_is_named_by_its_cell_and_nothing_is_written(world, visit, text_of):
    visitor = visit(world.sun)
    answer = bring(visitor, world, sheet(TWO[0], ["0002", "", "1幢", "201室"]))
    page = text_of(answer)
    assert answer.status_code == 422
    assert "B3" in page
    assert carry_out(visitor, world, answer).status_code == 422
    assert Household.objects.count() == 0

    marked = carry_out(visitor, world, answer, do="errors")
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(marked.streaming_content)))
    assert len(book.get_sheet_by_index(0).to_python()) == 3


def test_a_column_of_another_name_is_put_right_by_hand(world, visit):
    visitor = visit(world.sun)
    answer = bring(visitor, world, sheet(*TWO, heads=["编码", "位置", "楼栋", "室号"]))
    mended = carry_out(visitor, world, answer, **{"column-A": "number", "column-B": "address"})
    assert mended.status_code == 302
    assert Household.objects.get(number="0002").address == "翠湖路14号"


@pytest.mark.parametrize(
    ("name", "content"),
    [("家庭.xlsx", b""), ("家庭.xlsx", b"not a sheet"), ("家庭.exe", b"MZ\x90"), ("家庭.csv", b"\xff\xfe\x00")],
)
def test_a_file_that_is_no_sheet_is_refused_in_words(name, content, world, visit):
    answer = bring(visit(world.sun), world, SimpleUploadedFile(name, content))
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_nobody_carries_out_the_sheet_of_somebody_else(world, visit):
    answer = bring(visit(world.sun), world, sheet(*TWO))
    assert carry_out(visit(world.qian), world, answer).status_code == 422
    assert carry_out(visit(world.sun), world, answer, token="../../keys").status_code == 422
    assert Household.objects.count() == 0


def test_an_import_is_undone_as_one(world, visit):
    visitor = visit(world.sun)
    carry_out(visitor, world, bring(visitor, world, sheet(*TWO)))
    address = f"/r/households/imports/{Batch.objects.get().pk}"
    assert visit(world.qian).post(f"{address}/undo").status_code == 404
    visitor.post(f"{address}/undo")
    assert Household.objects.count() == 0
    assert Batch.objects.get().undone_by == world.sun


def rows_of(answer):
    """The rows of a workbook that was sent."""
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))
    return book.get_sheet_by_index(0).to_python()


def test_the_rows_of_the_list_leave_as_a_sheet_with_its_filters(world, visit):
    contract = world.contract()
    for day in (2, 9):
        world.visit(contract=contract, visited_on=date(2026, 3, day))
    rows = rows_of(visit(world.chen).get("/r/visits/export.xlsx", {"visited_on_from": "2026-03-05"}))
    assert len(rows) == 2
    assert visit(world.zhao).get("/r/visits/export.csv").status_code == 200
    assert visit(world.chen).get("/r/visits/export.exe").status_code == 404
    assert visit(world.chen).get("/r/visits/export.xlsx", {"visited_on_from": "x"}).status_code == 400


def test_masked_values_leave_only_on_request_and_that_is_remembered(world, visit):
    world.resident(name="王桂兰", phone="13812345678")
    visitor = visit(world.sun)
    assert "13812345678" not in str(rows_of(visitor.get("/r/residents/export.xlsx")))
    assert "13812345678" in str(rows_of(visitor.post("/r/residents/export.xlsx")))
    assert Access.objects.get().what == "export"


def test_the_empty_sheet_can_be_filled_in_and_brought_back(world, visit):
    answer = visit(world.sun).get("/r/households/template.xlsx")
    assert "户号 *" in rows_of(answer)[0]
