"""A table as a styled sheet. Text stays text: nothing a person typed can become a formula."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

import xlsxwriter

from linli.reports.document import Column, Table
from linli.reports.words import Cell, clean, width

# A leading one of these starts a formula once the sheet is saved as csv and opened again.
_RISKY = tuple("=+-@\t\r")
_SAFE = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}


def write_table(
    target: str | Path | BinaryIO, title: str, columns: Iterable[Column | str], rows: Iterable[Iterable[Cell]]
) -> None:
    """Write one sheet: the title over all columns, a frozen header row, the rows; set to print on A4."""
    table = Table(tuple(columns), tuple(tuple(row) for row in rows))  # type: ignore[arg-type]
    last = len(table.columns) - 1
    with xlsxwriter.Workbook(target, {**_SAFE, "in_memory": True}) as book:
        book.set_properties({"title": clean(title)})
        sheet = book.add_worksheet(_sheet_name(title))
        line = {
            "border": 1,
            "border_color": "#9aa3ad",
            "valign": "vcenter",
            "text_wrap": True,
            "font_name": "宋体",
        }
        head = book.add_format(
            {**line, "bold": True, "align": "center", "bg_color": "#e8edf2", "font_name": "黑体"}
        )
        name = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
        sheet.set_row(0, 30)
        if last:
            sheet.merge_range(0, 0, 0, last, "", name)
        sheet.write_string(0, 0, clean(title), name)
        for place, column in enumerate(table.columns):
            sheet.write_string(1, place, safe(column.title), head)
            cells = [row[place] for row in table.rows]
            sheet.set_column(place, place, _column_width([column.title, *cells]))
            plain = book.add_format({**line, "align": column.align})
            dated = book.add_format({**line, "align": column.align, "num_format": "yyyy-mm-dd"})
            for number, value in enumerate(cells, 2):
                _write(sheet, number, place, value, plain, dated)
        sheet.freeze_panes(2, 1)
        sheet.repeat_rows(0, 1)
        sheet.set_paper(9)
        if len(table.columns) > 7:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)


def safe(text: str) -> str:
    """The text, with an apostrophe before it if a spreadsheet could ever read it as a formula."""
    text = clean(text)
    return f"'{text}" if len(text) > 1 and text.startswith(_RISKY) else text


def _write(sheet, row: int, place: int, value: Cell, plain, dated) -> None:
    if value is None:
        sheet.write_blank(row, place, None, plain)
    elif isinstance(value, bool):
        sheet.write_string(row, place, "是" if value else "否", plain)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, place, value, plain)
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value, dated)
    else:
        sheet.write_string(row, place, safe(value), plain)


def _column_width(values: list[Cell]) -> float:
    widest = max(width("2026-01-01" if isinstance(v, date) else str(v)) for v in values if v is not None)
    return min(48, max(8, 2 * widest + 3))


def _sheet_name(title: str) -> str:
    return "".join(c for c in clean(title) if c not in "[]:*?/\\\n'")[:31] or "Sheet1"
