"""Small charts of how a figure went from period to period."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString, mark_safe

from linli.almanac import Period
from linli.figures.expressions import Value
from linli.reports.charts import Canvas, Lines, Series

WIDE = 300
SMALL = 13
LINE, MUTED = "#17605c", "#56616d"
POINTS = {"month": 12, "quarter": 6, "half-year": 4, "year": 3, "week": 8, "day": 14}


def trail(period: Period) -> list[Period]:
    """The period and those before it, as many as make a line."""
    found = [period]
    for _count in range(POINTS.get(period.kind, 3) - 1):
        found.insert(0, found[0].previous)
    return found


def spark(title: str, periods: Sequence[Period], values: Sequence[Value], *, percent: bool) -> SafeString:
    """The line as a small picture beside its number: the course, the first and the last period."""
    numbers = _numbers(values, percent)
    told = _chart(title, periods, numbers, percent).describe()
    known = [(place, number) for place, number in enumerate(numbers) if number is not None]
    canvas = Canvas(title, told)
    low, high = min([0.0, *(n for _p, n in known)]), max([0.0, *(n for _p, n in known)]) or 1.0
    step = (WIDE - 16) / max(1, len(numbers) - 1)
    points = [(8 + step * place, 58 - (number - low) / (high - low or 1) * 48) for place, number in known]
    canvas.line(2, 58, WIDE - 2, 58)
    if len(points) > 1:
        canvas.path(points, LINE, stroke_width=2)
    for x, y in points:
        canvas.circle(x, y, 2.5, LINE)
    canvas.text(2, 76, label(periods[0]), SMALL, MUTED)
    canvas.text(WIDE - 2, 76, label(periods[-1]), SMALL, MUTED, "end")
    return mark_safe(canvas.finish(82, WIDE).svg)


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
    chart = _chart(title, periods, _numbers(values, percent), percent)
    # Drawn by this package, every word in it escaped.
    return mark_safe("".join(drawing.svg for drawing in chart.drawings()))


def _numbers(values: Sequence[Value], percent: bool) -> list[float | None]:
    scale = 100 if percent else 1
    return [None if v.number is None else round(float(v.number * scale), 2) for v in values]


def _chart(title: str, periods: Sequence[Period], numbers: list[float | None], percent: bool) -> Lines:
    labels = tuple(label(period) for period in periods)
    return Lines(title, labels, (Series(title, tuple(numbers)),), unit="%" if percent else "")
