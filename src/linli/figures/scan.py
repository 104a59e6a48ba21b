"""One reading of a register: every measure wanted of it, for every period, in one grouped query.

The periods cut time into buckets at their ends. A flow is grouped by the bucket of the day it counts on and that of
the day it was done; a stock by the buckets of its beginning and its end. Which period a group belongs to is
worked out afterwards, so that more periods make no longer query.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import add, or_
from typing import Any

from django.core.exceptions import EmptyResultSet, FieldDoesNotExist
from django.db import connections, models
from django.db.models import Case, Count, F, Q, Sum, Value, When
from django.db.models.functions import Cast, Round

from linli.figures.expressions import Condition, Expression
from linli.figures.territory import NAMED
from linli.registers.register import Register

_DAY = timedelta(days=1)
TOGETHER = 5000


@dataclass(frozen=True)
class Column:
    """What one row adds: itself, or a number of it, if it passes the conditions."""

    measure: str
    adds: str
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Pick:
    """Which rows a question takes: dated from first to last, done by due; of a stock, those that hold on `last`."""

    first: date
    last: date
    due: date | None = None


class Scan:
    """One query on a register. Its groups are read back by slot: a column for a pick.

    `kind` is "sum" (rows and numbers added up by unit), "seen" (different values of `path` by unit) or "match"
    (different values, in whichever unit). Of a sum, `path` is the many-valued relation it runs over, if any. `done` is
    the date by which it is judged what was done in time.
    """

    def __init__(self, register: type[Register], stock: bool, kind: str, path: str, done: str) -> None:
        self.register, self.stock, self.kind, self.path, self.done = register, stock, kind, path, done
        self.fan = path if kind == "sum" else fan_of(register, path)
        self.columns: dict[Column, int] = {}
        self.slots: dict[tuple[int, Pick], int] = {}
        self.within: set[tuple[type[Register], str]] = set()
        self._hits: dict[tuple[int, int], list[tuple[int, int]]] = {}

    def slot(self, expression: Expression, adds: str, pick: Pick, day: date) -> int:
        """The slot in which the expression's rows are added up; `day` is that of ages."""
        column = self.columns.setdefault(
            Column(expression.measure, adds, expression.conditions_on(day)), len(self.columns)
        )
        if not self.stock and pick.due and self.done == self.register.when:
            pick = Pick(pick.first, min(pick.last, pick.due))
        return self.slots.setdefault((column, pick), len(self.slots))

    def close(self) -> None:
        """No more slots: cut time into buckets."""
        picks = {pick for _column, pick in self.slots}
        ends = {pick.last + _DAY for pick in picks}
        self.bounds = sorted(ends if self.stock else ends | {pick.first for pick in picks})
        self.other_bounds = self.bounds if self.stock else sorted({p.due + _DAY for p in picks if p.due})

    def hits(self, one: int, other: int) -> list[tuple[int, int]]:
        """The slots, with their columns, that a group of these two buckets belongs to."""
        if (one, other) not in self._hits:
            self._hits[one, other] = [
                (slot, column) for (column, pick), slot in self.slots.items() if self._takes(pick, one, other)
            ]
        return self._hits[one, other]

    def rows(self, leaves: Collection[int]) -> Iterator[tuple]:
        """Run the query. Rows come as the database gives them: numbers, and values only to be told apart."""
        query = self.query(leaves)
        try:
            sql, parameters = query.query.sql_with_params()
        except EmptyResultSet:
            return
        with connections[query.db].cursor() as cursor:
            cursor.execute(sql, parameters)
            while some := cursor.fetchmany(TOGETHER):
                yield from some

    def query(self, leaves: Collection[int]) -> models.QuerySet:
        """Rows of (unit, bucket, bucket, added numbers …) or (value, unit, bucket, bucket, columns passed).

        Only rows of the units in `leaves`, if these are few.
        """
        rows = self._dated(self.register.model._base_manager.order_by())
        named = sorted(leaves) if len(leaves) <= NAMED else None
        if named is not None and self.kind != "match":
            rows = rows.filter(unit_id__in=named)
        if self.kind == "sum":
            return self._summed(rows)
        rows = rows.annotate(told=F(self.path)).filter(told__isnull=False)
        if named is not None and self.within:
            rows = rows.filter(
                reduce(or_, (Q(told__in=_values(reg, path, named)) for reg, path in self.within))
            )
        return self._told_apart(rows)

    def _summed(self, rows: models.QuerySet) -> models.QuerySet:
        groups = ["unit_id", "bucket", "other_bucket"]
        sums = {
            f"added_{place}": added(self.register, column.measure, column.adds, self._passing(column))
            for column, place in self.columns.items()
        }
        return rows.values(*groups).annotate(**sums).values_list(*groups, *sums)

    def _told_apart(self, rows: models.QuerySet) -> models.QuerySet:
        passing = [self._passing(column) for column in self.columns]
        names = [
            "told",
            *(["unit_id"] if self.kind == "seen" else []),
            "bucket",
            "other_bucket",
            "passed_flags",
        ]
        if len(passing) == 1 and not self.fan:
            rows = rows.filter(passing[0]).annotate(passed_flags=Value(1))
        else:
            flags = (_flag(condition, 1 << place) for place, condition in enumerate(passing))
            rows = rows.annotate(passed_flags=reduce(add, flags)).filter(passed_flags__gt=0)
        return rows.values_list(*names).distinct()

    def _dated(self, rows: models.QuerySet) -> models.QuerySet:
        """Rows that some pick may take, with the buckets of their two dates."""
        first, last = self.bounds[0], self.bounds[-1]
        if self.stock:
            one, other = (day_of(self.register, path) for path in self.register.valid)
            rows = rows.filter(not_ended(self.register, first - _DAY), **{f"{one}__lt": last})
        else:
            one, other = (day_of(self.register, p) for p in (self.register.when, self.done))
            rows = rows.filter(**{f"{one}__gte": first, f"{one}__lt": last})
        buckets = {"bucket": _bucket(one, self.bounds), "other_bucket": _bucket(other, self.other_bounds)}
        return rows.annotate(**buckets)

    def _takes(self, pick: Pick, one: int, other: int) -> bool:
        end = bisect_right(self.bounds, pick.last + _DAY)
        if self.stock:
            return one < end <= other
        if pick.due and other >= bisect_right(self.other_bounds, pick.due + _DAY):
            return False
        return bisect_right(self.bounds, pick.first) <= one < end

    def _passing(self, column: Column) -> Q:
        return passing(self.register, column.measure, column.conditions, self.fan)

def passing(register: type[Register], measure: str, conditions: Iterable[Condition], fan: str = "") -> Q:
    """The rows that a measure counts under the conditions; those on the relation `fan` mean its joined row."""
    whole = Q()
    for path, value in register.measures[measure].where.items() if measure else ():
        whole &= _on_rows(register, path, Q(**{path: value}), fan)
    for condition in conditions:
        found = _on_rows(register, condition.path, _in_ranges(condition), fan)
        whole &= ~found if condition.negated else found
    return whole


def added(register: type[Register], measure: str, adds: str, condition: Q) -> models.Aggregate:
    """The aggregate that adds up rows, numbers, or rows that have one, as whole numbers."""
    of = register.measures[measure].of
    if adds == "rows":
        return Count("pk", filter=condition or None)
    if adds == "filled":
        return Count(of, filter=condition or None)
    if adds == "values":
        return Count(of, filter=condition or None, distinct=True)
    field = register.field(of)
    if isinstance(field, models.DecimalField):
        # In the smallest unit, as a whole number, so that the database adds exactly.
        units = Cast(Round(F(of) * 10**field.decimal_places), models.BigIntegerField())
        return Sum(units, filter=condition or None)
    return Sum(of, filter=condition or None)


def fan_of(register: type[Register], path: str) -> str:
    """The part of a path that leads to several rows of another table, if any."""
    model, fan = register.model, ""
    steps = path.split("__")
    for place, step in enumerate(steps):
        if step == "pk":
            break
        try:
            field = model._meta.get_field(step)
        except FieldDoesNotExist:  # the look-up at the end of a condition
            break
        if field.one_to_many or field.many_to_many:
            fan = "__".join(steps[: place + 1])
        if not field.is_relation:
            break
        model = field.related_model  # type: ignore[assignment]
    return fan


def _on_rows(register: type[Register], path: str, condition: Q, fan: str) -> Q:
    """The condition; one through a many-valued relation is asked apart, so that it multiplies no rows."""
    through = fan_of(register, path)
    if not through or through == fan:
        return condition
    return Q(pk__in=register.model._base_manager.filter(condition).order_by().values("pk"))


def _in_ranges(condition: Condition) -> Q:
    values = [low for low, high in condition.ranges if low == high]
    whole = Q(**{f"{condition.path}__in": values}) if len(values) > 1 else Q()
    if len(values) == 1:
        whole = Q(**{condition.path: values[0]})
    for low, high in condition.ranges:
        if low != high:
            ends = {"gte": low, "lte": high}
            whole |= Q(**{f"{condition.path}__{end}": day for end, day in ends.items() if day is not None})
    return whole


def day_of(register: type[Register], path: str) -> str:
    """The path of a date; the day of a moment."""
    return f"{path}__date" if isinstance(register.field(path), models.DateTimeField) else path


def not_ended(register: type[Register], day: date) -> Q:
    """The rows that hold beyond the day; an empty end is none."""
    path = register.valid[1]
    condition = Q(**{f"{day_of(register, path)}__gt": day})
    return condition | Q(**{f"{path}__isnull": True}) if register.field(path).null else condition


def _bucket(path: str, bounds: list[date]) -> Any:
    """How many of the bounds a date has reached (all, where it is empty), found by halving."""

    def between(low: int, high: int) -> Any:
        if low == high:
            return Value(low)
        middle = (low + high) // 2
        below = When(**{f"{path}__lt": bounds[middle]}, then=between(low, middle))
        return Case(below, default=between(middle + 1, high), output_field=models.IntegerField())

    return between(0, len(bounds))


def _flag(condition: Q, number: int) -> Any:
    if not condition:
        return Value(number)
    return Case(When(condition, then=Value(number)), default=Value(0), output_field=models.IntegerField())


def _values(register: type[Register], path: str, units: list[int]) -> models.QuerySet:
    rows = register.model._base_manager.filter(unit_id__in=units).order_by()
    return rows.values(path)


def slots_of(mask: int) -> Iterator[int]:
    """The places of the bits set."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
