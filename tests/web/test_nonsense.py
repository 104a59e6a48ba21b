"""Values that make no sense: each is answered beside its field, none stops the page."""

from __future__ import annotations

from typing import Any

import pytest

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
