"""Who is answered for and who is not: coverage, gaps and load of a kind of responsibility.

Plain queries over a unit and a day; whether somebody may see them is for the caller to ask.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from linli.almanac import today
from linli.people.models import Household, Person, Responsibility
from linli.tree.models import Dated, Service, Span, Unit

DOCTOR = Responsibility.Kind.DOCTOR


@dataclass(frozen=True)
class Coverage:
    """How many households there are, and how many of them somebody answers for."""

    households: int
    covered: int

    @property
    def missing(self) -> int:
        """Households without anybody."""
        return self.households - self.covered


@dataclass(frozen=True)
class Load:
    """How many households, and residents in them, one person answers for."""

    holder: Person
    unit: Unit
    households: int
    residents: int


def households_of(unit: Unit, day: date | None = None) -> QuerySet[Household]:
    """The households of the unit and those below it, or of the areas that they serve, on the day (today)."""
    day = day or today()
    below = Span.objects.filter(Dated.on(day), ancestor=unit).values("descendant_id")
    served = Service.objects.filter(Dated.on(day), provider_id__in=below).values("area_id")
    return Household.objects.filter(Dated.on(day), Q(unit_id__in=below) | Q(unit_id__in=served))


def gaps(unit: Unit, day: date | None = None, kind: str = DOCTOR) -> QuerySet[Household]:
    """The households for which nobody answers."""
    return households_of(unit, day).filter(~_answered(day, kind)).order_by("unit__code", "number")


def coverage(unit: Unit, day: date | None = None, kind: str = DOCTOR) -> Coverage:
    """How many households the unit has or serves, and for how many somebody answers."""
    counted = households_of(unit, day).aggregate(
        households=Count("pk"), covered=Count("pk", filter=_answered(day, kind))
    )
    return Coverage(**counted)


def load(unit: Unit, day: date | None = None, kind: str = DOCTOR) -> list[Load]:
    """What each person of the unit answers for, by unit, the heaviest load first."""
    day = day or today()
    members = Q(household__members__resident=True) & Dated.on(day, "household__members__")
    rows = (
        Responsibility.objects.filter(
            Dated.on(day), kind=kind, household__isnull=False, unit__in=unit.below(day).values("pk")
        )
        .values("unit", "holder")
        .annotate(
            households=Count("household", distinct=True),
            residents=Count("household__members", filter=members, distinct=True),
        )
    )
    people = Person.objects.in_bulk({row["holder"] for row in rows})
    units = Unit.objects.in_bulk({row["unit"] for row in rows})
    loads = [Load(people[r["holder"]], units[r["unit"]], r["households"], r["residents"]) for r in rows]
    return sorted(loads, key=lambda one: (one.unit.code, -one.households, one.holder.name))


def overload(
    unit: Unit, at_most: int, day: date | None = None, kind: str = DOCTOR, of: str = "households"
) -> list[Load]:
    """Who answers for more households (or `of="residents"`) than one person should, the heaviest first."""
    heavy = [one for one in load(unit, day, kind) if getattr(one, of) > at_most]
    return sorted(heavy, key=lambda one: -getattr(one, of))


def structure(unit: Unit, day: date | None = None, kind: str = DOCTOR) -> list[tuple[Unit, list[Load]]]:
    """Units with the people in charge below the unit, as a structure chart shows them."""
    return [(team, list(loads)) for team, loads in groupby(load(unit, day, kind), key=lambda one: one.unit)]


def _answered(day: date | None, kind: str) -> Any:
    return Exists(
        Responsibility.objects.filter(Dated.on(day or today()), kind=kind, household=OuterRef("pk"))
    )
