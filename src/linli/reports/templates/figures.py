"""通用数据表: any table of figures as a document, with the sentences and the chart that belong to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from linli.reports.charts import Bars, HeatGrid, Lines, Structure
from linli.reports.document import Block, Column, Document, Figure, Paragraph, Table
from linli.reports.words import Cell


@dataclass(frozen=True)
class Figures:
    """A table under a title; a column may be given by its name alone."""

    title: str
    issuer: str
    written: date
    columns: tuple[Column | str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    period: str = ""
    to: str = ""
    text: tuple[str, ...] = ()
    caption: str = ""
    note: str = ""
    totals: bool = False
    chart: Bars | Lines | HeatGrid | Structure | None = None


def write(facts: Figures) -> Document:
    """The sentences, the table, the chart."""
    # A first column that holds names reads from the left, numbers stand under each other at the right.
    columns = tuple(
        column if isinstance(column, Column) else Column(column, _align([row[place] for row in facts.rows]))
        for place, column in enumerate(facts.columns)
    )
    caption = facts.caption or (f"{facts.title}（{facts.period}）" if facts.period else facts.title)
    blocks: list[Block] = [Paragraph(text) for text in facts.text]
    if facts.rows:
        blocks.append(Table(columns, facts.rows, caption, facts.note, facts.totals))
    else:
        blocks.append(Paragraph(f"{facts.period or '本期'}没有数据。"))
    if facts.chart:
        blocks.append(Figure(facts.chart, facts.chart.title))
    return Document(facts.title, facts.issuer, to=facts.to, date=facts.written, blocks=tuple(blocks))


def _align(cells: list[Cell]) -> str:
    known = [cell for cell in cells if cell is not None]
    if known and all(isinstance(cell, int | float) for cell in known):
        return "right"
    return "left" if any(isinstance(cell, str) and len(cell) > 6 for cell in known) else "center"
