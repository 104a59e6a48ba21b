"""Small charts of how a figure went from period to period."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString, mark_safe

from linli.almanac import Period
from linli.figures.expressions import Value
from linli.reports.charts import Lines, Series

POINTS = {"month": 12, "quarter": 6, "half-year": 4, "year": 3, "week": 8, "day": 14}


def trail(period: Period) -> list[Period]:
    """The period and those before it, as many as make a line."""
    found = [period]
    for _count in range(POINTS.get(period.kind, 3) - 1):
        found.insert(0, found[0].previous)
    return found


def label(period: Period) -> str:
    """A short name for the axis."""
    year = f"{period.start.year % 100:02d}"
    match period.kind:
        case "month":
            return f"{year}-{period.start.month:02d}"
        case "quarter":
            return f"{year}Q{(period.start.month + 2) // 3}"
        case "half-year":
            return f"{year}H{1 if period.start.month == 1 else 2}"
        case "year":
            return str(period.start.year)
    return f"{period.end.month:02d}-{period.end.day:02d}"


def drawn(title: str, periods: Sequence[Period], values: Sequence[Value], *, percent: bool) -> SafeString:
    """The line as a picture to stand in a page: attributes only, no style and no script."""
    scale = 100 if percent else 1
    numbers = [None if v.number is None else round(float(v.number * scale), 2) for v in values]
    chart = Lines(
        title,
        tuple(label(period) for period in periods),
        (Series(title, tuple(numbers)),),
        unit="%" if percent else "",
    )
    # Drawn by this package, every word in it escaped.
    return mark_safe("".join(drawing.svg for drawing in chart.drawings()))
