"""Rows of private registers that a page of another row leads to: only for those with a duty there."""

from __future__ import annotations

from datetime import date

import pytest

from linli.records.health.models import CheckUp, HealthRecord
from linli.registers.records import Access

pytestmark = pytest.mark.database


@pytest.fixture
def wang(world):
    """王桂兰 of 荷花社区, whose health record and check-up the first team keeps."""
    person = world.resident(name="王桂兰")
    record = HealthRecord(unit=world.team_one, person=person, opened_on=date(2026, 3, 2), risk="elderly")
    world.keep(record)
    world.keep(CheckUp(unit=world.team_one, person=person, checked_on=date(2026, 4, 15), kind="elderly", systolic=128))
    return person


def related(answer):
    """The registers whose rows the page shows, by name."""
    groups = answer.context["related"]
    return {group["register"].name for group in groups["filled"]}, {g["register"].name for g in groups["empty"]}


PRIVATE = {"health_records", "check_ups"}


def test_the_team_sees_what_it_keeps_and_that_is_remembered(world, visit, wang):
    filled, _empty = related(visit(world.chen).get(f"/r/residents/{wang.pk}"))
    assert filled >= PRIVATE
    assert Access.objects.filter(by=world.chen, register="health_records", what="read").count() == 1


@pytest.mark.parametrize("who", ["sun", "zhou"])
def test_another_unit_and_a_unit_head_see_what_their_duty_covers(who, world, visit, wang):
    account = getattr(world, who)
    answer = visit(account).get(f"/r/residents/{wang.pk}")
    assert answer.status_code == 200
    filled, _empty = related(answer)
    covered = account.may("private", world.team_one)
    assert bool(PRIVATE & filled) is covered
    record = HealthRecord.objects.get()
    assert (f"/r/health_records/{record.pk}" in answer.content.decode()) is covered
    assert Access.objects.filter(by=account).exists() is covered


def test_a_superior_without_the_private_duty_does_not_even_see_the_register(world, visit, wang):
    answer = visit(world.wu).get(f"/r/residents/{wang.pk}")
    filled, empty = related(answer)
    assert not PRIVATE & (filled | empty)
    assert "128" not in answer.content.decode()
    assert visit(world.wu).get("/r/health_records/").status_code == 404


def test_a_name_of_a_private_row_is_masked_where_another_row_refers_to_it(world, monkeypatch):
    from linli.records.health.register import Contracts, Visits
    from linli.registers.display import shown

    row = world.visit()
    assert shown(Visits, row, "contract", by=world.sun) == str(row.contract)
    monkeypatch.setattr(Contracts, "private", ["*"])
    assert shown(Visits, row, "contract", by=world.sun) == "＊＊＊"
    assert shown(Visits, row, "contract", by=world.chen) == str(row.contract)
