"""Charts: one mechanism for page, pdf and docx.

A chart is data (`Bars`, `Lines`, `HeatGrid`, `Structure`). `chart.drawings()` gives SVG pictures (several
when one page cannot hold it), `chart.table()` the same facts as a table, `chart.describe()` a sentence for
those who do not see it, `png(drawing)` a picture for word processors. The SVG carries attributes only, no
style and no script, so it stands in a page under a strict content policy.
"""

from __future__ import annotations

from typing import Protocol

from linli.reports.charts.bars import Bar, Bars
from linli.reports.charts.drawing import WIDTH, Canvas, Drawing, png
from linli.reports.charts.heat import HeatCell, HeatGrid
from linli.reports.charts.lines import Lines, Series
from linli.reports.charts.structure import Node, Structure
from linli.reports.document import Table

__all__ = [
    "WIDTH",
    "Bar",
    "Bars",
    "Canvas",
    "Chart",
    "Drawing",
    "HeatCell",
    "HeatGrid",
    "Lines",
    "Node",
    "Series",
    "Structure",
    "png",
]


class Chart(Protocol):
    """Anything that can be drawn, read out and put in a table."""

    @property
    def title(self) -> str: ...

    def drawings(self) -> tuple[Drawing, ...]: ...

    def table(self) -> Table: ...

    def describe(self) -> str: ...
