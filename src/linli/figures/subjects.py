"""The figure of each of many subjects (persons, households, absences …): read at once, told apart in memory.

They are not stored. One query reads what each subject has, by day; any period and due day is then added up from it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db import models
from django.db.models import Count, F, Q

from linli.almanac import Period
from linli.figures.expressions import Definition, Expression, Ratio, value_of
from linli.figures.scan import added, day_of, fan_of, not_ended, passing

NOTHING = Fraction(0)

#: What a subject has: the day that it counts on and the day it was done (of a stock: from, until); and how much.
Part = tuple[date, date | None, Any]


@dataclass(frozen=True)
class Numbers:
    """What every subject has of one measure."""

    expression: Expression
    parts: Mapping[int, list[Part]]

    def of(self, subject: int, period: Period, due: date | None, held_on: date) -> Fraction:
        """The number of a subject in a period, of what was done by the due day; of a stock, what holds on a day."""
        if subject not in self.parts:
            return NOTHING
        if self.expression.stock:
            found = [n for start, end, n in self.parts[subject] if _holds(start, end, held_on)]
        else:
            found = [
                number
                for when, done, number in self.parts[subject]
                if when in period and (due is None or (done is not None and done <= due))
            ]
        whole = len(set(found)) if self.expression.how == "distinct" else sum(found)
        number = value_of(self.expression, whole, None).number
        assert number is not None
        return number


def numbers(
    expression: Expression, path: str, period: Period, among: models.QuerySet | None, today: date
) -> Numbers:
    """What each subject has in the days of the period, in one query.

    `path` leads from a counted row to its subject; `among` are the keys of the subjects that matter.
    """
    register = expression.rows
    if expression.stock:
        one, other = (day_of(register, end) for end in register.valid)
        time = Q(**{f"{one}__lte": period.end}) & not_ended(register, period.start)
    else:
        one, other = day_of(register, register.when), day_of(register, expression.done)
        time = Q(**{f"{one}__gte": period.start, f"{one}__lte": period.end})
    fan = fan_of(register, path) or (fan_of(register, expression.of) if expression.of else "")
    condition = passing(register, expression.measure, expression.conditions_on(today), fan)
    if expression.of:
        condition &= Q(**{f"{expression.of}__isnull": False})
    condition &= Q(**{f"{path}__in": among}) if among is not None else Q(**{f"{path}__isnull": False})
    rows: Any = register.model._base_manager.order_by().filter(time, condition)
    rows = rows.annotate(about=F(path), counts_on=F(one), done_by=F(other))
    keys = ["about", "counts_on", "done_by"]
    if expression.how == "distinct":
        rows = rows.annotate(told=F(expression.of)).values_list(*keys, "told").distinct()
    else:
        adds = Count("pk") if expression.how == "count" else added(register, expression.measure, "sum", Q())
        rows = rows.values(*keys).annotate(adds=adds).values_list(*keys, "adds")
    parts: dict[int, list[Part]] = defaultdict(list)
    for subject, *part in rows:
        parts[subject].append(tuple(part))  # type: ignore[arg-type]
    return Numbers(expression, parts)


def number_of(
    definition: Definition, sides: list[Numbers], subject: int, period: Period, due: date | None, held_on: date
) -> Fraction | None:
    """The figure of a subject: a number, or the ratio of two (nothing where there is nothing to divide by)."""
    above = sides[0].of(subject, period, due, held_on)
    if not isinstance(definition, Ratio):
        return above
    below = sides[1].of(subject, period, due, held_on)
    return above * definition.scale / below if below else None


def _holds(start: date, end: date | None, day: date) -> bool:
    return start <= day and (end is None or day < end)
