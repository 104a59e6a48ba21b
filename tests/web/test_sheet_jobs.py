"""Long sheets: the worker reads, writes and makes them; a page tells how far it is; files last a day."""

from __future__ import annotations

import os
import time
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tasks import default_task_backend
from python_calamine import CalamineWorkbook

from linli.people.models import Household
from linli.registers.records import Batch, SheetJob
from linli.registers.sheets import jobs

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def site(settings, tmp_path, monkeypatch):
    """Every sheet is a long one, and lies in a folder of its own."""
    settings.FILES_ROOT = tmp_path
    monkeypatch.setattr("linli.web.rows.sheets.LONG_FILE", 0)
    monkeypatch.setattr("linli.web.rows.sheets.LONG_LIST", 0)


@pytest.fixture
def work():
    """The worker does what waits for it."""

    def done() -> None:
        for job in SheetJob.objects.filter(state=SheetJob.State.WAITING):
            jobs.run.func(str(job.pk))

    return done


def sheet(*rows):
    content = BytesIO()
    book = xlsxwriter.Workbook(content)
    page = book.add_worksheet()
    for down, row in enumerate([["户号", "地址", "楼栋", "室号"], *rows]):
        page.write_row(down, 0, row)
    book.close()
    return SimpleUploadedFile("家庭.xlsx", content.getvalue())


TWO = [["0001", "翠湖路12号", "3幢", "501室"], ["0002", "翠湖路14号", "1幢", "201室"]]


def bring(visitor, world, *rows):
    """The address of the job."""
    return visitor.post("/r/households/import", {"file": sheet(*rows), "unit": world.hehua.pk})["Location"]


def test_a_long_sheet_is_checked_written_and_undone(world, visit, work, text_of):
    visitor = visit(world.sun)
    address = bring(visitor, world, *TWO)
    assert "等待处理" in text_of(visitor.page(address))
    assert Household.objects.count() == 0
    work()
    assert "翠湖路12号" in visitor.page(address)
    assert Household.objects.count() == 0

    visitor.post(address, {"do": "apply"})
    assert "等待处理" in text_of(visitor.page(address))
    work()
    answer = visitor.get(address)
    batch = Batch.objects.get()
    assert answer["Location"] == f"/r/households/imports/{batch.pk}"
    assert "新增 2 条" in text_of(visitor.page(answer["Location"]))
    assert {row.unit for row in Household.objects.all()} == {world.hehua}
    assert not (jobs.folder_of(SheetJob.objects.get()) / "sheet").exists()

    visitor.post(f"/r/households/imports/{batch.pk}/undo")
    assert Household.objects.count() == 0


def test_mistakes_are_named_and_come_back_in_the_sheet(world, visit, work, text_of):
    visitor = visit(world.sun)
    address = bring(visitor, world, TWO[0], ["0002", "", "1幢", "201室"])
    work()
    answer = visitor.get(address)
    assert answer.status_code == 422
    assert "B3" in text_of(answer)
    marked = visitor.post(address, {"do": "errors"})
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(marked.streaming_content)))
    assert len(book.get_sheet_by_index(0).to_python()) == 3
    visitor.post(address, {"do": "apply"})
    work()
    assert visitor.get(address).status_code == 422
    assert Household.objects.count() == 0


def test_how_far_it_is_stands_on_the_page(world, visit, text_of):
    visitor = visit(world.sun)
    address = bring(visitor, world, *TWO)
    job = SheetJob.objects.get()
    jobs._teller(job, 20_000)(4_000)
    assert "4000 条" in text_of(visitor.page(address)).replace(",", "")


def test_what_cannot_be_read_is_refused_in_words(world, visit, work, text_of):
    visitor = visit(world.sun)
    file = SimpleUploadedFile("家庭.csv", "姓甚名谁,何方人士\n甲,乙\n".encode())
    address = visitor.post("/r/households/import", {"file": file})["Location"]
    work()
    answer = visitor.get(address)
    assert answer.status_code == 422
    assert "户号" in text_of(answer)


def test_a_job_is_its_owners_alone(world, visit, work):
    address = bring(visit(world.sun), world, *TWO)
    work()
    assert visit(world.everybody).get(address).status_code == 404
    assert visit(world.everybody).post(address, {"do": "apply"}).status_code == 404


def test_a_long_list_is_made_by_the_worker_and_keeps_its_search(world, visit, work, text_of):
    world.resident(name="王桂兰", phone="13812345678")
    world.resident(name="李大海")
    visitor = visit(world.sun)
    found = visitor.post("/r/residents/", {"q": "王桂兰"})["Location"]
    address = visitor.get(found.replace("/r/residents/", "/r/residents/export.csv"))["Location"]
    assert visitor.get(f"{address}/file").status_code == 404
    work()
    assert f"{address}/file" in visitor.page(address)
    text = b"".join(visitor.get(f"{address}/file").streaming_content).decode("utf-8-sig")
    assert "王桂兰" in text and "李大海" not in text and "13812345678" not in text
    assert "王桂兰" not in str(SheetJob.objects.raw("SELECT id, given AS sealed FROM registers_sheetjob")[0].sealed)


def test_a_day_later_nothing_is_left(world, visit, work, monkeypatch):
    bring(visit(world.sun), world, *TWO)
    folder = jobs.folder_of(SheetJob.objects.get())
    yesterday = time.time() - 25 * 3600
    os.utime(folder, (yesterday, yesterday))
    SheetJob.objects.update(at="2020-01-01T00:00:00Z")
    from linli.cli.tick import run

    run(None)
    assert not Path(folder).exists()
    assert not SheetJob.objects.exists()


def test_the_sites_worker_takes_these_tasks(world):
    default_task_backend.validate_task(jobs.run)
