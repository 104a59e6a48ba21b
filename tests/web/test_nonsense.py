"""Values that make no sense: each is answered beside its field, none stops the page."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from linli.records.documents.actions import file
from linli.records.documents.models import Submission
from linli.registers.evidence import attach
from tests.world import World

pytestmark = pytest.mark.database

# `isdigit` says yes to the first two, `int` to neither.
NUMBERS = ["\u00b2", "\u2460", "\u0663", "-1", "9" * 30, "1e9", "\x00", "\u202e1"]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_unit_that_is_no_number(world: World, visit: Any, number: str) -> None:
    page = visit(world.chen)
    for register in ("visits", "households", "submissions"):
        assert page.get(f"/r/{register}/", {"unit": number}).status_code in (200, 400)
        assert page.get(f"/api/{register}", {"unit": number}).status_code in (200, 400)
    form = {"unit": number, "household": number, "doctor": f"#{number}", "starts": number, "version": number}
    assert page.post("/r/contracts/new", form).status_code == 422
    lines = {"attendances-TOTAL_FORMS": number, "add-line": "attendances"}
    assert page.post("/r/meetings/new", lines).status_code == 200


@pytest.mark.parametrize("number", NUMBERS)
def test_a_page_of_the_access_log_that_is_no_number(world: World, visit: Any, number: str) -> None:
    assert visit(world.root).get("/office/access", {"before": number}).status_code == 200


def test_words_without_end(world: World, visit: Any) -> None:
    page, words = visit(world.chen), "长" * 60_000
    assert page.post("/r/contracts/new", {"household": words, "doctor": words}).status_code == 422
    assert page.post("/r/households/pick", {"q": words}).status_code == 200
    assert page.get("/api/households", {"q": words}).status_code in (200, 400)


def test_a_telephone_number_has_plain_digits(world: World, visit: Any) -> None:
    person = {"unit": world.hehua.pk, "name": "韩梅", "sex": "female", "born": "1990-01-01"}
    answer = visit(world.sun).post("/r/residents/new", {**person, "phone": "1380000" + 4 * "\u00b2"})
    assert answer.status_code == 422
    assert "电话号码" in answer.content.decode()


def test_a_filed_paper_keeps_its_files_on_the_page_too(
    world: World, visit: Any, text_of: Any, settings: Any, tmp_path: Path
) -> None:
    settings.FILES_ROOT = tmp_path
    fields = {"kind": "plan", "title": "实施方案", "for_date": date(2026, 4, 20), "to": world.district}
    paper = world.keep(Submission(unit=world.cuihu_centre, **fields), by=world.zhou)
    kept = attach(paper, BytesIO("附件".encode()), by=world.zhou, name="附件.txt")
    file(paper, by=world.zhou)
    page = f"/r/submissions/{paper.pk}"
    for address in (f"{page}/evidence/{kept.pk}/away", f"{page}/remove"):
        answer = visit(world.zhou).post(address, {"reason": "换一份"}, follow=True)
        assert "请先撤回" in text_of(answer)
    assert Submission.objects.filter(pk=paper.pk).exists() and kept.pk == type(kept).objects.get().pk
