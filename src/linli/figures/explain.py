"""The facts behind a figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When

from linli.almanac import Period
from linli.almanac import today as current_day
from linli.figures.expressions import Coverage, Expression, Question
from linli.figures.expressions import Value as FigureValue
from linli.figures.scan import day_of, fan_of, not_ended, passing
from linli.figures.store import read
from linli.figures.territory import Territories
from linli.registers.register import Register
from linli.tree.models import Account, Unit
from linli.tree.roles import May


@dataclass(frozen=True)
class Facts:
    """A figure and what it is made of, as far as the person may see it.

    `of` are the rows of the numerator, `over` those of the denominator, `missing` those of them that a coverage lacks.
    Rows carry `entered_late`: done in time, but entered after the due day (after the period, if there is none).
    `closed`: a private register in which the person has no duty; its rows are then not given, only the figure.
    """

    value: FigureValue
    of: models.QuerySet | None
    over: models.QuerySet | None = None
    missing: models.QuerySet | None = None
    closed: bool = False


def explain(question: Question, unit: Unit, by: Account, today: date | None = None) -> Facts:
    """The facts behind the figure of a unit, scoped to the person."""
    day = today or current_day()
    definition = question.definition
    value = read([question], [unit], day)[question, unit.pk]
    parts = definition.parts
    closed = any(part.rows.private == ["*"] and not by.reach(May.PRIVATE).roots for part in parts)
    if closed:
        return Facts(value, None, closed=True)
    if isinstance(definition, Coverage):
        over = _facts(definition.over, question, unit, by, day)
        met = Exists(_matches(definition, question, day))
        matched = _facts(definition.of, question, None, by, day).filter(
            **{f"{definition.of.of}__in": over.values(definition.over.told_apart()[1])}
        )
        return Facts(value, matched, over, over.filter(~met))
    rows = [_facts(part, question, unit, by, day) for part in parts]
    return Facts(value, rows[0], rows[1] if len(rows) > 1 else None)


def first_reached(
    expression: Expression, unit: Unit, period: Period, target: Any, today: date | None = None
) -> date | None:
    """The day by which a count, sum or number of different values reached the target; nothing if it did not.

    By the day that facts were done; a stock and an average reach nothing.
    """
    if expression.stock or expression.how == "average":
        return None
    question, register = Question(expression, period), expression.rows
    done = expression.done
    path = expression.of or "pk"
    rows = _counted(expression, question, unit, today or current_day(), register.model._base_manager.all())
    number, seen = 0, set()
    for day, value in rows.exclude(**{done: None}).order_by(done, "pk").values_list(day_of(register, done), path):
        if value is None or (expression.how == "distinct" and value in seen):
            continue
        seen.add(value)
        number += value if expression.how == "total" else 1
        if number >= target:
            return day
    return None


def _facts(
    expression: Expression, question: Question, unit: Unit | None, by: Account, day: date
) -> models.QuerySet:
    """The counted rows that the person may see, with `entered_late`."""
    register = expression.rows
    rows = _counted(expression, question, unit, day, register.rows(by))
    if expression.of and fan_of(register, expression.of):
        rows = rows.distinct()
    if expression.stock:
        return rows.annotate(entered_late=Value(False))
    limit, done = question.due or question.period.end, day_of(register, expression.done)
    late = When(**{f"{done}__lte": limit, "entered_at__date__gt": limit}, then=Value(True))
    return rows.annotate(entered_late=Case(late, default=Value(False), output_field=models.BooleanField()))


def _counted(
    expression: Expression, question: Question, unit: Unit | None, today: date, rows: models.QuerySet, **more: Any
) -> models.QuerySet:
    register, held_on = expression.rows, question.held_on(today)
    time = _holds(register, held_on) if expression.stock else _dated(expression, question.period, question.due)
    fan = fan_of(register, expression.of) if expression.of else ""
    condition = passing(register, expression.measure, expression.conditions_on(held_on), fan)
    if unit is not None:
        condition &= _within(register, unit, question.day(today))
    if expression.of and expression.how != "count":
        condition &= Q(**{f"{expression.of}__isnull": False})
    return rows.filter(time, condition, **more)


def _matches(coverage: Coverage, question: Question, today: date) -> models.QuerySet:
    about = {coverage.of.of: OuterRef(coverage.over.told_apart()[1])}
    return _counted(coverage.of, question, None, today, coverage.of.rows.model._base_manager.order_by(), **about)


def _within(register: type[Register], unit: Unit, day: date) -> Q:
    territory = Territories([unit.pk], [day], served=register.served).counted_by(day, register.served)
    return Q(unit_id__in=sorted(territory))


def _dated(expression: Expression, period: Period, due: date | None) -> Q:
    register = expression.rows
    when = day_of(register, register.when)
    condition = Q(**{f"{when}__gte": period.start, f"{when}__lte": period.end})
    return condition & Q(**{f"{day_of(register, expression.done)}__lte": due}) if due else condition


def _holds(register: type[Register], day: date) -> Q:
    return Q(**{f"{day_of(register, register.valid[0])}__lte": day}) & not_ended(register, day)
