"""Opening a file that somebody brought: its real type, its limits, its rows."""

from __future__ import annotations

import codecs
import csv
import hashlib
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree import ElementTree

import python_calamine as calamine
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

COLUMNS = 300
UNPACKED = 600 * 2**20
RATIO = 150
FEW = 20 * 2**20
KINDS = {
    ".xlsx": "workbook",
    ".xls": "workbook",
    ".ods": "workbook",
    ".et": "workbook",
    ".csv": "text",
    ".txt": "text",
}
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"([^>]*?)(/?)>(\s*<(?:\w+:)?f\b)?')
_REPEATED = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


class SheetRefused(ValidationError):
    """The file cannot be read as a sheet; the sentence says why and what would do."""


@dataclass
class Table:
    """The rows of one sheet: each row's number in the file and its cells.

    `formulas` counts the cells that are computed; `broken` are those (row, column from 0) that show an error.
    """

    name: str
    rows: Iterator[tuple[int, list[Any]]]
    formulas: int = 0
    broken: set[tuple[int, int]] = field(default_factory=set)


def size_limit() -> int:
    """Bytes that a sheet may have."""
    return int(settings.SHEET_MB) * 2**20


def row_limit() -> int:
    """Rows that a sheet may have."""
    return int(settings.SHEET_ROWS)


def brought(source: BinaryIO, target: Path) -> str:
    """Copy an upload into a file of our own, within the limit; its sha256."""
    digest, size = hashlib.sha256(), 0
    with target.open("wb") as file:
        while piece := source.read(2**18):
            size += len(piece)
            if size > size_limit():
                raise SheetRefused(
                    _("The file is larger than %(limit)d MB. Split it and bring the parts one by one.")
                    % {"limit": settings.SHEET_MB}
                )
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()


def opened_tables(path: Path, name: str) -> Iterator[Table]:
    """The visible sheets of a file, one after the other; a text file has one.

    Raises:
        SheetRefused: it is not what its name says, too large inside, locked or broken.
    """
    kind = _kind(path)
    said = KINDS.get(Path(name).suffix.lower())
    if said is None:
        raise SheetRefused(
            _("“%(name)s” is not a sheet: bring an xlsx, xls, ods or csv file.") % {"name": name}
        )
    if (said == "text") != (kind == "text"):
        raise SheetRefused(
            _("“%(name)s” is not what its name says. Open it in WPS or Excel and save it as xlsx.")
            % {"name": name}
        )
    if path.stat().st_size == 0:
        raise SheetRefused(_("The file is empty."))
    yield from _text(path) if kind == "text" else _workbook(path, kind)


def _kind(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4096)
    if start[:4] == b"PK\x03\x04":
        return _zipped(path)
    if start[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return "xls"
    marked = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    opening = start.lstrip(b"\xef\xbb\xbf \r\n\t")[:1]
    if (b"\x00" in start and not marked) or opening == b"<":
        raise SheetRefused(_("This is not a sheet: bring an xlsx, xls, ods or csv file."))
    return "text"


def _zipped(path: Path) -> str:
    """The kind of a packed file, after its sizes were found to be sound."""
    try:
        with zipfile.ZipFile(path) as packed:
            members = packed.infolist()
            whole = sum(member.file_size for member in members)
            tight = max(
                (m.file_size / max(m.compress_size, 1) for m in members if m.file_size > FEW), default=0
            )
            if whole > UNPACKED or tight > RATIO or len(members) > 2000:
                raise SheetRefused(_("The file unpacks to far more than a sheet holds; it was not opened."))
            for member in members:
                # Reading to the end finds a member that holds more than the directory says.
                with packed.open(member) as file:
                    while file.read(2**20):
                        pass
            names = set(packed.namelist())
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise SheetRefused(_("The file is damaged and cannot be opened.")) from error
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "content.xml" in names:
        return "ods"
    raise SheetRefused(_("This is not a sheet: bring an xlsx, xls, ods or csv file."))


def _too_many() -> SheetRefused:
    return SheetRefused(
        _(
            "The sheet is larger than %(rows)d rows or %(columns)d columns. Split it, or delete what "
            "stands far outside the table."
        )
        % {"rows": row_limit(), "columns": COLUMNS}
    )


def _workbook(path: Path, kind: str) -> Iterator[Table]:
    seen = _looked_over(path) if kind == "xlsx" else {}
    if kind == "ods":
        _measured_ods(path)
    try:
        with calamine.CalamineWorkbook.from_path(path) as book:
            for about in book.sheets_metadata:
                if (
                    about.visible != calamine.SheetVisibleEnum.Visible
                    or about.typ != calamine.SheetTypeEnum.WorkSheet
                ):
                    continue
                sheet = book.get_sheet_by_name(about.name)
                down, right = sheet.end or (0, 0)
                if down > row_limit() + 50 or right >= COLUMNS:
                    raise _too_many()
                formulas, broken = seen.get(about.name, (0, set()))
                yield Table(about.name, _filled(sheet), formulas, broken)
    except calamine.PasswordError as error:
        raise SheetRefused(_("The file is locked with a password. Save it without one.")) from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise SheetRefused(_("The file is damaged and cannot be opened.")) from error


def _filled(sheet: calamine.CalamineSheet) -> Iterator[tuple[int, list[Any]]]:
    """The rows; a merged cell stands in each row and column that it covers."""
    merged: dict[int, list[tuple[int, int, int, int]]] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        for row in range(top, min(bottom, top + 5000) + 1):
            merged.setdefault(row, []).append((top, left, right, bottom))
    kept: dict[tuple[int, int], Any] = {}
    before = [""] * (
        sheet.start[1] if sheet.start else 0
    )  # the reader leaves out empty columns, never empty rows
    for row, found in enumerate(sheet.iter_rows()):
        cells = [*before, *found] if before else found
        for top, left, right, bottom in merged.get(row, ()):
            if row == top and left < len(cells):
                kept[top, left] = cells[left]
            for column in range(left, min(right + 1, len(cells))):
                cells[column] = kept.get((top, left), "")
            if row == bottom:
                kept.pop((top, left), None)
        yield row + 1, cells


def _looked_over(path: Path) -> dict[str, tuple[int, set[tuple[int, int]]]]:
    """Of each sheet of an xlsx: the number of formulas, and cells that show an error, by row and column.

    Also refuses a sheet that reaches too far before the reader makes room for it.
    """
    found: dict[str, tuple[int, set[tuple[int, int]]]] = {}
    with zipfile.ZipFile(path) as packed:
        for name, member in _members(packed).items():
            formulas = 0
            broken: set[tuple[int, int]] = set()
            with packed.open(member) as file:
                for hit in _cells(file):
                    row, column = int(hit[2]), _column(hit[1])
                    if row > row_limit() + 50 or column >= COLUMNS:
                        raise _too_many()
                    formulas += bool(hit[5])
                    if b't="e"' in hit[0] and len(broken) < 2000:
                        broken.add((row, column))
            found[name] = formulas, broken
    return found


def _members(packed: zipfile.ZipFile) -> dict[str, str]:
    """The members of an xlsx that hold its sheets, by sheet name."""
    try:
        book = ElementTree.fromstring(packed.read("xl/workbook.xml"))
        links = ElementTree.fromstring(packed.read("xl/_rels/workbook.xml.rels"))
    except (ElementTree.ParseError, KeyError) as error:
        raise SheetRefused(_("The file is damaged and cannot be opened.")) from error
    targets = {link.get("Id"): str(link.get("Target", "")) for link in links}
    names = set(packed.namelist())
    found = {}
    for sheet in book.iter():
        if sheet.tag.rpartition("}")[2] == "sheet":
            key = next((value for name, value in sheet.items() if name.endswith("}id")), "")
            target = targets.get(key, "")
            member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if member in names:
                found[sheet.get("name", "")] = member
    return found


def _cells(file: Any) -> Iterator[re.Match[bytes]]:
    """The cells of a sheet's XML, read piece by piece."""
    rest = b""
    while piece := file.read(2**20):
        text = rest + piece
        cut = max(text.rfind(b"<c "), text.rfind(b":c "))
        text, rest = (text[:cut], text[cut:]) if cut > 0 else (b"", text)
        yield from _CELL.finditer(text)
    yield from _CELL.finditer(rest)


def _column(letters: bytes) -> int:
    number = 0
    for code in letters:
        number = number * 26 + code - 64
    return number - 1


def _measured_ods(path: Path) -> None:
    """Refuse an ods whose repeated cells or rows grow beyond a sheet."""
    rows, width, cells = 0, 0, 0
    with zipfile.ZipFile(path) as packed, packed.open("content.xml") as file:
        try:
            for _event, element in ElementTree.iterparse(file):
                if element.tag == f"{_REPEATED}table-cell":
                    times = int(element.get(f"{_REPEATED}number-columns-repeated", "1"))
                    cells += times
                    width = cells if len(element) else width
                    element.clear()
                elif element.tag == f"{_REPEATED}table-row":
                    rows += int(element.get(f"{_REPEATED}number-rows-repeated", "1")) if width else 0
                    if rows > row_limit() + 50 or width > COLUMNS:
                        raise _too_many()
                    width, cells = 0, 0
                    element.clear()
                elif element.tag == f"{_REPEATED}table":
                    rows = 0
        except (ElementTree.ParseError, ValueError) as error:
            raise SheetRefused(_("The file is damaged and cannot be opened.")) from error


def _text(path: Path) -> Iterator[Table]:
    encoding = _encoding(path)

    def rows() -> Iterator[tuple[int, list[Any]]]:
        with path.open(encoding=encoding, newline="") as file:
            try:
                for number, cells in enumerate(csv.reader(file, delimiter=_delimiter(path, encoding)), 1):
                    if number > row_limit() + 50 or len(cells) > COLUMNS:
                        raise _too_many()
                    yield number, [unescaped(cell) for cell in cells]
            except csv.Error as error:
                raise SheetRefused(_("The file is damaged and cannot be opened.")) from error

    yield Table("", rows())


def _encoding(path: Path) -> str:
    """What the text is written in: UTF-8 or UTF-16 by its mark, else UTF-8 if it fits, else GB 18030."""
    raw = path.read_bytes()
    marked = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            raw.decode(encoding)
            return encoding
        except UnicodeDecodeError:
            continue
    raise SheetRefused(_("The text of the file cannot be read: save it as “CSV UTF-8” or as xlsx."))


def _delimiter(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding, newline="") as file:
        start = file.read(8192).splitlines()[:10]
    counts = {mark: max((line.count(mark) for line in start), default=0) for mark in ",;\t"}
    return max(counts, key=lambda mark: counts[mark])


def escaped(text: str) -> str:
    """A text that no spreadsheet takes for a formula; `unescaped` takes the mark off again."""
    return f"'{text}" if text.lstrip("'").startswith(FORMULA_STARTS) else text


def unescaped(text: str) -> str:
    """What `escaped` was given."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULA_STARTS) else text
