"""Long lists: what they are sorted by, what their pages cost, and what a search in them reads."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.people.register import Residents
from linli.records.health.register import Visits
from linli.registers import paging
from linli.registers.filters import filters_of
from linli.registers.paging import page

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def long(monkeypatch):
    """Lists count as long from three rows on."""
    monkeypatch.setattr(paging, "HANDFUL", 1)
    monkeypatch.setattr(paging, "COUNTED", 1)
    monkeypatch.setattr(paging, "SORTED", 2)


@pytest.fixture
def visits(world):
    """Five visits of the first team, the newest entered last."""
    contract = world.contract()
    return [world.visit(contract=contract, visited_on=date(2026, 3, day)) for day in range(1, 6)]


def plan_of(query: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {query}")
        return " / ".join(row[-1] for row in cursor.fetchall())


@pytest.mark.parametrize("sort", ["", "visited_on", "-visited_on", "kind", "-id"])
def test_pages_of_a_short_list_follow_one_another_in_any_order(world, visits, sort):
    seen, mark = [], ""
    while True:
        one = page(Visits, Visits.rows(world.chen), sort=sort, mark=mark, size=2)
        seen += one.rows
        if not (mark := one.after):
            break
    assert len(seen) == len(set(seen)) == one.number == 5
    back = page(Visits, Visits.rows(world.chen), sort=sort, mark=one.before, size=2)
    assert back.rows == seen[2:4]


def test_a_long_list_follows_an_index_and_refuses_other_orders_in_words(world, visits, long):
    one = page(Visits, Visits.rows(world.chen), size=2)
    assert [row.visited_on.day for row in one.rows] == [5, 4]
    assert (one.number, one.more, one.sorts) == (1, True, ("visited_on",))
    with pytest.raises(ValidationError, match="筛选"):
        page(Visits, Visits.rows(world.chen), sort="kind")


def test_a_long_list_whose_day_no_index_carries_begins_with_what_was_entered_last(world, long):
    rows = [world.resident(name=name) for name in ("王桂兰", "李大海", "赵小满")]
    assert page(Residents, Residents.rows(world.sun)).rows == rows[::-1]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's plans")
@pytest.mark.parametrize("who", ["chen", "everybody"])
def test_a_page_of_a_long_list_sorts_nothing(world, visits, long, who):
    with CaptureQueriesContext(connection) as queries:
        page(Visits, Visits.rows(getattr(world, who)), size=2)
    ordered = [query["sql"] for query in queries if "ORDER BY" in query["sql"]]
    plans = [plan_of(query) for query in ordered]
    assert plans and all("INDEX" in plan and "FOR ORDER BY" not in plan for plan in plans), plans


def test_a_mark_of_another_order_is_refused(world, visits):
    mark = page(Visits, Visits.rows(world.chen), sort="kind", size=2).after
    with pytest.raises(ValidationError):
        page(Visits, Visits.rows(world.chen), sort="visited_on", mark=mark, size=2)


# Searching


def test_visits_are_found_by_what_they_refer_to(world, visits):
    other = world.visit(contract=world.contract(household=world.household(address="银杏路9号")))
    assert list(Visits.found(Visits.rows(world.chen), "银杏路", world.chen)) == [other]
    assert not Visits.found(Visits.rows(world.chen), "银杏路 没有这个词", world.chen)


def test_private_texts_are_found_only_by_those_who_may_read_them(world):
    told = world.visit(note="复测血糖")
    assert list(Visits.found(Visits.rows(world.chen), "血糖", world.chen)) == [told]
    assert list(Visits.rows(world.wu)) == [told]
    assert list(Visits.found(Visits.rows(world.wu), "血糖", world.wu)) == []
    assert list(Visits.found(Visits.rows(world.chen), "血糖")) == []


def test_private_values_filter_only_for_those_who_may_read_them(world):
    world.resident(name="王桂兰", standing="registered")

    def found(by):
        filters = filters_of(Residents, by)({"standing": "registered"}, queryset=Residents.rows(by))
        assert filters.is_valid(), filters.errors
        return [person.name for person in filters.qs]

    assert found(world.sun) == ["王桂兰"]
    assert found(world.wu) == []
