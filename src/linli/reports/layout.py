"""The measures of GB/T 9704-2012, used by every printer of official documents."""

from __future__ import annotations

from linli.reports.document import Document, Table
from linli.reports.words import balance, cell, long_date, width

# Millimetres.
PAGE = (210, 297)
TOP, BOTTOM, LEFT, RIGHT = 37, 35, 28, 26
TYPE_AREA = (156, 225)
RULE_BELOW_NUMBER = 4
MARK_FROM_TOP = 35
PAGE_NUMBER_BELOW = 7

# Points.
TITLE, BODY, PAGE_NUMBER = 22, 16, 14  # 二号, 三号, 四号
CAPTION, CELL, SMALL_CELL = 14, 12, 10.5  # 四号, 小四, 五号
TITLE_LINE, LINE = 35, 28.8
LINES, SQUARES = 22, 28
#: One square of the type area: 28 of them fill 156 mm (442.2 points), a hair less than a character of 三号.
SQUARE = 15.75
RED = "D7000F"


def title_lines(title: str) -> list[str]:
    """The title as it is broken: at most 20 characters of 二号 stand on a line."""
    return balance(title, 20)


def mark_size(head: str) -> float:
    """How large the issuer's red heading is set: as the type area allows, at most 42 points."""
    return min(42.0, TYPE_AREA[0] / 25.4 * 72 / max(1.0, width(head)) * 0.96)


def signature(document: Document) -> tuple[float, float]:
    """How many squares stay free at the right of the issuer and of the date (7.3.5 of the standard).

    With a seal the date ends four squares from the edge and the issuer stands centred over it; without one
    the issuer ends two squares from the edge and the date begins two squares further in, or, where the date
    is the longer of the two, the other way round.
    """
    issuer = width(document.issuer)
    day = width(long_date(document.date)) if document.date else 0
    if document.sealed:
        return max(0.0, 4 + (day - issuer) / 2), max(4.0, (issuer - day) / 2)
    if day > issuer:
        return 4 + day - issuer, 2
    return 2, max(0.0, issuer - day)


def cell_size(table: Table) -> float:
    """小四 where it fits, 五号 in a table of many columns or long rows."""
    natural = sum(_natural(table, place) for place in range(len(table.columns)))
    return CELL if len(table.columns) <= 6 and natural * CELL < 500 else SMALL_CELL


def shares(table: Table) -> list[float]:
    """Each column's share of the width, from its weight or from what stands in it."""
    natural = [
        column.weight if column.weight is not None else _natural(table, place)
        for place, column in enumerate(table.columns)
    ]
    return [part / sum(natural) for part in natural]


def _natural(table: Table, place: int) -> float:
    """What a column would like: its longest cell up to 13 squares, a little more for air."""
    longest = max((width(cell(row[place])) for row in table.rows), default=0)
    title = width(table.columns[place].title)
    # A long heading over short cells wraps into two lines.
    return max(min(longest, 13), min(title, max(4, title / 2))) + 3


def picture_width(wide: float, tall: float) -> float:
    """Millimetres a picture is printed wide: the whole type area, less for one too tall for a page."""
    return min(TYPE_AREA[0], (TYPE_AREA[1] - 15) * wide / tall)
