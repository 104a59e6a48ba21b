"""Lists: what is shown, found, filtered and paged, for every register alike."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.registers.register import all_registers

pytestmark = pytest.mark.database

every_register = pytest.mark.parametrize("register", all_registers().values(), ids=lambda r: r.name)


@every_register
def test_every_register_has_its_list_form_and_row(register, world, visit):
    row = world.example(register)
    visitor = visit(world.everybody)
    assert f"/r/{register.name}/{row.pk}" in visitor.page(f"/r/{register.name}/")
    assert visitor.get(f"/r/{register.name}/new").status_code == 200
    assert visitor.get(f"/r/{register.name}/{row.pk}").status_code == 200
    assert visitor.get(f"/r/{register.name}/{row.pk}/edit").status_code == 200


@every_register
def test_a_list_asks_the_same_number_of_questions_for_one_row_and_for_three(register, world, visit):
    visitor = visit(world.everybody)
    counts = []
    for unit in (world.team_one, world.team_two, world.team_three):
        world.example(register, unit=unit)
        visitor.page(f"/r/{register.name}/")
        with CaptureQueriesContext(connection) as queries:
            visitor.page(f"/r/{register.name}/")
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2]
    assert counts[0] <= 11


def test_a_worker_sees_the_rows_of_the_own_team_and_nobody_elses(world, visit):
    world.visit(contract=world.contract(unit=world.team_two))
    theirs = visit(world.zhao).page("/r/visits/")
    assert "1 条" in theirs
    assert "这里还没有记录" in visit(world.chen).page("/r/visits/")


def test_a_register_nobody_opened_to_the_person_is_not_there(world, visit):
    assert visit(world.stranger).get("/r/visits/").status_code == 404
    assert visit(world.root).get("/r/visits/").status_code == 404
    assert visit(world.chen).get("/r/visitss/").status_code == 404


def test_whoever_is_not_signed_in_is_asked_to(client, db):
    answer = client.get("/r/visits/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")


def test_a_resident_is_found_by_the_initials_of_the_name(world, visit):
    world.resident(name="王桂兰")
    world.resident(name="李大海", born=date(1961, 2, 3))
    page = visit(world.sun).find("/r/residents/", q="wgl")
    assert "王桂兰" in page
    assert "李大海" not in page


def test_one_search_finds_whoever_has_a_name(world, visit):
    row = world.resident(name="王桂兰")
    page = visit(world.sun).find("/r/", q="wgl")
    assert f"/r/residents/{row.pk}" in page


@pytest.mark.parametrize(
    "query",
    [
        {"visited_on_from": "abc"},
        {"unit": "abc"},
        {"unit": "999999999999999999999999"},
        {"kind": "dance"},
        {"contract": "#99999999999999999999999"},
        {"mark": "zzz"},
        {"mark": "WyJhIiwgMSwgMl0"},
        {"sort": "password"},
        {"q": "\x00"},
        {"visited_on_from": "2026-99-99", "visited_on_to": "9999999-01-01"},
    ],
)
def test_a_filter_that_makes_no_sense_is_answered_in_words(query, world, visit):
    world.visit()
    answer = visit(world.everybody).get("/r/visits/", query, follow=True)
    assert answer.status_code in (200, 400)
    assert "走访" in answer.content.decode()


def test_a_wrong_filter_says_so_beside_its_field(world, visit):
    answer = visit(world.chen).get("/r/visits/", {"visited_on_from": "31.12."})
    assert answer.status_code == 400
    assert 'id="id_visited_on_from_error"' in answer.content.decode()


def test_pages_follow_one_another_and_lose_no_row(world, visit, monkeypatch):
    monkeypatch.setattr("linli.registers.paging.page.__kwdefaults__", {"sort": "", "mark": "", "size": 2})
    for day in range(1, 6):
        world.visit(contract=world.contract(), visited_on=date(2026, 3, day))
    visitor, seen, address = visit(world.chen), [], "/r/visits/"
    for _page in range(4):
        answer = visitor.get(address)
        seen += [row.visited_on.day for row, _cells in answer.context["rows"]]
        mark = answer.context["page"].after
        if not mark:
            break
        address = f"/r/visits/?mark={mark}"
    assert seen == [5, 4, 3, 2, 1]


def test_an_empty_list_says_what_to_do(world, visit, text_of):
    page = text_of(visit(world.chen).page("/r/visits/"))
    assert "填写第一条" in page
    page = text_of(visit(world.he).page("/r/visits/"))
    assert "填写第一条" not in page
    assert "职责范围内的单位填写后" in page


def test_suggestions_keep_to_the_persons_duties(world, visit):
    world.resident(name="王桂兰")
    mine = visit(world.sun).post("/r/residents/pick", {"q": "wgl"}).json()["offers"]
    assert [offer["value"].split(" #")[0] for offer in mine] == ["王桂兰"]
    assert visit(world.qian).post("/r/residents/pick", {"q": "wgl"}).json() == {"offers": []}


def test_telephones_are_masked_in_lists_and_suggestions(world, visit):
    world.resident(name="王桂兰", phone="13812345678")
    visitor = visit(world.sun)
    assert "13812345678" not in visitor.page("/r/residents/")
    assert "13812345678" not in visitor.find("/r/residents/pick", q="wgl")
