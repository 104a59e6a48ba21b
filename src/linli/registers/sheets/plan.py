"""A plan: what an import would do, and what is wrong with the file. Nothing has been written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from linli.registers.records import Batch, Record
from linli.registers.register import Register
from linli.registers.sheets.columns import Heading
from linli.registers.sheets.values import text_of
from linli.tree.models import Account

CHUNK = 2000
ERRORS = 1000  # errors that are kept in words; all are counted


@dataclass(frozen=True)
class CellError:
    """One thing that is wrong. `column` is a letter, or empty where the row as a whole is wrong."""

    sheet: str
    row: int
    column: str
    header: str
    value: str
    text: str

    def __str__(self) -> str:
        where = f"{self.column}{self.row}" if self.column else _("row %(row)d") % {"row": self.row}
        return f"{where} {self.header}: {self.text}" if self.header else f"{where}: {self.text}"


@dataclass(frozen=True)
class Difference:
    """What the import would change in a row: label → (old, new), in words; masked where it is private."""

    row: int
    name: str
    fields: Mapping[str, tuple[str, str]]


@dataclass(slots=True)
class Planned:
    """A row to write: its number in the file, the row on record that it changes, and the values by column."""

    row: int
    pk: int | None
    version: int
    values: dict[str, Any]


@dataclass
class Plan:
    """What an import would do; nothing has been written.

    `read` counts the rows of the file, `new`, `changed` and `unchanged` what would become of them;
    `error_count` counts all errors, `errors` holds the first 1,000.
    """

    register: type[Register]
    by: Account
    name: str
    digest: str
    sheet: str = ""
    header_row: int = 0
    headings: list[Heading] = field(default_factory=list)
    sample: list[list[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)
    error_count: int = 0
    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    differences: list[Difference] = field(default_factory=list)
    earlier: Batch | None = None
    rows: list[Planned] = field(default_factory=list, repr=False)

    @property
    def unread(self) -> list[Heading]:
        """The columns of the file that no field was found for."""
        return [heading for heading in self.headings if heading.field is None and heading.how != "row"]

    def wrong(self, row: int, text: str, *, at: Heading | None = None, value: Any = "") -> None:
        """Note an error."""
        self.error_count += 1
        if len(self.errors) < ERRORS:
            letter, title = (at.letter, at.text) if at else ("", "")
            self.errors.append(CellError(self.sheet, row, letter, title, short(value), text))

    def in_words(self, most: int) -> dict[str, Any]:
        """What a page shows of the plan, in plain values: at most so many errors and differences."""
        names = ("name", "sheet", "read", "new", "changed", "unchanged", "error_count", "notes")
        earlier = self.earlier
        return {name: getattr(self, name) for name in names} | {
            "earlier": {"at": earlier.at.isoformat(), "by": str(earlier.by)} if earlier else None,
            "errors": [asdict(error) for error in self.errors[:most]],
            "differences": [
                {"name": one.name, "fields": {str(label): pair for label, pair in one.fields.items()}}
                for one in self.differences[:most]
            ],
            "headings": [
                {
                    "letter": heading.letter,
                    "text": heading.text,
                    "field": heading.field.name if heading.field else "",
                    "near": heading.how == "near",
                    "own": heading.how == "row",
                    "values": [row[heading.position] for row in self.sample if heading.position < len(row)][:3],
                }
                for heading in self.headings
            ],
        }

    def records(self) -> Iterator[Record]:
        """The records to write, made as they are asked for."""
        source = iter(self.rows)
        while chunk := list(islice(source, CHUNK)):
            olds = self.register.model.objects.in_bulk([planned.pk for planned in chunk if planned.pk])
            for planned in chunk:
                record = olds.get(planned.pk) or self.register.model()
                if planned.pk:
                    record.version = planned.version
                for column, value in planned.values.items():
                    setattr(record, column, value)
                yield record


def short(value: Any) -> str:
    """A cell as text of at most 60 characters."""
    try:
        text = "" if value is None else text_of(value)
    except ValidationError:
        text = str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
