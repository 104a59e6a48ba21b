"""Bars: one value for each of some things, with the target they should reach."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from linli.reports.charts import drawing as d
from linli.reports.document import Column, Table
from linli.reports.words import number

ROW = 30
NAMES = 190.0  # room for a name
MOST = 26  # bars on one picture


@dataclass(frozen=True)
class Bar:
    """One thing and its value; None where there is none yet. `note` follows the value (“未达标”)."""

    label: str
    value: float | None
    note: str = ""


@dataclass(frozen=True)
class Bars:
    """Bars lie by default, since names of units are long; `upright` is for days and months."""

    title: str
    items: tuple[Bar, ...]
    unit: str = ""
    target: float | None = None
    upright: bool = False
    name: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "items", tuple(self.items))
        if any(bar.value is not None and bar.value < 0 for bar in self.items):
            raise ValueError("bars start at zero; draw values below it as lines")

    def describe(self) -> str:
        """One sentence: how many, the highest, the lowest, how many reach the target."""
        known = [bar for bar in self.items if bar.value is not None]
        if not known:
            return _("No data yet.")
        high, low = max(known, key=_value), min(known, key=_value)
        text = _("%(count)d items; highest %(high)s, %(most)s; lowest %(low)s, %(least)s.") % {
            "count": len(self.items),
            "high": high.label,
            "most": self._amount(_value(high)),
            "low": low.label,
            "least": self._amount(_value(low)),
        }
        if self.target is None:
            return text
        reached = sum(_value(bar) >= self.target for bar in known)
        return text + _(" Target %(target)s, reached by %(reached)d.") % {
            "target": self._amount(self.target),
            "reached": reached,
        }

    def table(self) -> Table:
        """The same as a table."""
        value = f"{_('Value')}（{self.unit}）" if self.unit else _("Value")
        return Table(
            (Column(self.name or _("Item"), "left"), Column(value, "right")),
            tuple((bar.label, bar.value) for bar in self.items),
            caption=self.title,
        )

    def drawings(self) -> tuple[d.Drawing, ...]:
        """One picture; more when there are more bars than a page holds."""
        if not any(bar.value is not None for bar in self.items):
            return (d.empty(self.title, _("No data yet.")),)
        if self.upright and self._fits_upright():
            return (self._standing(),)
        parts = -(-len(self.items) // MOST)
        size = -(-len(self.items) // parts)
        return tuple(self._lying(self.items[i : i + size]) for i in range(0, len(self.items), size))

    def _amount(self, value: float) -> str:
        return number(value) + self.unit

    def _top(self) -> float:
        values = [bar.value for bar in self.items if bar.value is not None]
        return max([*values, self.target or 0]) or 1

    def _says(self, bar: Bar) -> str:
        if bar.value is None:
            return bar.note or "—"
        text = number(bar.value) + ("%" if self.unit == "%" else "")
        return f"{text}（{bar.note}）" if bar.note else text

    def _fill(self, bar: Bar) -> str:
        return d.SHORT if self.target is not None and _value(bar) < self.target else d.MAIN

    def _lying(self, items: tuple[Bar, ...]) -> d.Drawing:
        canvas = d.Canvas(self.title, self.describe())
        left = min(NAMES, max(d.measure(bar.label) for bar in items)) + 12
        right = max(d.measure(self._says(bar)) for bar in items) + 10
        length = d.WIDTH - left - right
        scale = length / self._top()
        top = self._heading(canvas)
        bottom = top + ROW * len(items)
        canvas.line(left, top, left, bottom, d.MUTED)
        for place, bar in enumerate(items):
            middle = top + ROW * (place + 0.5)
            canvas.label(left - 10, middle, bar.label, NAMES)
            reach = _value(bar) * scale
            if bar.value:
                canvas.rect(left, middle - 9, max(reach, 1), 18, self._fill(bar))
            inside = self.target is not None and abs(left + reach - (left + self.target * scale)) < 4
            canvas.text(left + reach + (9 if inside else 6), middle + 5, self._says(bar))
        if self.target is not None:
            x = left + self.target * scale
            self._target(canvas, x, top, bottom, items, scale, left)
        return canvas.finish(bottom + 8)

    def _target(
        self,
        canvas: d.Canvas,
        x: float,
        top: float,
        bottom: float,
        items: tuple[Bar, ...],
        scale: float,
        left: float,
    ) -> None:
        """The target line; it lets go where it would run through a value written beside a shorter bar."""
        start = top - 6
        for place, bar in enumerate(items):
            begin = left + _value(bar) * scale
            crossed = begin + 4 < x < begin + 8 + d.measure(self._says(bar))
            if crossed:
                row = top + ROW * place
                canvas.line(x, start, x, row + 4, d.TARGET, stroke_width=1.5, stroke_dasharray="5 3")
                start = row + ROW - 4
        canvas.line(x, start, x, bottom, d.TARGET, stroke_width=1.5, stroke_dasharray="5 3")
        words = _("Target %s") % self._amount(self.target or 0)
        half = d.measure(words, d.SMALL) / 2
        canvas.text(min(max(x, half), d.WIDTH - half), top - 10, words, d.SMALL, d.TARGET, "middle")

    def _heading(self, canvas: d.Canvas) -> float:
        if self.unit:
            canvas.text(0, 14, _("Unit: %s") % self.unit, d.SMALL, d.MUTED)
        return 34 if self.unit or self.target is not None else 8

    def _beside(self) -> float:
        if self.target is None:
            return 0
        return d.measure(_("Target %s") % self._amount(self.target), d.SMALL) + 8

    def _fits_upright(self) -> bool:
        slot = (d.WIDTH - self._beside()) / max(1, len(self.items))
        widest = max(max(d.measure(line) for line in bar.label.split("\n")) for bar in self.items)
        return slot >= max(widest, *(d.measure(self._says(bar)) for bar in self.items)) + 2

    def _standing(self) -> d.Drawing:
        canvas = d.Canvas(self.title, self.describe())
        top, height = self._heading(canvas) + 18, 190
        base = top + height
        right = d.WIDTH - self._beside()
        slot = right / len(self.items)
        thick = min(48.0, slot * 0.62)
        scale = height / self._top()
        if self.target is not None:
            y = base - self.target * scale
            canvas.line(0, y, right, y, d.TARGET, stroke_width=1.5, stroke_dasharray="5 3")
            canvas.text(right + 6, y + 4, _("Target %s") % self._amount(self.target), d.SMALL, d.TARGET)
        for place, bar in enumerate(self.items):
            middle = slot * (place + 0.5)
            reach = _value(bar) * scale
            if bar.value:
                canvas.rect(middle - thick / 2, base - reach, thick, max(reach, 1), self._fill(bar))
            says, wide = self._says(bar), d.measure(self._says(bar)) + 4
            canvas.rect(middle - wide / 2, base - reach - 19, wide, 17)
            canvas.text(middle, base - reach - 6, says, anchor="middle")
            for line, words in enumerate(bar.label.split("\n")):
                canvas.text(middle, base + 19 + 17 * line, words, anchor="middle")
        canvas.line(0, base, right, base, d.MUTED)
        return canvas.finish(base + 8 + 17 * max(bar.label.count("\n") + 1 for bar in self.items))


def _value(bar: Bar) -> float:
    return bar.value or 0
