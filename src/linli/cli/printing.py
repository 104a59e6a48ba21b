"""Periods read and tables printed, for the commands that show figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

if TYPE_CHECKING:
    from linli.almanac import Period

PERIODS = "2026, 2026-H1, 2026-Q2, 2026-05, 2026-W21, 2026-05-07 or FROM..TO"
FIRST_YEAR, LAST_YEAR = 1900, 2200


def period_named(name: str) -> Period:
    """The period of that name, within the years in which plans are made."""
    from linli.almanac import Period

    try:
        period = Period.parse(name)
    except (ValueError, OverflowError) as error:
        raise LookupError(f"{error} ({PERIODS})") from None
    if not FIRST_YEAR <= period.start.year <= period.end.year <= LAST_YEAR:
        raise LookupError(f"{name}: not between {FIRST_YEAR} and {LAST_YEAR}")
    return period


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines with the columns under each other; a Chinese character takes two places."""
    if not rows:
        return []
    widths = [max(_width(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
