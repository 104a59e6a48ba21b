"""Whom an obligation `per` something concerns: the persons, households, absences … and the units they belong to."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from linli.almanac import Period
from linli.figures.expressions import Condition, age_on, born_path, checked, conditions_of, conditions_on
from linli.figures.scan import day_of, passing
from linli.figures.territory import NAMED
from linli.people.models import Assignment
from linli.people.register import Residents
from linli.programmes.language.checks import subject_register
from linli.programmes.language.conditions import Where
from linli.programmes.language.definitions import Obligation, Programme
from linli.registers.register import Register, register_named
from linli.tree.models import FOREVER


@dataclass(frozen=True, slots=True)
class Subject:
    """One row that must reach the number: its unit, the day it came up, the days it holds, its date of birth."""

    pk: int
    unit: int
    day: date
    starts: date
    ends: date
    born: date | None

    def holds(self, day: date) -> bool:
        """Whether it is there on the day."""
        return self.starts <= day < self.ends


@dataclass(frozen=True)
class Asked:
    """Which subjects an obligation asks for."""

    register: str
    held: bool
    among: Where
    group: str = ""
    role: str = ""
    post: str = ""

    @property
    def rows(self) -> type[Register]:
        """The register of the subjects."""
        return register_named(self.register)

    @property
    def assigned(self) -> bool:
        """Whether assignments say who they are and to which unit they belong."""
        return bool(self.group or self.role or self.post)

    @property
    def served(self) -> bool:
        """Whether units that serve the subjects' units count them."""
        return self.rows.served and not self.assigned

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What narrows them. Persons without `in` are those who live here."""
        found = checked(self.rows, conditions_of(self.among))
        if self.rows is Residents and not self.assigned and all(one.path != "resident" for one in found):
            found = (*found, Condition("resident", ((True, True),)))
        return found


def asked(obligation: Obligation, programme: Programme, path: str) -> Asked:
    """The subjects of an obligation whose rows lead to them by a path.

    A row that is its own subject counts on its day; others are subjects while they hold, if they hold for a time.
    """
    register = register_named(subject_register(obligation))
    kind, _dot, name = obligation.members_of.partition(".")
    held = bool(register.valid) and path != "pk"
    named = {"group": programme.groups[name].title} if kind == "group" else {kind: name} if kind else {}
    return Asked(register.name, held, obligation.among, **named)


def keys(wanted: Asked, leaves: Collection[int]) -> models.QuerySet:
    """Sub-query of the keys of all that may be subjects in some units (in any, if these are many)."""
    rows = _assignments(wanted) if wanted.assigned else wanted.rows.model._base_manager.order_by()
    rows = rows.filter(unit_id__in=sorted(leaves)) if len(leaves) <= NAMED else rows
    return rows.values("person_id" if wanted.assigned else "pk")


def subjects(wanted: Asked, leaves: Collection[int], period: Period, *, within: bool) -> list[Subject]:
    """The subjects of some units that hold or came up in the period, in one query; ages are not heeded yet."""
    register, prefix = wanted.rows, "person__" if wanted.assigned else ""
    rows: Any = _assignments(wanted) if wanted.assigned else register.model._base_manager.order_by()
    if len(leaves) <= NAMED:
        rows = rows.filter(unit_id__in=sorted(leaves))
    plain = tuple(one for one in wanted.conditions if not one.of_age)
    if wanted.assigned:
        matching = register.model._base_manager.order_by().filter(passing(register, "", plain)).values("pk")
        rows = rows.filter(person_id__in=matching) if plain else rows
    else:
        rows = rows.filter(passing(register, "", conditions_on(register, plain, period.end)))
    ages = [one for one in wanted.conditions if one.of_age]
    born = f"{prefix}{born_path(register, ages[0].path)}" if ages else ""
    day = "starts" if wanted.assigned else register.when or register.valid[0]
    spans = [(prefix + register.valid[0], prefix + register.valid[1])] if wanted.held else []
    spans += [("starts", "ends")] if wanted.assigned else []
    if within or not wanted.held:
        rows = rows.filter(_between(day, register, period))
    else:
        for starts, ends in spans:
            rows = rows.filter(Q(**{f"{starts}__lte": period.end}))
            rows = rows.filter(Q(**{f"{ends}__gt": period.start}) | Q(**{f"{ends}__isnull": True}))
    columns = [f"{prefix}pk", "unit_id", day, *(path for span in spans for path in span), *([born] if born else [])]
    found = []
    for pk, unit, came, *more in rows.values_list(*(F(column) for column in columns)):
        days = [_day(one) for one in more]
        span = days[: 2 * len(spans)]
        found.append(
            Subject(pk, unit, _day(came) or date.min,
                    max((one or date.min for one in span[::2]), default=date.min),
                    min((one or FOREVER for one in span[1::2]), default=FOREVER),
                    days[-1] if born else None)
        )  # fmt: skip
    return found


def of_age(wanted: Asked) -> Callable[[Subject, date], bool]:
    """Tells whether a subject has the age that is asked for on a day."""
    ages = [one for one in wanted.conditions if one.of_age]

    def fits(subject: Subject, day: date) -> bool:
        age = None if subject.born is None else age_on(subject.born, day)
        return all(_inside(one, age) != one.negated for one in ages)

    return fits if ages else lambda _subject, _day: True


def _inside(condition: Condition, age: int | None) -> bool:
    return age is not None and any(
        (low is None or age >= low) and (high is None or age <= high) for low, high in condition.ranges
    )


def _assignments(wanted: Asked) -> models.QuerySet:
    """Who is assigned so; a group is known by the title that the programme gives it."""
    if wanted.group:
        chosen = Q(group__name=wanted.group)
    else:
        chosen = Q(role=wanted.role) if wanted.role else Q(post__code=wanted.post)
    return Assignment._base_manager.order_by().filter(chosen)


def _between(path: str, register: type[Register], period: Period) -> Q:
    day = day_of(register, path)
    return Q(**{f"{day}__gte": period.start, f"{day}__lte": period.end})


def _day(moment: Any) -> date | None:
    return timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
