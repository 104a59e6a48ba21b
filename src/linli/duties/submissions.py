"""Who filed what, when: the board of papers to be filed, with the records that were filed."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Case, Value, When
from django.utils import timezone

from linli.almanac import Period, today
from linli.duties.board import filed_names
from linli.duties.occurrences import Occurrence, occurrences
from linli.duties.states import State
from linli.figures.expressions import Expression
from linli.figures.scan import day_of, passing
from linli.figures.territory import Territories
from linli.programmes.models import Programme
from linli.programmes.office import in_force
from linli.registers.register import Register
from linli.tree.models import Account, Unit
from linli.tree.roles import May


@dataclass(frozen=True)
class Filed:
    """One record that was filed. One that was sent back is there and does not count."""

    register: type[Register]
    row: models.Model
    done: date
    counted: bool
    entered: date

    @property
    def state(self) -> str:
        """How the record itself stands, in words, where it has states."""
        show = getattr(self.row, "get_state_display", None)
        return str(show()) if show else ""


@dataclass(frozen=True)
class Paper:
    """A column: one paper, or one month of papers."""

    name: str
    window: str
    title: str
    due: date


@dataclass(frozen=True)
class Cell:
    """What became of one paper of one unit."""

    occurrence: Occurrence
    filed: tuple[Filed, ...] = ()

    @property
    def returned(self) -> Filed | None:
        """The record that was sent back and is waited for, if nothing else counts instead."""
        if self.occurrence.state not in (State.OPEN, State.MISSED):
            return None
        return next((one for one in reversed(self.filed) if not one.counted), None)

    @property
    def reached_on(self) -> date | None:
        """The day on which the number was reached."""
        low = self.occurrence.window.target.low
        done = sorted(one.done for one in self.filed if one.counted)
        place = math.ceil(low) - 1 if low else 0
        return done[place] if 0 <= place < len(done) else None

    @property
    def days_late(self) -> int:
        """How many days after the due day that was."""
        reached = self.reached_on
        return max(0, (reached - self.occurrence.window.due).days) if reached else 0


@dataclass(frozen=True)
class Matrix:
    """Units against papers."""

    programme: Programme
    period: Period
    papers: list[Paper]
    units: list[Unit]
    cells: dict[tuple[int, str, str], Cell]

    def cell(self, unit: Unit, paper: Paper) -> Cell | None:
        """What became of a paper of a unit; nothing where it does not owe it."""
        return self.cells.get((unit.pk, paper.name, paper.window))


def submissions(programme: Programme, period: Period, *, by: Account) -> Matrix:
    """Everything that is due to be filed in the period by the units in the person's scope."""
    reached = by.reach(May.READ).units
    adoptions = [a for a in in_force(period, reached) if a.programme_id == programme.pk]
    names = filed_names(programme)
    found = occurrences(adoptions, period, names=names) if names else []
    papers, units = {}, {}
    for one in found:
        key = (one.name, one.window.key)
        papers[key] = Paper(*key, _heading(one), one.window.due)
        units[one.unit.pk] = one.unit
    filed = _filed(found, by)
    cells = {(o.unit.pk, o.name, o.window.key): Cell(o, tuple(filed[o.unit.pk, o.key])) for o in found}
    return Matrix(
        programme,
        period,
        sorted(papers.values(), key=lambda paper: (paper.due, paper.name, paper.window)),
        sorted(units.values(), key=lambda unit: unit.code),
        cells,
    )


def _heading(occurrence: Occurrence) -> str:
    if occurrence.item:
        return occurrence.item
    if occurrence.obligation.every:
        return f"{occurrence.obligation.title} {occurrence.window.period.title}"
    return occurrence.obligation.title


def _filed(found: list[Occurrence], by: Account) -> dict[tuple[int, str], list[Filed]]:
    """The records behind the occurrences: one query for each thing counted, whatever the number of units."""
    by_definition: dict[Expression, list[Occurrence]] = defaultdict(list)
    for one in found:
        if isinstance(one.definition, Expression) and not one.definition.stock:
            by_definition[one.definition].append(one)
    filed: dict[tuple[int, str], list[Filed]] = defaultdict(list)
    counted_by: dict[bool, Any] = {}
    for expression, wanted in by_definition.items():
        served = expression.rows.served
        if served not in counted_by:
            day = min(max(o.window.period.end for o in wanted), today())
            territories = Territories({o.unit.pk for o in found}, [day], served=served)
            counted_by[served] = territories.counted_by(day, served)
        for row in _rows(expression, wanted, by):
            paper = _of(expression.rows, row)
            if paper is None:
                continue  # a draft
            when = _day(getattr(row, expression.rows.when))
            for occurrence in wanted:
                inside = when is not None and when in occurrence.window.period
                if inside and occurrence.unit.pk in counted_by[served].get(row.unit_id, ()):
                    filed[occurrence.unit.pk, occurrence.key].append(paper)
    return filed


def _rows(expression: Expression, wanted: Iterable[Occurrence], by: Account) -> models.QuerySet:
    register = expression.rows
    periods = [one.window.period for one in wanted]
    first, last = min(p.start for p in periods), max(p.end for p in periods)
    when = day_of(register, register.when)
    conditions = expression.conditions_on(today())
    counts = When(passing(register, expression.measure, conditions), then=Value(True))
    return (
        register.rows(by)
        .filter(passing(register, "", conditions))
        .filter(**{f"{when}__gte": first, f"{when}__lte": last})
        .annotate(counted=Case(counts, default=Value(False), output_field=models.BooleanField()))
        .order_by(register.done_field(), "pk")
    )


def _of(register: type[Register], row: Any) -> Filed | None:
    done = _day(getattr(row, register.done_field()))
    entered = timezone.localtime(row.entered_at).date()
    return Filed(register, row, done, row.counted, entered) if done else None


def _day(moment: Any) -> date | None:
    return timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
