"""Lines: how values went from period to period."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from linli.reports.charts import drawing as d
from linli.reports.document import Column, Table
from linli.reports.words import Cell, number, shorten

# Told apart by mark and dash, not by colour alone.
_STROKES = (
    ("#1f5f8b", ""),
    ("#b0552b", "8 4"),
    ("#3d7a4e", "2 3"),
    ("#6b4d8a", "10 3 2 3"),
    ("#7a6a1d", "5 2"),
    ("#4b5560", "1 4"),
)


@dataclass(frozen=True)
class Series:
    """One line: its name and a value for each label, None where there is none."""

    name: str
    values: tuple[float | None, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", tuple(self.values))


@dataclass(frozen=True)
class Lines:
    """Up to six lines over the same periods, each named at its end."""

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    target: float | None = None
    name: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "labels", tuple(self.labels))
        object.__setattr__(self, "series", tuple(self.series))
        if len(self.series) > len(_STROKES):
            raise ValueError(f"{len(self.series)} lines cannot be told apart; show at most {len(_STROKES)}")
        for series in self.series:
            if len(series.values) != len(self.labels):
                raise ValueError(f"{series.name}: {len(series.values)} values for {len(self.labels)} labels")

    def describe(self) -> str:
        """One sentence a line: where it begins and where it ends."""
        told = []
        for series in self.series:
            pairs = zip(self.labels, series.values, strict=True)
            known = [(label, value) for label, value in pairs if value is not None]
            if known:
                told.append(
                    _("%(name)s: %(first)s in %(begin)s, %(last)s in %(end)s.")
                    % {
                        "name": series.name,
                        "first": self._amount(known[0][1]),
                        "begin": known[0][0],
                        "last": self._amount(known[-1][1]),
                        "end": known[-1][0],
                    }
                )
        return " ".join(told) or _("No data yet.")

    def table(self) -> Table:
        """The same as a table: a row a period, a column a line."""
        suffix = f"（{self.unit}）" if self.unit else ""
        rows: list[tuple[Cell, ...]] = [
            (label, *(series.values[i] for series in self.series)) for i, label in enumerate(self.labels)
        ]
        columns = [Column(self.name or _("Period")), *(Column(s.name + suffix, "right") for s in self.series)]
        return Table(tuple(columns), tuple(rows), caption=self.title)

    def drawings(self) -> tuple[d.Drawing, ...]:
        """One picture."""
        values = [v for series in self.series for v in series.values if v is not None]
        if not values:
            return (d.empty(self.title, _("No data yet.")),)
        return (self._draw(values),)

    def _amount(self, value: float) -> str:
        return number(value) + self.unit

    def _draw(self, values: list[float]) -> d.Drawing:
        canvas = d.Canvas(self.title, self.describe())
        reach = [*values, *([self.target] if self.target is not None else [])]
        scale = d.ticks(min([0, *reach]), max([0, *reach]))
        if self.unit == "%" and max(reach) <= 100:
            scale = [t for t in scale if t <= 100]
        names = [shorten(series.name, 9) for series in self.series]
        ends = [f"{name} {self._amount(last)}" for name, last in zip(names, self._lasts(), strict=True)]
        left = max(d.measure(number(t) + ("%" if self.unit == "%" else ""), d.SMALL) for t in scale) + 10
        right = d.WIDTH - max(d.measure(end, d.SMALL) for end in ends) - 14
        top = 34.0 if self.unit and self.unit != "%" else 16.0
        base = top + 240

        def y(value: float) -> float:
            return base - (value - scale[0]) / (scale[-1] - scale[0]) * (base - top)

        step = (right - left - 20) / max(1, len(self.labels) - 1)

        def x(place: int) -> float:
            return left + 10 + step * place if len(self.labels) > 1 else (left + right) / 2

        if self.unit and self.unit != "%":
            canvas.text(0, 14, _("Unit: %s") % self.unit, d.SMALL, d.MUTED)
        for tick in scale:
            canvas.line(left, y(tick), right, y(tick), d.MUTED if tick == 0 else d.RULE)
            words = number(tick) + ("%" if self.unit == "%" else "")
            canvas.text(left - 6, y(tick) + 4, words, d.SMALL, d.MUTED, "end")
        self._periods(canvas, x, base, step)
        if self.target is not None:
            at, words = y(self.target), _("Target %s") % self._amount(self.target)
            canvas.line(left, at, right, at, d.TARGET, stroke_width=1.5, stroke_dasharray="5 3")
            canvas.text(left + 4, at - 5, words, d.SMALL, d.TARGET)
        for series, (stroke, dash) in zip(self.series, _STROKES, strict=False):
            self._line(canvas, series, stroke, dash, x, y)
        self._names(canvas, ends, x, y, base)
        return canvas.finish(base + 30)

    def _lasts(self) -> list[float]:
        return [next((v for v in reversed(series.values) if v is not None), 0) for series in self.series]

    def _periods(self, canvas: d.Canvas, x, base: float, step: float) -> None:
        """Labels of the periods, as many as there is room for, the last one always."""
        room = max(d.measure(label, d.SMALL) for label in self.labels) + 8
        every = max(1, -(-int(room) // max(1, int(step)))) if len(self.labels) > 1 else 1
        last = len(self.labels) - 1
        for place, label in enumerate(self.labels):
            if (last - place) % every == 0:
                canvas.line(x(place), base, x(place), base + 4, d.MUTED)
                canvas.text(x(place), base + 19, label, d.SMALL, d.MUTED, "middle")

    @staticmethod
    def _line(canvas: d.Canvas, series: Series, stroke: str, dash: str, x, y) -> None:
        run: list[tuple[float, float]] = []
        runs = [run]
        for place, value in enumerate(series.values):
            if value is None:
                run = []
                runs.append(run)
            else:
                run.append((x(place), y(value)))
        for points in runs:
            if len(points) > 1:
                canvas.path(points, stroke, stroke_width=2, **({"stroke_dasharray": dash} if dash else {}))
            for px, py in points:
                canvas.circle(px, py, 3, stroke)

    def _names(self, canvas: d.Canvas, ends: list[str], x, y, base: float) -> None:
        """Each line's name and last value at its end, pushed apart where they would cover each other."""
        known = [
            (y(last), end, stroke, max((i for i, v in enumerate(series.values) if v is not None), default=0))
            for last, end, series, (stroke, _dash) in zip(
                self._lasts(), ends, self.series, _STROKES, strict=False
            )
            if any(v is not None for v in series.values)
        ]
        known.sort()
        heights = [h for h, *_rest in known]
        for i in range(1, len(heights)):
            heights[i] = max(heights[i], heights[i - 1] + 16)
        over = max(0.0, heights[-1] - base)
        for (_at, end, stroke, _place), height in zip(known, heights, strict=True):
            canvas.text(x(len(self.labels) - 1) + 9, height - over + 4, end, d.SMALL, stroke)
