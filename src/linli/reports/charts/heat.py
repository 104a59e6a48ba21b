"""Heat grid: units against duties, dark where it fails, with words in every cell."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from linli.reports.charts import drawing as d
from linli.reports.document import Column, Table
from linli.reports.words import Cell, shorten, wrap_evenly

# From worst to best, darker to lighter, so that what fails stands out in grey print too.
_FILLS = ("#9c2f24", "#d9794a", "#f2c48d", "#dcebdf", "#f3f9f4")
_INKS = ("#ffffff", "#1b2430", "#1b2430", "#1b2430", "#1b2430")
ROW = 30
NAMES = 150.0  # room for a name
MOST_ROWS = 24


@dataclass(frozen=True)
class HeatCell:
    """What stands in a cell and how good it is: 0 (fails) to 4 (all well), None where nothing is asked."""

    text: str = ""
    level: int | None = None

    def __post_init__(self) -> None:
        if self.level not in (None, 0, 1, 2, 3, 4):
            raise ValueError(f"a cell has level 0 to 4 or none, not {self.level}")


@dataclass(frozen=True)
class HeatGrid:
    """Rows against columns. `legend` names the levels in use: (level, words)."""

    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[HeatCell, ...], ...]
    legend: tuple[tuple[int, str], ...] = ()
    name: str = ""

    def __post_init__(self) -> None:
        for field in ("rows", "columns", "legend"):
            object.__setattr__(self, field, tuple(getattr(self, field)))
        object.__setattr__(self, "cells", tuple(tuple(row) for row in self.cells))
        if len(self.cells) != len(self.rows) or any(len(row) != len(self.columns) for row in self.cells):
            size = f"{len(self.rows)} rows of {len(self.columns)} columns"
            raise ValueError(f"{self.title}: the cells do not fit {size}")

    def describe(self) -> str:
        """One sentence: how large, and how many cells of each kind the legend names."""
        text = _("%(rows)d rows, %(columns)d columns.") % {
            "rows": len(self.rows),
            "columns": len(self.columns),
        }
        flat = [cell.level for row in self.cells for cell in row]
        counts = [f"{words} {flat.count(level)}" for level, words in self.legend]
        return f"{text} {'，'.join(counts)}。" if counts else text

    def table(self) -> Table:
        """The same as a table."""
        rows: list[tuple[Cell, ...]] = [
            (row, *(cell.text for cell in cells)) for row, cells in zip(self.rows, self.cells, strict=True)
        ]
        columns = (Column(self.name or _("Unit"), "left"), *map(Column, self.columns))
        return Table(columns, tuple(rows), caption=self.title)

    def drawings(self) -> tuple[d.Drawing, ...]:
        """One picture, or several when rows or columns are too many for one."""
        if not self.rows or not self.columns:
            return (d.empty(self.title, _("No data yet.")),)
        left = min(NAMES, max(d.measure(row) for row in self.rows)) + 10
        room = max(1, int((d.WIDTH - left) // self._narrowest()))
        size = -(-len(self.columns) // -(-len(self.columns) // room))
        height = -(-len(self.rows) // -(-len(self.rows) // MOST_ROWS))
        return tuple(
            self._draw(
                left, range(r, min(r + height, len(self.rows))), range(c, min(c + size, len(self.columns)))
            )
            for r in range(0, len(self.rows), height)
            for c in range(0, len(self.columns), size)
        )

    def _narrowest(self) -> float:
        texts = max(d.measure(cell.text, d.SMALL) for row in self.cells for cell in row) + 6
        return min(130.0, max(38.0, texts))

    def _draw(self, left: float, rows: range, columns: range) -> d.Drawing:
        canvas = d.Canvas(self.title, self.describe())
        side = min(110.0, (d.WIDTH - left) / len(columns))
        heads = [self._head(self.columns[c], side) for c in columns]
        top = 10 + 15 * max(map(len, heads))
        for place, lines in enumerate(heads):
            for line, words in enumerate(reversed(lines)):
                canvas.text(left + side * (place + 0.5), top - 7 - 15 * line, words, d.SMALL, d.INK, "middle")
        for line, r in enumerate(rows):
            y = top + ROW * line
            canvas.label(left - 8, y + ROW / 2, self.rows[r], NAMES)
            for place, c in enumerate(columns):
                self._cell(canvas, self.cells[r][c], left + side * place, y, side)
        bottom = top + ROW * len(rows)
        return canvas.finish(self._legend(canvas, left, bottom))

    @staticmethod
    def _head(words: str, side: float) -> list[str]:
        lines = wrap_evenly(words, max(1, (side - 4) / d.SMALL / 1.04))
        return [*lines[:3], shorten("".join(lines[3:]), (side - 4) / d.SMALL)] if len(lines) > 4 else lines

    @staticmethod
    def _cell(canvas: d.Canvas, cell: HeatCell, x: float, y: float, side: float) -> None:
        fill = d.PAPER if cell.level is None else _FILLS[cell.level]
        canvas.rect(x + 1, y + 1, side - 2, ROW - 2, fill, stroke=d.RULE)
        ink = d.MUTED if cell.level is None else _INKS[cell.level]
        words = shorten(cell.text, (side - 2) / d.SMALL)
        canvas.text(x + side / 2, y + 20, words, d.SMALL, ink, "middle")

    def _legend(self, canvas: d.Canvas, left: float, bottom: float) -> float:
        x = left
        for level, words in self.legend:
            canvas.rect(x + 1, bottom + 13, 16, 16, _FILLS[level], stroke=d.MUTED)
            canvas.text(x + 23, bottom + 26, words, d.SMALL, d.MUTED)
            x += 39 + d.measure(words, d.SMALL)
        return bottom + (38 if self.legend else 4)
