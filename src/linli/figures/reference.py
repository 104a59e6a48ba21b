"""What a figure must be, in plain Python over rows as dicts: slow, and easy to see to be right.

The tests hold every other way of computing a figure against this one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from operator import eq, ge, gt, le, lt
from typing import Any

from django.utils import timezone

from linli.figures.expressions import (
    Condition,
    Coverage,
    Definition,
    Expression,
    Question,
    Ratio,
    Value,
    age_on,
)
from linli.registers.fields import TagsField
from linli.tree.models import Parentage, Service

Row = Mapping[str, Any]
Dated = tuple[int, int, date, date]

LOOKUPS = {"exact": eq, "gt": gt, "gte": ge, "lt": lt, "lte": le, "in": lambda value, among: value in among}


@dataclass(frozen=True)
class World:
    """All there is: rows by register, who belonged to whom, who served whom."""

    rows: Mapping[str, list[Row]]
    parents: list[Dated]
    services: list[Dated]

    def above(self, unit: int, day: date) -> set[int]:
        """The unit and all above it on the day."""
        parents = {
            parent for child, parent, starts, ends in self.parents if child == unit and starts <= day < ends
        }
        return {unit}.union(*(self.above(parent, day) for parent in parents))

    def counts_for(self, unit: int, row: Row, day: date, served: bool) -> bool:
        """Whether a row counts for the unit on the day."""
        above = self.above(row["unit_id"], day)
        if unit in above:
            return True
        return served and any(
            unit in self.above(provider, day)
            for provider, area, starts, ends in self.services
            if area in above and starts <= day < ends
        )


def world_of(definitions: Iterable[Definition]) -> World:
    """The world as the database has it, for these definitions."""
    paths: dict[str, set[str]] = {}
    for part in (part for definition in definitions for part in definition.parts):
        paths.setdefault(part.register, {"pk", "unit_id"}).update(_paths(part))
    rows = {}
    for name, wanted in paths.items():
        model = next(p.rows for d in definitions for p in d.parts if p.register == name).model
        rows[name] = list(model._base_manager.values(*wanted))
    return World(
        rows,
        list(Parentage.objects.values_list("unit_id", "parent_id", "starts", "ends")),
        list(Service.objects.values_list("provider_id", "area_id", "starts", "ends")),
    )


def figure(question: Question, unit: int, today: date, world: World) -> Value:
    """One figure."""
    definition = question.definition

    def rows(part: Expression, everywhere: bool = False) -> list[Row]:
        return [
            row
            for row in world.rows[part.register]
            if _counts(part, row, question, today)
            and (everywhere or world.counts_for(unit, row, question.day(today), part.rows.served))
        ]

    if isinstance(definition, Ratio):
        return Value(_amount(definition.of, rows(definition.of)), _amount(definition.over, rows(definition.over)),
                     definition.scale)  # fmt: skip
    if isinstance(definition, Coverage):
        over = _values(definition.over, rows(definition.over))
        of = _values(definition.of, rows(definition.of, everywhere=True))
        return Value(len(over & of), len(over))
    if definition.how == "average":
        numbers = [row[definition.of] for row in rows(definition) if row[definition.of] is not None]
        return Value(sum(numbers), len(numbers))
    return Value(_amount(definition, rows(definition)))


def _amount(part: Expression, rows: list[Row]) -> Any:
    if part.how == "count":
        return len(rows)
    if part.how == "distinct":
        return len(_values(part, rows))
    return sum(row[part.of] for row in rows if row[part.of] is not None)


def _values(part: Expression, rows: list[Row]) -> set:
    path = part.told_apart()[1]
    return {row[path] for row in rows} - {None}


def _counts(part: Expression, row: Row, question: Question, today: date) -> bool:
    held_on = question.held_on(today)
    if part.stock:
        starts, ends = (_day(row[path]) for path in part.rows.valid)
        if starts is None or held_on < starts or (ends is not None and held_on >= ends):
            return False
    else:
        day, done = _day(row[part.rows.when]), _day(row[part.done])
        if day is None or day not in question.period:
            return False
        if question.due and (done is None or done > question.due):
            return False
    fixed = (_fixed(row, path, value) for path, value in part.meaning.where.items())
    return all(fixed) and all(_passes(part, row, condition, held_on) for condition in part.where)


def _fixed(row: Row, lookup: str, wanted: Any) -> bool:
    path, how = _split(lookup)
    value = row[path]
    if how == "isnull":
        return (value is None) == wanted
    return value is not None and LOOKUPS[how](value, wanted)


def _passes(part: Expression, row: Row, condition: Condition, day: date) -> bool:
    value = row[_column(condition)]
    if isinstance(part.rows.field(_column(condition)), TagsField):
        tags = TagsField.tags(value)
        return any(low in tags for low, _high in condition.ranges) != condition.negated
    if value is not None and condition.of_age:
        value = age_on(value, day)
    inside = value is not None and any(
        (low is None or value >= low) and (high is None or value <= high) for low, high in condition.ranges
    )
    return inside != condition.negated


def _column(condition: Condition) -> str:
    return condition.path[:-3] + "born" if condition.of_age else condition.path


def _paths(part: Expression) -> Iterator[str]:
    yield from part.rows.valid if part.stock else (part.rows.when, part.done)
    yield part.told_apart()[1]
    yield from (_split(lookup)[0] for lookup in part.meaning.where)
    yield from (_column(condition) for condition in part.where)


def _split(lookup: str) -> tuple[str, str]:
    path, _sep, how = lookup.rpartition("__")
    return (path, how) if path and how in {*LOOKUPS, "isnull"} else (lookup, "exact")


def _day(moment: Any) -> date | None:
    return timezone.localdate(moment) if isinstance(moment, datetime) else moment
