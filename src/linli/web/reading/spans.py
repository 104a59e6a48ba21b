"""The text of a plan cut at the spans of its obligations, so that a page can mark them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from linli.reader.models import PlanItem
from linli.web.reading import words


@dataclass
class Entry:
    """An obligation with its number on the page, in words."""

    number: int
    item: PlanItem

    @property
    def kind(self) -> str:
        """Its kind in words."""
        return str(words.KINDS.get(self.item.values.get("kind"), ""))

    @property
    def tone(self) -> str:
        """The colour of its kind."""
        return words.TONES.get(str(self.item.values.get("kind")), "day")

    @property
    def amount(self) -> str:
        """The number it asks for."""
        return words.amount(self.item.values)

    @property
    def times(self) -> str:
        """How often and by when."""
        return words.times(self.item.values)

    @property
    def binding(self) -> tuple[str, str]:
        """What proves it."""
        return words.binding(self.item.binding)

    @property
    def sure(self) -> int:
        """How sure the binding is, in percent."""
        return round(self.item.confidence * 100)


@dataclass
class Piece:
    """A stretch of the text: the obligations that begin here, and the one it belongs to."""

    text: str
    begins: list[Entry] = field(default_factory=list)
    entry: Entry | None = None


def numbered(items: Sequence[PlanItem]) -> list[Entry]:
    """The obligations of a plan in the order of its text."""
    return [Entry(number, item) for number, item in enumerate(items, 1)]


def pieces(text: str, entries: Sequence[Entry]) -> Iterator[Piece]:
    """The whole text in order. Where spans overlap, the shorter one is marked."""
    shown = [entry for entry in entries if entry.item.merged_into_id is None]
    cuts = sorted({0, len(text)} | {place for e in shown for place in (e.item.start, e.item.end) if place <= len(text)})
    for start, end in pairwise(cuts):
        over = [e for e in shown if e.item.start <= start and end <= e.item.end]
        nearest = min(over, key=lambda e: (not e.item.stands, e.item.end - e.item.start, e.number), default=None)
        begins = [entry for entry in shown if entry.item.start == start]
        yield Piece(text[start:end].replace("\v", "\n"), begins, nearest)
