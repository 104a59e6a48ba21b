"""Sheets in: a file becomes a plan (a dry run, errors by cell); a plan without errors becomes one batch."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.registers import sheets_same as same
from linli.registers.display import text_of as in_words
from linli.registers.door import keep_many
from linli.registers.forms import unit_choice_is_plain
from linli.registers.records import Batch, Record
from linli.registers.register import Register
from linli.registers.sheets_columns import Heading, header, headings, score, sentence_for
from linli.registers.sheets_files import SheetRefused, Table, brought, opened_tables, row_limit
from linli.registers.sheets_values import Masked, Reader, is_blank, text_of
from linli.tree.models import Account, Unit
from linli.tree.roles import May

CHUNK = 2000
SEARCHED = 20  # rows in which the headings are looked for
ERRORS = 1000  # errors that are kept in words; all are counted
SHOWN = 200  # changes that are kept in words


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
class _Planned:
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
    rows: list[_Planned] = field(default_factory=list, repr=False)

    @property
    def unread(self) -> list[Heading]:
        """The columns of the file that no field was found for."""
        return [heading for heading in self.headings if heading.field is None and heading.how != "row"]

    def wrong(self, row: int, text: str, *, at: Heading | None = None, value: Any = "") -> None:
        """Note an error."""
        self.error_count += 1
        if len(self.errors) < ERRORS:
            letter, title = (at.letter, at.text) if at else ("", "")
            self.errors.append(CellError(self.sheet, row, letter, title, _short(value), text))

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


def read_sheet(
    register: type[Register],
    file: Path | str | BinaryIO,
    *,
    by: Account,
    name: str = "",
    chosen: Mapping[str, str] | None = None,
    unit: Unit | None = None,
) -> Plan:
    """Read a file against a register and say what importing it would do.

    Args:
        file: a path, or a file opened for reading bytes (an upload).
        name: the file's name, where `file` has none.
        chosen: field names by column letter or heading, where the person corrected the columns; "" leaves one
        out.
        unit: the unit of rows that name none.

    Raises:
        SheetRefused: the file cannot be read at all.
        ValidationError: a field chosen is not there.
    """
    with _at_hand(file) as (path, digest):
        plan = Plan(register, by, name or Path(str(getattr(file, "name", file))).name, digest)
        plan.earlier = Batch.objects.filter(register=register.name, digest=digest, undone_at=None).first()
        table, rows = _with_headings(plan, opened_tables(path, plan.name), chosen)
        _Reading(plan, table, unit).take(rows)
    if plan.rows:
        _try(plan)
    return plan


def apply(plan: Plan, *, by: Account, progress: Callable[[int], None] | None = None) -> Batch | None:
    """Carry a plan out as one batch; nothing where nothing would change.

    Raises:
        ValidationError: the plan has errors, or rows were changed since it was made; nothing was written.
    """
    if plan.error_count:
        raise ValidationError(_("The sheet has errors; nothing was written."))
    if not plan.rows:
        return None
    return keep_many(plan.records(), by=by, title=plan.name, digest=plan.digest, progress=progress)


@contextmanager
def _at_hand(file: Path | str | BinaryIO) -> Iterator[tuple[Path, str]]:
    """The file in a place of our own, and its digest."""
    with tempfile.TemporaryDirectory(prefix="linli-sheet-") as folder:
        target = Path(folder) / "sheet"
        if isinstance(file, (str, Path)):
            try:
                with open(file, "rb") as source:
                    digest = brought(source, target)
            except OSError as error:
                raise SheetRefused(_("There is no such file: “%(name)s”.") % {"name": file}) from error
        else:
            digest = brought(file, target)
        yield target, digest


def _with_headings(
    plan: Plan, tables: Iterable[Table], chosen: Mapping[str, str] | None
) -> tuple[Table, Iterator[tuple[int, list[Any]]]]:
    """The first sheet with a row of headings, and the rows below it."""
    for table in tables:
        first = list(islice(table.rows, SEARCHED))
        texts = [[text_of_heading(cell) for cell in cells] for _number, cells in first]
        scores = [score(plan.register, row) for row in texts]
        best = max(scores, default=0)
        if not best and not (chosen and first):
            continue
        position = scores.index(best)
        found = headings(plan.register, texts[position], chosen)
        if len([heading for heading in found if heading.field is not None or heading.how == "row"]) < 2:
            continue
        plan.sheet, plan.header_row, plan.headings = table.name, first[position][0], found
        plan.sample = [
            [_short(cell) for cell in cells] for _number, cells in first[position + 1 : position + 6]
        ]
        return table, _chained(first[position + 1 :], table.rows)
    names = "、".join(header(one) for one in plan.register.fields())
    raise SheetRefused(
        _("No row with the headings of this register was found. It has: %(names)s.") % {"names": names}
    )


def text_of_heading(cell: Any) -> str:
    """A heading as text; a line break in it is a space."""
    return " ".join(str(cell).split()) if cell is not None else ""


def _chained(first: list, rest: Iterator) -> Iterator:
    yield from first
    yield from rest


class _Reading:
    """Reads the rows of a table into a plan, some at a time."""

    def __init__(self, plan: Plan, table: Table, unit: Unit | None) -> None:
        self.plan, self.table, self.register, self.by = plan, table, plan.register, plan.by
        self.at = {heading.field.name: heading for heading in plan.headings if heading.field is not None}
        self.number_at = next((heading for heading in plan.headings if heading.how == "row"), None)
        self.readers = {name: Reader(self.register, at.field, self.by) for name, at in self.at.items()}
        self.unit = unit or unit_choice_is_plain(self.by)  # of rows that name none
        given = {at.field for at in self.at.values()} | ({self._field("unit")} if self.unit else set())
        self.keys = [key for key in same.natural_keys(self.register) if set(key.fields) <= given]
        self.columns = [one.attname for one in self.register.fields() if one in given]
        self.alike = same.Alike(self.register, self.by, self.columns)
        self.seen: dict[
            int, tuple[int, int]
        ] = {}  # hash of a natural key → row in the file, hash of its values
        self.order = sorted(self.at, key=lambda name: name != "unit")  # the unit tells apart rows of one name

    def take(self, rows: Iterator[tuple[int, list[Any]]]) -> None:
        """Read all rows."""
        missing = [one for one in self.register.fields() if self._required(one) and one.name not in self.at]
        missing = [one for one in missing if not (one.name == "unit" and self.unit)]
        if missing and self.number_at is None:
            self.plan.wrong(self.plan.header_row, sentence_for(missing))
            return
        filled = ((number, cells) for number, cells in rows if not all(map(is_blank, cells)))
        count = 0
        while chunk := list(islice(filled, CHUNK)):
            count += len(chunk)
            if count > row_limit():
                raise SheetRefused(
                    _("The sheet has more than %(rows)d rows. Split it and bring the parts one by one.")
                    % {"rows": row_limit()}
                )
            self._chunk(chunk)
        self.plan.read = count
        self._note(count)

    def _note(self, count: int) -> None:
        notes = self.plan.notes
        if not count:
            notes.append(_("The sheet has headings but no rows."))
        if self.table.formulas:
            notes.append(
                ngettext(
                    "%(count)d cell is computed by a formula; its value when the file was saved was read.",
                    "%(count)d cells are computed by formulas; their values when it was saved were read.",
                    self.table.formulas,
                )
                % {"count": self.table.formulas}
            )
        if self.plan.earlier:
            notes.append(
                _("%(who)s imported this very file on %(day)s.")
                % {"who": self.plan.earlier.by, "day": self.plan.earlier.at.date()}
            )

    def _chunk(self, chunk: list[tuple[int, list[Any]]]) -> None:
        for name, reader in self.readers.items():
            reader.prepare(_cell(cells, self.at[name].position) for _number, cells in chunk)
        rows = [(number, *self._values(number, cells)) for number, cells in chunk]
        olds = self._on_record([(number, cells) for number, cells in chunk], rows)
        loose: list[tuple[int, dict[str, Any]]] = []
        for (number, values, blanks, sound), old in zip(rows, olds, strict=True):
            if old is None and self._lacks(number, blanks):
                continue
            if not sound:
                continue
            repeated = self._repeats(number, values)
            if repeated:
                self.plan.unchanged += repeated == "same"
            elif old is not None:
                self._change(number, old, values, blanks)
            else:
                loose.append((number, values))
        self._new(loose)

    def _lacks(self, number: int, blanks: list[str]) -> bool:
        """Whether a new row leaves empty what must be filled in."""
        empty = [
            name
            for name in blanks
            if self._required(self._field(name)) and not (name == "unit" and self.unit)
        ]
        for name in empty:
            self.plan.wrong(number, _("This must be filled in."), at=self.at[name])
        return bool(empty)

    def _values(self, number: int, cells: list[Any]) -> tuple[dict[str, Any], list[str], bool]:
        """The values of a row by column; the columns left blank; whether every cell could be read."""
        values: dict[str, Any] = {"unit_id": self.unit.pk} if self.unit else {}
        blanks: list[str] = []
        sound = True
        for name in self.order:
            heading = self.at[name]
            raw = _cell(cells, heading.position)
            if (number, heading.position) in self.table.broken:
                self.plan.wrong(
                    number,
                    _("The formula in this cell gives an error: mend it or write the value."),
                    at=heading,
                )
                sound = False
            elif is_blank(raw):
                blanks.append(name)
            else:
                try:
                    values[heading.field.attname] = self.readers[name].read(raw, values.get("unit_id"))
                except Masked:
                    continue
                except ValidationError as error:
                    self.plan.wrong(number, " ".join(error.messages), at=heading, value=raw)
                    sound = False
        return values, blanks, sound

    def _on_record(self, chunk: list[tuple[int, list[Any]]], rows: list[tuple]) -> list[Record | None]:
        """For each row the one on record that it names by number or natural key."""
        found: list[Record | None] = [None] * len(rows)
        if self.number_at is not None:
            numbers = [_row_number(_cell(cells, self.number_at.position)) for _n, cells in chunk]
            there = same.by_number(self.register, self.by, [number for number in numbers if number])
            for position, number in enumerate(numbers):
                if number and number in there:
                    found[position] = there[number]
                elif number:
                    text = _(
                        "There is no row #%(number)d within your duties. Leave the cell empty for a new one."
                    )
                    self.plan.wrong(rows[position][0], text % {"number": number}, at=self.number_at)
                    rows[position] = (*rows[position][:3], False)
        for key in self.keys:
            there_by_key = same.by_key(
                self.register, self.by, key, [values for _n, values, _b, sound in rows if sound]
            )
            for position, (_number, values, _blanks, _sound) in enumerate(rows):
                if found[position] is None and (value := key.of(values)) is not None:
                    found[position] = there_by_key.get(value)
        return found

    def _repeats(self, number: int, values: dict[str, Any]) -> str:
        """Whether an earlier row of the file has the same natural key: "same", "other", or ""."""
        for key in self.keys:
            value = key.of(values)
            if value is None:
                continue
            mine = hash(tuple(sorted((column, str(one)) for column, one in values.items())))
            first, its = self.seen.setdefault(hash((key.fields[0].name, value)), (number, mine))
            if first != number:
                if its == mine:
                    return "same"
                names = "、".join(header(one) for one in key.fields)
                text = _("Row %(row)d has the same %(names)s and says something else.") % {
                    "row": first,
                    "names": names,
                }
                self.plan.wrong(number, text, at=self.at.get(key.fields[-1].name))
                return "other"
        return ""

    def _change(self, number: int, old: Record, values: dict[str, Any], blanks: list[str]) -> None:
        """The row is on record: unchanged, or a change."""
        wanted = dict(values)
        if "unit" in blanks or "unit" not in self.at:
            wanted["unit_id"] = old.unit_id
        for name in blanks:
            one = self._field(name)
            if not one.empty_values:
                wanted[one.attname] = one.clean("", None)
            elif one.null or (one.blank and one.empty_strings_allowed):
                wanted[one.attname] = None if one.null and one.is_relation else _empty(one)
        new = self.register.model()
        for column in old._meta.concrete_fields:
            setattr(new, column.attname, wanted.get(column.attname, getattr(old, column.attname)))
        new._state.adding = False
        if not same.differs(old, new):
            self.plan.unchanged += 1
            return
        if not (fields := same.differs(old, same.cleaned(new))):
            self.plan.unchanged += 1
            return
        if not self.register.open_to(self.by, old.unit_id, May.WRITE):
            self.plan.wrong(number, _("You have no duty for this at the unit."))
            return
        self.plan.changed += 1
        self.plan.rows.append(_Planned(number, old.pk, old.version, wanted))
        if len(self.plan.differences) < SHOWN:
            self.plan.differences.append(
                Difference(number, str(old), {header(f): self._words(f, old, new) for f in fields})
            )

    def _words(self, one: models.Field, old: Record, new: Record) -> tuple[str, str]:
        if one.name in self.readers and self.readers[one.name].hidden:
            return "＊＊＊", "＊＊＊"
        return in_words(one, old), in_words(one, new)

    def _new(self, loose: list[tuple[int, dict[str, Any]]]) -> None:
        """Rows that are not on record by number or key: an equal one is unchanged, the others are new."""
        keyless: list[tuple[_Planned, Record]] = []
        for number, values in loose:
            planned = _Planned(number, None, 0, values)
            if any(not key.present and key.of(values) is not None for key in self.keys):
                self._enter(planned)
                continue
            record = self.register.model()
            for column, value in values.items():
                setattr(record, column, value)
            keyless.append((planned, record))
        for (planned, _record), equal in zip(
            keyless, self.alike.match([r for _p, r in keyless]), strict=True
        ):
            if equal is None:
                self._enter(planned)
            else:
                self.plan.unchanged += 1

    def _enter(self, planned: _Planned) -> None:
        self.plan.new += 1
        self.plan.rows.append(planned)

    def _field(self, name: str) -> models.Field:
        return self.register.model._meta.get_field(name)  # type: ignore[return-value]

    def _required(self, one: models.Field) -> bool:
        return not one.blank and not one.has_default()


def _try(plan: Plan) -> None:
    """Write the rows for trial, so that what contradicts other rows is found and put on its row."""
    at = {heading.field.name: heading for heading in plan.headings if heading.field is not None}
    try:
        keep_many(plan.records(), by=plan.by, title=plan.name, trial=True)
    except ValidationError as error:
        if not hasattr(error, "error_dict"):
            raise
        for position, sentences in error.error_dict.items():
            planned = plan.rows[int(position)]
            for sentence in sentences:
                code = sentence.code or NON_FIELD_ERRORS
                plan.wrong(planned.row, " ".join(sentence.messages), at=at.get(code))
            if planned.pk:
                plan.changed -= 1
            else:
                plan.new -= 1


def _cell(cells: list[Any], position: int) -> Any:
    return cells[position] if position < len(cells) else None


def _empty(one: models.Field) -> Any:
    return None if one.null and not one.empty_strings_allowed else ""


def _row_number(raw: Any) -> int:
    text = "" if is_blank(raw) else text_of(raw).removeprefix("#").strip()
    return int(text) if text.isdigit() and len(text) < 19 else 0


def _short(value: Any) -> str:
    try:
        text = "" if value is None else text_of(value)
    except ValidationError:
        text = str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
