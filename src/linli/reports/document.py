"""What a document says, without how it looks: one small model for docx, pdf and page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from linli.reports.words import Cell, clean, ordinal

if TYPE_CHECKING:
    from linli.reports.charts import Chart

#: Rules on lightening the load of the grass roots (2024): a paper on general work keeps within this length …
GENERAL_LIMIT = 5000
#: … and one on a special task or a concrete job within this.
SPECIAL_LIMIT = 4000


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 4; its number (一、 （一） 1. （1）) is set by its place."""

    text: str
    level: int = 1

    def __post_init__(self) -> None:
        if self.level not in (1, 2, 3, 4):
            raise ValueError(f"a heading has level 1 to 4, not {self.level}")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of running text. `lead` is its opening phrase, set in 楷体 (“一是……”)."""

    text: str
    lead: str = ""


@dataclass(frozen=True)
class Listing:
    """Short points, each a paragraph of its own; numbered （1） （2） … unless `numbered` is False."""

    items: tuple[str, ...]
    numbered: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "items", tuple(self.items))


@dataclass(frozen=True)
class Column:
    """A column of a table; without a weight its width follows its contents."""

    title: str
    align: str = "center"
    weight: float | None = None

    def __post_init__(self) -> None:
        if self.align not in ("left", "center", "right"):
            raise ValueError(f"a column is aligned left, center or right, not {self.align!r}")


@dataclass(frozen=True)
class Table:
    """Rows under columns. The caption is numbered (表1); `totals` sets the last row apart."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    note: str = ""
    totals: bool = False

    def __post_init__(self) -> None:
        columns = tuple(c if isinstance(c, Column) else Column(c) for c in self.columns)
        rows = tuple(tuple(row) for row in self.rows)
        for place, row in enumerate(rows, 1):
            if len(row) != len(columns):
                raise ValueError(f"row {place} has {len(row)} cells for {len(columns)} columns")
        object.__setattr__(self, "columns", columns)
        object.__setattr__(self, "rows", rows)


@dataclass(frozen=True)
class Figure:
    """A chart with its numbered caption (图1); a large chart takes several pictures."""

    chart: Chart
    caption: str = ""


Block = Heading | Paragraph | Listing | Table | Figure


@dataclass(frozen=True)
class Attachment:
    """An attachment: named after the text; its blocks, if any, follow on pages of their own."""

    title: str
    blocks: tuple[Block, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "blocks", tuple(self.blocks))


@dataclass(frozen=True)
class Document:
    """An official document.

    `head` is the issuer's red heading (“某某区卫生局文件”); without it the paper goes out plain. `number` is
    the issuer's own (“某卫社〔2012〕8号”), `to` the main recipient, `sealed` keeps the place of a seal.
    """

    title: str
    issuer: str = ""
    number: str = ""
    to: str = ""
    date: date | None = None
    blocks: tuple[Block, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    head: str = ""
    sealed: bool = False
    limit: int = GENERAL_LIMIT

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("a document needs a title")
        attachments = tuple(a if isinstance(a, Attachment) else Attachment(a) for a in self.attachments)
        object.__setattr__(self, "blocks", tuple(self.blocks))
        object.__setattr__(self, "attachments", attachments)

    @property
    def length(self) -> Length:
        """How long the paper is, counted as word processors count."""
        text = [self.title, self.to, self.issuer, *(prose for b in self.blocks for prose in _prose(b))]
        cells = [str(c) for b in self.blocks if isinstance(b, Table) for row in b.rows for c in row]
        return Length(sum(map(_characters, text)), sum(map(_characters, cells)), self.limit)


@dataclass(frozen=True)
class Length:
    """Characters in the running text and in the tables, and the limit that the running text is held to."""

    characters: int
    in_tables: int
    limit: int

    @property
    def over(self) -> int:
        """How many characters too long, 0 if none."""
        return max(0, self.characters - self.limit)


def labelled(blocks: Iterable[Block]) -> Iterator[tuple[Block, str]]:
    """Each block with its number: 一、 for a heading, 表1 for a table, 图1 for a picture, else nothing."""
    counts = [0, 0, 0, 0]
    tables = figures = 0
    for block in blocks:
        match block:
            case Heading(level=level):
                counts[level - 1] += 1
                counts[level:] = [0] * (4 - level)
                yield block, _heading_number(level, counts[level - 1])
            case Table():
                tables += bool(block.caption)
                yield block, f"表{tables}" if block.caption else ""
            case Figure():
                figures += bool(block.caption)
                yield block, f"图{figures}" if block.caption else ""
            case _:
                yield block, ""


def _heading_number(level: int, count: int) -> str:
    return (f"{ordinal(count)}、", f"（{ordinal(count)}）", f"{count}.", f"（{count}）")[level - 1]


def _prose(block: Block) -> list[str]:
    match block:
        case Heading(text=text):
            return [text]
        case Paragraph(text=text, lead=lead):
            return [lead, text]
        case Listing(items=items):
            return list(items)
    return []


def _characters(text: str) -> int:
    """Chinese characters and marks count one each, a Latin word or a number counts one."""
    return len(re.findall(r"[A-Za-z0-9.%-]+|[^\s]", clean(text)))
