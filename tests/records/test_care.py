"""Health records, check-ups and follow-ups: private, measured with sense, due by risk."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from linli.figures.expressions import Coverage
from linli.people.models import Person
from linli.records.health.due import due
from linli.records.health.models import CheckUp, FollowUp, HealthRecord
from linli.records.health.register import FollowUps, HealthRecords
from tests.figures.tables import Drawn, measure
from tests.world import World

pytestmark = pytest.mark.database


def granny(world: World, name: str = "王桂兰", born: int = 1950) -> Person:
    return world.resident(name=name, born=date(born, 6, 1), household=world.household())


def record(world: World, person: Person, risk: str = "chronic", **fields: Any) -> HealthRecord:
    given = {"unit": world.team_one, "person": person, "opened_on": date(2026, 1, 10), "risk": risk, **fields}
    return world.keep(HealthRecord(**given), by=world.chen)


def follow_up(world: World, person: Person, day: date, **fields: Any) -> FollowUp:
    given = {"unit": world.team_one, "person": person, "doctor": world.doctor(), "followed_on": day, **fields}
    return world.keep(FollowUp(**given), by=world.chen)


# Readings


def test_an_unusual_reading_is_kept_and_said(world: World) -> None:
    checked = world.keep(
        CheckUp(
            unit=world.team_one,
            person=granny(world),
            checked_on=date(2026, 4, 15),
            systolic=168,
            diastolic=84,
            glucose=Decimal("3.2"),
            height=Decimal("160"),
            weight=Decimal("70"),
        ),
        by=world.chen,
    )
    assert checked.remarks == (
        "收缩压（mmHg） 168，高于一般范围90–139；空腹血糖（mmol/L） 3.2，低于一般范围3.9–6.9；"
        "体质指数 27.3，高于一般范围18.5–23.9"
    )


@pytest.mark.parametrize(
    ("readings", "wrong"),
    [
        ({"systolic": 1320}, "systolic"),
        ({"glucose": Decimal("0")}, "glucose"),
        ({"systolic": 80, "diastolic": 128}, "diastolic"),
        ({"weight": Decimal("1")}, "weight"),
    ],
)
def test_an_impossible_one_is_refused(world: World, readings: dict[str, Any], wrong: str) -> None:
    with pytest.raises(ValidationError) as error:
        follow_up(world, granny(world), date(2026, 5, 1), **readings)
    assert set(error.value.error_dict) == {wrong}


# Who is due


def test_the_next_follow_up_is_due_by_risk_and_sooner_when_uncontrolled(world: World) -> None:
    calm, high, old = granny(world), granny(world, "赵秀英"), granny(world, "钱阿毛")
    record(world, calm)
    record(world, high)
    record(world, old, "elderly")
    day = date(2026, 5, 1)
    assert follow_up(world, calm, day, systolic=130, diastolic=80).next_on == date(2026, 7, 30)
    assert follow_up(world, high, day, systolic=150, diastolic=80).next_on == date(2026, 5, 15)
    assert follow_up(world, old, day, systolic=150, diastolic=80).next_on == date(2027, 5, 1)
    assert follow_up(world, granny(world, "无档案"), day).next_on == date(2027, 5, 1)


def test_those_longest_without_anybody_asking_come_first(world: World) -> None:
    never, long_ago, lately, visited = (granny(world, name) for name in ("从未", "去冬", "近期", "走访"))
    for person in (never, long_ago, lately, visited):
        record(world, person, "frail")
    follow_up(world, long_ago, date(2026, 2, 1))
    follow_up(world, lately, date(2026, 5, 10))
    world.visit(contract=world.contract(household=visited.household), visited_on=date(2026, 4, 30), by=world.chen)

    found = due(world.chen, date(2026, 5, 20))
    assert [(one.record.person.name, one.days_since(date(2026, 5, 20))) for one in found] == [
        ("从未", 130),
        ("去冬", 108),
        ("走访", 20),
    ]
    assert len(due(world.chen, date(2026, 5, 20), within=60)) == 4
    assert due(world.feng, date(2026, 5, 20)) == []


# Who may look, and who counts


def test_nobody_without_the_private_duty_sees_a_row(world: World) -> None:
    person = granny(world)
    record(world, person)
    follow_up(world, person, date(2026, 5, 1))
    for register in (HealthRecords, FollowUps):
        assert register.rows(world.chen).count() == 1
        assert not register.rows(world.wu).exists()
        assert not register.rows(world.sun).exists()


def test_residents_of_sixty_with_a_record(world: World) -> None:
    old, also, _missing = granny(world), granny(world, "赵秀英", 1940), granny(world, "钱阿毛", 1960)
    young = granny(world, "小陈", 1990)
    for person in (old, young):
        record(world, person)
    record(world, also, closed_on=date(2026, 3, 1))
    share = Coverage(measure("health_records.residents"), measure("residents.living", age=(60, None)))
    Drawn(world).answers(share, "2026-Q2", "", "翠湖第一团队 | 1 / 3\n荷花社区 | 1 / 3")
    Drawn(world).answers(measure("health_records.residents", person__age=(60, None)), "2026-Q2", "", "翠湖第一团队 | 1")


def test_one_open_record_for_each_resident(world: World) -> None:
    person = granny(world)
    first = record(world, person)
    with pytest.raises(ValidationError, match="已有健康档案"):
        record(world, person)
    first.closed_on = date(2026, 4, 1)
    world.keep(first)
    assert record(world, person, opened_on=date(2026, 4, 1)).pk
