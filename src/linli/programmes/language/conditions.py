"""Which rows count: the `where` of a pack as a small typed tree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from linli.programmes.language.values import MeasureRef

#: A value as written in a filter. A loop variable stays "$item" until a window binds it.
Value = str | int | bool
Bindings = Mapping[str, tuple[str, ...]]

#: Names that every register with a date of birth understands, though none lists them as a filter.
PSEUDO_FILTERS = ("age",)


@dataclass(frozen=True)
class AnyOf:
    """The field has one of the values (none of them, if negated)."""

    field: str
    values: tuple[Value, ...]
    negated: bool = False

    @property
    def variables(self) -> tuple[str, ...]:
        """The loop variables that it waits for."""
        return tuple(value[1:] for value in self.values if isinstance(value, str) and value.startswith("$"))

    def bind(self, bindings: Bindings) -> AnyOf:
        """The same with each loop variable replaced by what it stands for."""
        bound: list[Value] = []
        for value in self.values:
            if isinstance(value, str) and value.startswith("$"):
                bound.extend(bindings.get(value[1:], (value,)))
            else:
                bound.append(value)
        return replace(self, values=tuple(bound))

    def __str__(self) -> str:
        text = ", ".join(map(_written, self.values))
        return f"{self.field}: {'not ' if self.negated else ''}{text}"


@dataclass(frozen=True)
class Range:
    """The field lies between two ends, both included; an end may be open."""

    field: str
    low: int | str | None = None
    high: int | str | None = None
    negated: bool = False

    variables: tuple[str, ...] = ()

    def bind(self, bindings: Bindings) -> Range:
        """Itself: a range holds no loop variables."""
        return self

    def __str__(self) -> str:
        ends = f"{'' if self.low is None else self.low}..{'' if self.high is None else self.high}"
        return f"{self.field}: {'not ' if self.negated else ''}{ends}"


Condition = AnyOf | Range
Where = tuple[Condition, ...]


@dataclass(frozen=True)
class Rows:
    """A measure over the rows that pass all conditions."""

    measure: MeasureRef
    where: Where = ()

    def bind(self, bindings: Bindings) -> Rows:
        """The same with loop variables replaced."""
        return replace(self, where=tuple(condition.bind(bindings) for condition in self.where))


@dataclass(frozen=True)
class Formula:
    """What is computed. All that an engine needs to know of an obligation or indicator.

    count, sum, average: the measure `of`. rate: of ÷ over × scale. coverage: the share of the rows of `over`
    that are matched in `of`; its `where` has been put on `over`.
    """

    kind: str
    of: Rows
    over: Rows | None = None
    scale: int = 1

    def bind(self, bindings: Bindings) -> Formula:
        """The same with loop variables replaced."""
        over = self.over.bind(bindings) if self.over else None
        return replace(self, of=self.of.bind(bindings), over=over)

    @property
    def sides(self) -> Iterator[Rows]:
        """`of`, and `over` where there is one."""
        yield self.of
        if self.over:
            yield self.over


def parse_where(value: Any) -> Where:
    """Read {kind: plan, topic: [a, b], age: 60.., state: not closed}."""
    if not isinstance(value, Mapping):
        raise ValueError(_("Write filters as name and value, such as {kind: plan}"))
    return tuple(_condition(field, given) for field, given in value.items())


def _condition(field: str, given: Any) -> Condition:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", field):
        raise ValueError(_("Not the name of a filter: %(name)s") % {"name": field})
    negated = False
    if isinstance(given, Mapping):
        if set(given) != {"not"}:
            raise ValueError(_("Write a value, a list, a range such as 60.., or {not: …}"))
        negated, given = True, given["not"]
    elif isinstance(given, str) and given.startswith("not "):
        negated, given = True, given[4:].strip()
    if isinstance(given, str) and (ends := _ends(given)):
        return Range(field, *ends, negated)
    values = given if isinstance(given, list) else [given]
    if not values or not all(isinstance(value, str | int) for value in values):
        raise ValueError(_("Write a value, a list, a range such as 60.., or {not: …}"))
    return AnyOf(field, tuple(values), negated)


def _ends(text: str) -> tuple[int | str | None, int | str | None] | None:
    """The two ends of "60..", "..5", "a..b"; nothing if the text is no range."""
    first, dots, last = text.partition("..")
    if not dots or not (first or last):
        return None
    low, high = _end(first.strip()), _end(last.strip())
    if low is not None and high is not None and (type(low) is not type(high) or low > high):  # type: ignore[operator]
        raise ValueError(_("The ends of the range %(text)s are the wrong way round") % {"text": text})
    return low, high


def _end(text: str) -> int | str | None:
    if not text:
        return None
    return int(text) if re.fullmatch(r"-?\d{1,9}", text) else text


def _written(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
