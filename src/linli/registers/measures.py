"""What can be counted on a register. Names only; the compiler in `figures` is where they become SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Measure:
    """One thing that can be counted.

    `how` is count, total, average or distinct; `of` the path of the field summed or told apart; `where` fixed
    conditions on the rows (Django look-ups); `stock` counts the rows valid at the end of a period instead of those
    dated in it. `done` is the date on which what it counts was done, where that is another than the row's own (an
    absence is explained later than it happened). `title` is what people read.
    """

    how: str
    of: str = ""
    title: Any = ""
    stock: bool = False
    where: Mapping[str, Any] = field(default_factory=dict)
    done: str = ""


def count(title: Any = "", *, stock: bool = False, done: str = "", **where: Any) -> Measure:
    """The number of rows."""
    return Measure("count", "", title, stock, where, done)


def total(of: str, title: Any = "", *, stock: bool = False, **where: Any) -> Measure:
    """The sum of a number field."""
    return Measure("total", of, title, stock, where)


def average(of: str, title: Any = "", *, stock: bool = False, **where: Any) -> Measure:
    """The mean of a number field over the rows that have it."""
    return Measure("average", of, title, stock, where)


def distinct(of: str, title: Any = "", *, stock: bool = False, done: str = "", **where: Any) -> Measure:
    """The number of different values of a path, exactly, at every level of the tree."""
    return Measure("distinct", of, title, stock, where, done)
