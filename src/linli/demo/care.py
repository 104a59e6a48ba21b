"""Health records, check-ups and follow-ups of the elderly in signed households; the failing centre has fewer."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from linli.almanac import living
from linli.people.models import Person
from linli.records.health.care import DAYS, Risk
from linli.records.health.models import CheckUp, Contract, FollowUp, HealthRecord

if TYPE_CHECKING:
    from linli.demo.world import Team, World

OLD = 60 * 365 + 15
CONDITIONS = {"elderly": "", "chronic": "高血压", "uncontrolled": "高血压、糖尿病", "frail": "脑卒中后遗症"}


def live(world: World, team: Team) -> None:
    """A record for most residents of sixty and older, a yearly check-up for many, follow-ups as the risk asks."""
    rng, records, checks, follow_ups = world.rng, [], [], []
    signed = Contract.objects.filter(unit=team.unit)
    old = Person.objects.filter(
        household__in=signed.values("household"), resident=True, born__lte=world.today - timedelta(days=OLD)
    ).order_by("pk")
    doctors = dict(signed.values_list("household", "doctor"))
    staff = {doctor.pk: doctor for doctor in team.doctors}
    for person in old:
        if rng.random() > 0.93 * team.diligence:
            continue
        risk = rng.choices(list(CONDITIONS), [55, 27, 8, 10])[0]
        opened = world.since + timedelta(days=rng.randrange(200))
        opened = max(opened, person.starts)
        if opened > world.today:
            continue
        records.append(
            HealthRecord(unit=team.unit, person=person, opened_on=opened, risk=risk, conditions=CONDITIONS[risk])
        )
        if rng.random() < 0.6 * team.diligence:
            day = opened + timedelta(days=rng.randrange(max(1, (world.today - opened).days)))
            checks.append(_check_up(world, team, person, day, risk))
        if risk != "elderly" and rng.random() < team.diligence:
            doctor = staff[doctors[person.household_id or 0]]
            follow_ups += _follow_ups(world, team, person, doctor, opened, risk)
    with living(world.today):
        world._write(records, team.leader, f"{team.unit} 健康档案")
        world._write(checks, team.leader, f"{team.unit} 老年人体检")
        world._write(follow_ups, team.leader, f"{team.unit} 随访")


def _check_up(world: World, team: Team, person: Person, day: date, risk: str) -> CheckUp:
    return CheckUp(
        unit=team.unit,
        person=person,
        checked_on=day,
        kind="elderly",
        place=team.centre.name,
        height=Decimal(world.rng.randint(148, 176)),
        weight=Decimal(world.rng.randint(44, 82)),
        pulse=world.rng.randint(58, 96),
        glucose=_glucose(world, risk),
        **_pressure(world, risk),
    )


def _follow_ups(world: World, team: Team, person: Person, doctor: Person, day: date, risk: str) -> list[FollowUp]:
    """The last one or two; somebody whose next one has passed is overdue."""
    rng, rows = world.rng, []
    step = max(DAYS[Risk(risk)], 60)
    last = world.today - timedelta(days=rng.randrange(int(step * 1.2)))
    for made in (last - timedelta(days=step), last):
        if made > day:
            rows.append(
                FollowUp(
                    unit=team.unit,
                    person=person,
                    doctor=doctor,
                    followed_on=made,
                    way=rng.choice(("home", "phone", "clinic")),
                    medication="苯磺酸氨氯地平 5mg 每日一次" if risk != "frail" else "",
                    next_on=made + timedelta(days=DAYS[Risk(risk)]),
                    **_pressure(world, risk),
                )
            )
    return rows


def _pressure(world: World, risk: str) -> dict[str, int]:
    high = {"uncontrolled": 154, "chronic": 136}.get(risk, 128)
    systolic = round(world.rng.gauss(high, 8))
    return {"systolic": systolic, "diastolic": min(round(systolic * 0.62), systolic - 20)}


def _glucose(world: World, risk: str) -> Decimal:
    return Decimal(round(world.rng.gauss(7.6 if risk == "uncontrolled" else 5.6, 0.7) * 10)) / 10
