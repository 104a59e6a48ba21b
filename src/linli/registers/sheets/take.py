"""Sheets out: the rows of a register, an empty sheet to fill in, a file with its errors marked."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.registers.display import log_access, text_of
from linli.registers.fields import EncryptedField
from linli.registers.records import Access, Line, Record
from linli.registers.register import Register, register_of
from linli.registers.sheets.columns import ROW, headers
from linli.registers.sheets.files import escaped, opened_tables
from linli.registers.sheets.plan import Plan
from linli.tree.models import Account, Unit
from linli.tree.roles import May

CHUNK = 1000
ROWS = 1_048_575  # rows below the headings that an xlsx sheet has room for
TEXT = 32_767  # characters that an xlsx cell has room for
HIDDEN = "＊＊＊"
REMEMBERED = 50_000


def write_sheet(
    register: type[Register],
    rows: models.QuerySet,
    *,
    by: Account,
    file: BinaryIO,
    kind: str = "xlsx",
    reveal: bool = False,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Write rows (taken from `register.rows(by)`) as xlsx or csv; the number of rows written.

    Every field that people fill in stands there in words, after the row's own number. Encrypted and private
    fields are masked; `reveal` opens them where the person has the private duty. Leaving the house with
    private rows or fields is logged.
    """
    out = _Csv(file) if kind == "csv" else _Xlsx(file)
    fields = register.fields()
    cells = _Cells(register, fields, by, reveal)
    main = out.part(register.title(), [ROW, *headers(register)])
    inner: dict[str, _Lines] = {}
    if isinstance(out, _Xlsx):
        inner = {name: _Lines(model, out) for name, model in register.lines().items()}
    count = 0
    for chunk in _chunks(rows, inner):
        cells.prepare(chunk)
        for row in chunk:
            main.row([f"#{row.pk}", *(cells.value(row, field) for field in fields)])
            for name, lines in inner.items():
                lines.take(row, getattr(row, name).all())
        count += len(chunk)
        if progress:
            progress(count)
    out.close()
    if register.private and (reveal or register.private == ["*"]):
        log_access(register, by=by, what=Access.What.EXPORT, count=count)
    return count


def write_template(register: type[Register], *, by: Account, file: BinaryIO) -> None:
    """An empty sheet to fill in: headings, choices to pick from, a second sheet that explains each column."""
    book = xlsxwriter.Workbook(file, _SAFE)
    sheet = book.add_worksheet(_sheet_name(register.title()))
    about = book.add_worksheet(_sheet_name(_("How to fill in")))
    lists = book.add_worksheet("lists")
    lists.hide()
    head, bold, day = (
        book.add_format(style) for style in (_HEAD, {"bold": True}, {"num_format": "yyyy-mm-dd"})
    )
    text = book.add_format({"num_format": "@"})
    about.write_row(0, 0, [_("column"), _("required"), _("what to write"), _("example")], bold)
    about.set_column(0, 3, 28)
    for position, (field, title) in enumerate(zip(register.fields(), headers(register), strict=True)):
        required = not field.blank and not field.has_default()
        sheet.write_string(0, position, f"{title} *" if required else title, head)
        form = day if isinstance(field, models.DateField) else text if _is_text(field) else None
        sheet.set_column(position, position, max(12, 2 * len(title) + 4), form)
        ways = _ways(register, field, by)
        if ways and len(ways) <= 300:
            for down, way in enumerate(ways):
                lists.write_string(down, position, way)
            column = xlsxwriter.utility.xl_col_to_name(position, True)
            area = f"=lists!{column}$1:{column}${len(ways)}"
            sheet.data_validation(1, position, ROWS, position, {"validate": "list", "source": area})
        example = register.example.get(field.name, "")
        shown = example if isinstance(example, (str, int, Decimal)) and not field.is_relation else ""
        words = [title, _("yes") if required else "", _what_to_write(field, ways), _in_words(field, shown)]
        for column_of_about, word in enumerate(words):
            about.write_string(position + 1, column_of_about, str(word))
    sheet.freeze_panes(1, 0)
    book.close()


def write_errors(plan: Plan, source: Path | str, file: BinaryIO) -> None:
    """The person's own rows with the wrong cells marked, and a last column that says what is wrong."""
    book = xlsxwriter.Workbook(file, {**_SAFE, "constant_memory": False})
    sheet = book.add_worksheet(_sheet_name(plan.sheet or plan.register.title()))
    head, red, day = (
        book.add_format(style) for style in (_HEAD, {"bg_color": "#F8D7DA"}, {"num_format": "yyyy-mm-dd"})
    )
    red_day = book.add_format({"bg_color": "#F8D7DA", "num_format": "yyyy-mm-dd"})
    by_row: dict[int, list] = {}
    for error in plan.errors:
        by_row.setdefault(error.row, []).append(error)
    table = next(one for one in opened_tables(Path(source), plan.name) if one.name == plan.sheet)
    down, last = 0, max((heading.position for heading in plan.headings), default=0) + 1
    for number, cells in table.rows:
        if number < plan.header_row:
            continue
        errors = by_row.get(number, [])
        letters = {error.column for error in errors}
        for position, cell in enumerate(cells[:last]):
            wrong = xlsxwriter.utility.xl_col_to_name(position) in letters
            _put(
                sheet,
                down,
                position,
                cell,
                head if number == plan.header_row else red if wrong else None,
                red_day if wrong else day,
            )
        words = (
            _("problems")
            if number == plan.header_row
            else " ".join(f"{error.header}: {error.text}" if error.header else error.text for error in errors)
        )
        sheet.write_string(down, last, words, head if number == plan.header_row else red if errors else None)
        down += 1
    sheet.freeze_panes(1, 0)
    book.close()


_SAFE = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}
_HEAD = {"bold": True, "bg_color": "#E7EEF5", "bottom": 1, "text_wrap": True, "valign": "vcenter"}


class _Xlsx:
    """A workbook that is written row by row and keeps none."""

    def __init__(self, file: BinaryIO) -> None:
        self.book = xlsxwriter.Workbook(file, {**_SAFE, "in_memory": False, "constant_memory": True})
        self.head = self.book.add_format(_HEAD)
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd"})

    def part(self, title: str, heads: Sequence[str]) -> _Part:
        return _Part(self, title, heads)

    def close(self) -> None:
        self.book.close()


class _Part:
    """One table of a workbook; a full sheet is continued on the next one."""

    def __init__(self, out: _Xlsx, title: str, heads: Sequence[str]) -> None:
        self.out, self.title, self.heads = out, title, heads
        self._next()

    def _next(self) -> None:
        book = self.out.book
        self.sheet = book.add_worksheet(_sheet_name(self.title, book.sheetnames))
        self.sheet.freeze_panes(1, 0)
        for position, text in enumerate(self.heads):
            self.sheet.set_column(position, position, max(10, 2 * len(text) + 4))
        for position, text in enumerate(self.heads):
            self.sheet.write_string(0, position, text, self.out.head)
        self.down = 1

    def row(self, values: Iterable[Any]) -> None:
        if self.down > ROWS:
            self._next()
        for position, value in enumerate(values):
            _put(self.sheet, self.down, position, value, None, self.out.day)
        self.down += 1


class _Csv:
    """Written row by row for any spreadsheet to open: UTF-8 with its mark, no formulas; one part only."""

    def __init__(self, file: BinaryIO) -> None:
        self.text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        self.csv = csv.writer(self.text)

    def part(self, title: str, heads: Sequence[str]) -> _Csv:
        self.csv.writerow(heads)
        return self

    def row(self, values: Iterable[Any]) -> None:
        self.csv.writerow([escaped(value) if isinstance(value, str) else value for value in values])

    def close(self) -> None:
        self.text.flush()
        self.text.detach()


class _Cells:
    """The cells of a register's rows; names of other rows are looked up once and remembered."""

    def __init__(
        self, register: type[Register], fields: Sequence[models.Field], by: Account, reveal: bool
    ) -> None:
        self.register, self.by, self.reveal = register, by, reveal
        self.related = [field for field in fields if field.is_relation]
        self.names: dict[tuple[str, int], str] = {}
        self.open: dict[int, bool] = {}

    def prepare(self, rows: Sequence[Record]) -> None:
        """Fetch together what the rows refer to."""
        if len(self.names) > REMEMBERED:
            self.names.clear()
        for field in self.related:
            ids = {getattr(row, field.attname) for row in rows} - {None}
            new = {pk for pk in ids if (field.name, pk) not in self.names}
            other: Any = field.related_model
            for one in other._base_manager.select_related().filter(pk__in=new) if new else ():
                self.names[field.name, one.pk] = _name(one)

    def value(self, row: Record, field: models.Field) -> Any:
        value = field.value_from_object(row)
        if value in (None, ""):
            return ""
        if field.is_relation:
            return self.names.get((field.name, value), "")
        hidden = isinstance(field, EncryptedField) or field.name in self.register.private
        if hidden and not (self.reveal and self._may_see(row.unit_id)):
            return field.mask(value) if isinstance(field, EncryptedField) else HIDDEN
        return cell(field, row, value)

    def _may_see(self, unit: int) -> bool:
        if unit not in self.open:
            self.open[unit] = self.register.open_to(self.by, unit, May.PRIVATE)
        return self.open[unit]


class _Lines:
    """The lines of all rows, each after the number and name of the row that it belongs to."""

    def __init__(self, model: type[Line], out: _Xlsx) -> None:
        meta = model._meta
        self.fields = [
            f for f in meta.concrete_fields if f.editable and not f.primary_key and f.name != "record"
        ]
        whose = str(model._meta.get_field("record").related_model._meta.verbose_name)  # type: ignore
        heads = [ROW, whose, *(str(f.verbose_name) for f in self.fields)]
        self.part = out.part(str(meta.verbose_name_plural), heads)

    def take(self, row: Record, lines: Iterable[Line]) -> None:
        """Write the lines of a row."""
        for line in lines:
            self.part.row([f"#{row.pk}", str(row), *(self._value(line, field) for field in self.fields)])

    def _value(self, line: Line, field: models.Field) -> Any:
        value = field.value_from_object(line)
        if value in (None, ""):
            return ""
        return _name(getattr(line, field.name)) if field.is_relation else cell(field, line, value)


def cell(field: models.Field, row: models.Model, value: Any) -> Any:
    """What stands in the cell for a value: numbers and days as such, all else in words."""
    if field.choices or isinstance(value, bool):
        return text_of(field, row)
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).replace(tzinfo=None).isoformat(" ", "minutes")
    return value if isinstance(value, (int, float, Decimal, dt.date)) else str(value)


def _put(sheet: Any, down: int, position: int, value: Any, form: Any, day: Any) -> None:
    """Write a cell by the kind of its value; a text stays a text."""
    if isinstance(value, dt.date) and value.year >= 1900:
        sheet.write_datetime(down, position, value, day)
    elif isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        sheet.write_number(down, position, value, form)
    elif value not in (None, ""):
        sheet.write_string(down, position, str(value)[:TEXT], form)
    elif form is not None:
        sheet.write_blank(down, position, None, form)


def _chunks(rows: models.QuerySet, inner: Mapping[str, _Lines]) -> Iterator[list[Record]]:
    together = []
    for name, lines in inner.items():
        together += [name, *(f"{name}__{field.name}" for field in lines.fields if field.is_relation)]
    source = rows.prefetch_related(*together).iterator(chunk_size=CHUNK)
    while chunk := list(islice(source, CHUNK)):
        yield chunk


def _name(row: models.Model) -> str:
    """How a sheet names a row of another register so that it is found again."""
    if isinstance(row, Record):
        register = register_of(type(row))
        for name in register.known_by:
            field = register.field(name)
            if field.unique and not isinstance(field, EncryptedField) and field.name not in register.private:
                return str(getattr(row, name))
        return f"{row} #{row.pk}"
    return str(row)


def _sheet_name(title: str, taken: Iterable[str] = ()) -> str:
    plain = "".join("_" if mark in "[]:*?/\\'" else mark for mark in title)[:28] or "sheet"
    name, again = plain, 2
    while name in taken:
        name, again = f"{plain} {again}", again + 1
    return name


def _is_text(field: models.Field) -> bool:
    return isinstance(field, (models.CharField, models.TextField)) and not field.choices


def _ways(register: type[Register], field: models.Field, by: Account) -> list[str]:
    if field.choices:
        return [str(label) for value, label in field.flatchoices if value not in ("", None)]
    if isinstance(field, models.BooleanField):
        return [_("yes"), _("no")]
    if field.is_relation and field.related_model is Unit:
        units = by.reach(May.WRITE).units if field.name == "unit" else Unit.objects.all()
        return [str(unit) for unit in units[:301]]
    return []


def _what_to_write(field: models.Field, ways: Sequence[str]) -> str:
    said = [str(field.help_text)] if field.help_text else []
    if ways and len(ways) <= 12:
        said.append(_("one of: %(ways)s") % {"ways": "、".join(ways)})
    elif isinstance(field, models.DateField):
        said.append(_("a date like 2026-03-01"))
    elif field.related_model is not None and field.related_model is not Unit:
        register = register_of(field.related_model)  # type: ignore[arg-type]
        names = "、".join(str(register.field(name).verbose_name) for name in register.known_by)
        named = _("%(what)s: %(names)s or the number after #")
        said.append(named % {"what": register.singular(), "names": names})
    return " ".join(said)


def _in_words(field: models.Field, value: Any) -> str:
    labels = {str(stored): str(label) for stored, label in field.flatchoices or ()}
    return labels.get(str(value), str(value))
