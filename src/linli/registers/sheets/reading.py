"""Reading the rows of a file into a plan: which are new, which change a row on record, which are there already."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.registers.display import text_of as in_words
from linli.registers.forms import unit_choice_is_plain
from linli.registers.records import Record
from linli.registers.sheets import same
from linli.registers.sheets.columns import header, headings, score, sentence_for
from linli.registers.sheets.files import SheetRefused, Table, row_limit
from linli.registers.sheets.plan import CHUNK, Difference, Plan, Planned, short
from linli.registers.sheets.values import Masked, Reader, is_blank, text_of
from linli.tree.models import Unit
from linli.tree.roles import May

SEARCHED = 20  # rows in which the headings are looked for
SHOWN = 200  # changes that are kept in words


def with_headings(
    plan: Plan, tables: Iterable[Table], chosen: Mapping[str, str] | None
) -> tuple[Table, Iterator[tuple[int, list[Any]]]]:
    """The first sheet with a row of headings, and the rows below it."""
    for table in tables:
        first = list(islice(table.rows, SEARCHED))
        texts = [[_heading_text(cell) for cell in cells] for _number, cells in first]
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
            [short(cell) for cell in cells] for _number, cells in first[position + 1 : position + 6]
        ]
        return table, chain(first[position + 1 :], table.rows)
    names = "、".join(header(one) for one in plan.register.fields())
    raise SheetRefused(
        _("No row with the headings of this register was found. It has: %(names)s.") % {"names": names}
    )


def _heading_text(cell: Any) -> str:
    """A heading as text; a line break in it is a space."""
    return " ".join(str(cell).split()) if cell is not None else ""


class Reading:
    """Reads the rows of a table into a plan, some at a time."""

    def __init__(self, plan: Plan, table: Table, unit: Unit | None) -> None:
        self.plan, self.table, self.register, self.by = plan, table, plan.register, plan.by
        self.at = {heading.field.name: heading for heading in plan.headings if heading.field is not None}
        self.number_at = next((heading for heading in plan.headings if heading.how == "row"), None)
        self.fields = {name: self._field(name) for name in self.at}
        self.readers = {name: Reader(self.register, one, self.by) for name, one in self.fields.items()}
        self.unit = unit or unit_choice_is_plain(self.by)  # of rows that name none
        given = {*self.fields.values(), *([self._field("unit")] if self.unit else [])}
        self.keys = [key for key in same.natural_keys(self.register) if set(key.fields) <= given]
        self.columns = [one.attname for one in self.register.fields() if one in given]
        self.alike = same.Alike(self.register, self.by, self.columns)
        # By the hash of a natural key: the row in the file that had it first, and the hash of its values.
        self.seen: dict[int, tuple[int, int]] = {}
        self.order = sorted(self.at, key=lambda name: name != "unit")  # the unit tells apart rows of one name

    def take(
        self, rows: Iterator[tuple[int, list[Any]]], progress: Callable[[int], None] | None = None
    ) -> None:
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
            if progress:
                progress(count)
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
                    values[self.fields[name].attname] = self.readers[name].read(raw, values.get("unit_id"))
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
        self.plan.rows.append(Planned(number, old.pk, old.version, wanted))
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
        keyless: list[tuple[Planned, Record]] = []
        for number, values in loose:
            planned = Planned(number, None, 0, values)
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

    def _enter(self, planned: Planned) -> None:
        self.plan.new += 1
        self.plan.rows.append(planned)

    def _field(self, name: str) -> models.Field:
        return self.register.model._meta.get_field(name)  # type: ignore[return-value]

    def _required(self, one: models.Field) -> bool:
        return not one.blank and not one.has_default()


def _cell(cells: list[Any], position: int) -> Any:
    return cells[position] if position < len(cells) else None


def _empty(one: models.Field) -> Any:
    return None if one.null and not one.empty_strings_allowed else ""


def _row_number(raw: Any) -> int:
    text = "" if is_blank(raw) else text_of(raw).removeprefix("#").strip()
    return int(text) if text.isdecimal() and len(text) < 19 else 0
