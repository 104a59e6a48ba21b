"""What a figure is: a measure over the rows that pass a filter, a ratio of two, or the share of rows covered.

All of these are frozen, checked when made, and have a canonical text (`visits.made[kind=home]`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from linli.almanac import Period
from linli.programmes.language.conditions import AnyOf, Formula, Rows
from linli.programmes.language.conditions import Condition as Written
from linli.registers.measures import Measure
from linli.registers.register import Register, register_named, unknown

AGE, BORN = "age", "born"


@dataclass(frozen=True)
class Condition:
    """The field at the end of a path lies in one of some ranges (in none, if negated); a value is such a range.

    The path `age` (or one that ends in it) means full years on the day, reckoned from a date of birth.
    """

    path: str
    ranges: tuple[tuple[Any, Any], ...]
    negated: bool = False

    def __str__(self) -> str:
        words = "|".join(
            _text(low) if low == high else f"{_text(low)}..{_text(high)}" for low, high in self.ranges
        )
        return f"{self.path}{'!' if self.negated else ''}={words}"

    @property
    def of_age(self) -> bool:
        """Whether it asks for an age, so that its answer changes with the day."""
        return self.path.rpartition("__")[2] == AGE


@dataclass(frozen=True)
class Expression:
    """A measure of a register over the rows that pass all conditions.

    The rows of a register that is open to serving units (`served`) count for these and those above them, too.
    """

    register: str
    measure: str
    where: tuple[Condition, ...] = ()

    def __post_init__(self) -> None:
        if self.measure not in self.rows.measures:
            raise LookupError(unknown(self.measure, self.rows.measures))
        if self.how in ("total", "average"):
            field = self.rows.field(self.of)
            if not isinstance(field, (models.IntegerField, models.DecimalField)):
                raise LookupError(_("%(what)s: only whole numbers and decimals add up exactly.") % {"what": self})
        object.__setattr__(self, "where", checked(self.rows, self.where))

    def __str__(self) -> str:
        where = ";".join(map(str, self.where))
        return f"{self.register}.{self.measure}" + (f"[{where}]" if where else "")

    @property
    def rows(self) -> type[Register]:
        """The register counted."""
        return register_named(self.register)

    @property
    def meaning(self) -> Measure:
        """The measure as the register defines it."""
        return self.rows.measures[self.measure]

    @property
    def how(self) -> str:
        """count, total, average or distinct."""
        return self.meaning.how

    @property
    def of(self) -> str:
        """The path summed or told apart."""
        return self.meaning.of

    @property
    def done(self) -> str:
        """The date by which it is judged whether what is counted was done in time."""
        return self.meaning.done or self.rows.done_field()

    @property
    def stock(self) -> bool:
        """Whether it counts what holds on a day instead of what happened in a period."""
        return self.meaning.stock

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The expressions that the definition is made of."""
        return (self,)

    @property
    def spec(self) -> Any:
        """Plain data that `definition_from` reads back."""
        where = [
            [c.path, [[_plain(low), _plain(high)] for low, high in c.ranges], c.negated] for c in self.where
        ]
        return ["measure", self.register, self.measure, where]

    def conditions_on(self, day: date) -> tuple[Condition, ...]:
        """Its conditions, with ages turned into dates of birth as of the day."""
        return conditions_on(self.rows, self.where, day)

    def told_apart(self) -> tuple[type[models.Model], str]:
        """The model that is counted by a count or told apart by a distinct, and the path to it."""
        if self.how == "count":
            return self.rows.model, "pk"
        field = self.rows.field(self.of)
        return (field.related_model if field.is_relation else field.model), self.of  # type: ignore[return-value]


@dataclass(frozen=True)
class Ratio:
    """So much of `of` for each `scale` of `over`."""

    of: Expression
    over: Expression
    scale: int = 1

    def __post_init__(self) -> None:
        for side in self.parts:
            if side.how == "average":
                raise LookupError(_("%(what)s is an average already; a rate needs two numbers.") % {"what": side})

    def __str__(self) -> str:
        return f"{self.of} / {self.over}" + (f" * {self.scale}" if self.scale != 1 else "")

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The expressions that the definition is made of."""
        return (self.of, self.over)

    @property
    def spec(self) -> Any:
        """Plain data that `definition_from` reads back."""
        return ["rate", self.of.spec, self.over.spec, self.scale]


@dataclass(frozen=True)
class Coverage:
    """The share of what `over` counts (or tells apart) that `of` tells apart too: never more than all."""

    of: Expression
    over: Expression

    def __post_init__(self) -> None:
        if self.of.how != "distinct" or self.over.how not in ("count", "distinct"):
            message = _("%(what)s: a coverage needs a measure of different rows, and one that counts such rows.")
            raise LookupError(message % {"what": self})
        models_told = [side.told_apart()[0] for side in self.parts]
        if models_told[0] is not models_told[1]:
            one, other = (model._meta.verbose_name_plural for model in models_told)
            message = _("%(what)s: one side is about %(one)s, the other about %(other)s.")
            raise LookupError(message % {"what": self, "one": one, "other": other})

    def __str__(self) -> str:
        return f"{self.of} among {self.over}"

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The expressions that the definition is made of."""
        return (self.of, self.over)

    @property
    def spec(self) -> Any:
        """Plain data that `definition_from` reads back."""
        return ["coverage", self.of.spec, self.over.spec]


Definition = Expression | Ratio | Coverage


@dataclass(frozen=True)
class Question:
    """A definition asked for a period; with a due day, how it stood then: only what was done by its end."""

    definition: Definition
    period: Period
    due: date | None = None

    def day(self, today: date) -> date:
        """The day whose tree the figure follows: the last of the period, or today while it runs."""
        return min(self.period.end, today)

    def held_on(self, today: date) -> date:
        """The day on which stocks and ages are taken."""
        return min(self.day(today), self.due) if self.due else self.day(today)


@dataclass(frozen=True)
class Value:
    """A figure. Numerator and denominator are exact; the division comes last."""

    numerator: int | Decimal
    denominator: int | Decimal | None = None
    scale: int = 1

    @property
    def number(self) -> Fraction | None:
        """The figure as one exact number; nothing where the denominator is 0."""
        if self.denominator is None:
            return Fraction(self.numerator)
        return (
            Fraction(self.numerator) * self.scale / Fraction(self.denominator) if self.denominator else None
        )


def questions(definitions: Iterable[Definition], periods: Iterable[Period]) -> list[Question]:
    """Every definition asked for every period."""
    spans = list(periods)
    return [Question(definition, period) for definition in definitions for period in spans]


def timely(definition: Definition) -> bool:
    """Whether the figure changes with the day though no row does: a stock, or an age."""
    return any(part.stock or any(c.of_age for c in part.where) for part in definition.parts)


def value_of(definition: Definition, numerator: int, denominator: int | None) -> Value:
    """The figure from the whole numbers that were added up (decimals are added up in their smallest unit)."""
    parts = definition.parts
    above = _places(parts[0])
    below = _places(parts[1]) if isinstance(definition, Ratio) else 0
    scale = definition.scale if isinstance(definition, Ratio) else 1
    return Value(
        _scaled(numerator, above), None if denominator is None else _scaled(denominator, below), scale
    )


def conditions_of(where: Iterable[Written]) -> tuple[Condition, ...]:
    """The conditions of a pack, with its parameters filled in and its loop variables bound."""
    return tuple(map(_condition, where))


def definition_of(formula: Formula) -> Definition:
    """The definition of a formula of a pack, with its parameters filled in and its loop variables bound.

    Raises:
        LookupError: a register, measure, path or value that is not there.
    """
    of = _expression(formula.of)
    if formula.over is None:
        return of
    over = _expression(formula.over)
    return Ratio(of, over, formula.scale) if formula.kind == "rate" else Coverage(of, over)


def definition_from(spec: Any) -> Definition:
    """The definition of plain data written by `spec`.

    Raises:
        LookupError: the code no longer has what it names.
    """
    return _read(json.dumps(spec))


@lru_cache(maxsize=4096)
def digest(definition: Definition) -> str:
    """What identifies stored figures: the definition, and what its registers mean by it today."""
    meanings = []
    for part in definition.parts:
        found, measure = part.rows, part.meaning
        where = sorted((path, str(value)) for path, value in measure.where.items())
        meanings.append([measure.how, measure.of, measure.stock, where, found.when, part.done,
                         list(found.valid), found.served])  # fmt: skip
    return sha256(json.dumps([definition.spec, meanings]).encode()).hexdigest()


def age_on(born: date, day: date) -> int:
    """Full years on the day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@lru_cache(maxsize=4096)
def _read(text: str) -> Definition:
    kind, *rest = json.loads(text)
    if kind == "measure":
        register, measure, where = rest
        conditions = (Condition(path, tuple(map(tuple, ranges)), negated) for path, ranges, negated in where)
        return Expression(register, measure, tuple(conditions))
    of, over = (definition_from(side) for side in rest[:2])
    assert isinstance(of, Expression) and isinstance(over, Expression)
    return Ratio(of, over, rest[2]) if kind == "rate" else Coverage(of, over)


def _expression(rows: Rows) -> Expression:
    return Expression(rows.measure.register, rows.measure.measure, conditions_of(rows.where))


def _condition(written: Written) -> Condition:
    if isinstance(written, AnyOf):
        if written.variables:
            message = _("%(what)s: nothing stands for $%(name)s here.")
            raise LookupError(message % {"what": written, "name": written.variables[0]})
        return Condition(written.field, tuple((value, value) for value in written.values), written.negated)
    return Condition(written.field, ((written.low, written.high),), written.negated)


def checked(register: type[Register], conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    """The conditions in one order, with values of the fields' own types.

    Raises:
        LookupError: a path or value that the register does not have.
    """
    return tuple(sorted((_checked(register, condition) for condition in conditions), key=str))


def conditions_on(
    register: type[Register], conditions: Iterable[Condition], day: date
) -> tuple[Condition, ...]:
    """The conditions, with ages turned into dates of birth as of the day."""
    return tuple(_born_between(register, c, day) if c.of_age else c for c in conditions)


def _checked(register: type[Register], condition: Condition) -> Condition:
    path = condition.path
    field: models.Field
    if condition.of_age and not _has(register, path):
        field = models.IntegerField()
        born_path(register, path)
    else:
        field = register.field(path)
    try:
        ranges = {
            (None if low is None else field.to_python(low), None if high is None else field.to_python(high))
            for low, high in condition.ranges
        }
    except ValidationError as error:
        raise LookupError(f"{path}: {' '.join(error.messages)}") from error
    if not ranges or (None, None) in ranges:
        raise LookupError(_("%(what)s: no value to compare with.") % {"what": path})
    return replace(condition, ranges=tuple(sorted(ranges, key=str)))


def _has(register: type[Register], path: str) -> bool:
    try:
        register.field(path)
    except LookupError:
        return False
    return True


def born_path(register: type[Register], path: str) -> str:
    """The date of birth that `age` speaks of: beside it, or of the nearest person that a row leads to."""
    head, _sep, _age = path.rpartition("__")
    if head:
        register.field(f"{head}__{BORN}")
        return f"{head}__{BORN}"
    near: list[tuple[str, type[models.Model]]] = [("", register.model)]
    for _depth in range(3):
        for prefix, model in near:
            if any(field.name == BORN for field in model._meta.concrete_fields):
                return prefix + BORN
        near = [
            (f"{prefix}{field.name}__", field.related_model)  # type: ignore[misc]
            for prefix, model in near
            for field in model._meta.concrete_fields
            if isinstance(field, models.ForeignKey)
        ]
    raise LookupError(_("%(what)s leads to nobody's date of birth, so there is no age.") % {"what": register.name})


def _born_between(register: type[Register], condition: Condition, day: date) -> Condition:
    if _has(register, condition.path):
        return condition
    ranges = []
    for youngest, oldest in condition.ranges:
        first = None if oldest is None else _years_before(day, oldest + 1) + timedelta(days=1)
        last = None if youngest is None else _years_before(day, youngest)
        ranges.append((first, last))
    return Condition(born_path(register, condition.path), tuple(ranges), condition.negated)


def _years_before(day: date, years: int) -> date:
    """The last date of birth of those who have so many full years on the day."""
    year = max(1, day.year - years)
    try:
        return day.replace(year=year)
    except ValueError:  # the 29th of February
        return date(year, 2, 28)


def _places(expression: Expression) -> int:
    if expression.how not in ("total", "average"):
        return 0
    field = expression.rows.field(expression.of)
    return field.decimal_places if isinstance(field, models.DecimalField) else 0


def _scaled(number: int, places: int) -> int | Decimal:
    return Decimal(number).scaleb(-places) if places else number


def _plain(end: Any) -> Any:
    return end if end is None or isinstance(end, (bool, int)) else str(end)


def _text(end: Any) -> str:
    return "" if end is None else str(end)
