"""Files in, text out: docx, doc, pdf, html, xlsx, csv, txt. Paragraphs become lines, table rows lines with tabs.

The text that comes out is what every offset of a reading counts in.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

#: A line break inside a cell: it ends a sentence, not the row.
CELL_BREAK = "\v"


class IntakeError(Exception):
    """The file cannot be read; the message says why, for the person who gave it."""


@dataclass(frozen=True)
class Document:
    """A document's name and text."""

    name: str
    text: str


def from_path(path: str | Path) -> Document:
    """The text of a file."""
    path = Path(path)
    return from_bytes(path.read_bytes(), path.name)


def from_bytes(content: bytes, name: str) -> Document:
    """The text of an uploaded file; its kind is taken from its name, or from its first bytes."""
    suffix = Path(name).suffix.lower()
    reader = _READERS.get(suffix) or _READERS[_guess(content)]
    try:
        text = reader(content)
    except IntakeError:
        raise
    except Exception as error:  # the parsers of five formats raise whatever they like at a damaged file
        message = _("%(name)s cannot be read: it is damaged, or not what its name says.")
        raise IntakeError(message % {"name": name}) from error
    if not text.strip():
        raise IntakeError(_("%(name)s holds no text. A scanned document must be recognised first.") % {"name": name})
    return Document(name, text)


def _guess(content: bytes) -> str:
    if content.startswith(b"%PDF"):
        return ".pdf"
    if content.startswith(b"PK"):
        return ".xlsx" if b"xl/" in content else ".docx"
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return ".doc"
    if re.match(rb"\s*<(?:!doctype|html)", content[:200], re.IGNORECASE):
        return ".html"
    return ".txt"


def decode(content: bytes) -> str:
    """Text in UTF-8 or UTF-16 (by its mark), else in GB18030."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")


def _docx(content: bytes) -> str:
    from docx import Document as open_docx
    from docx.table import Table

    lines: list[str] = []
    for block in open_docx(io.BytesIO(content)).iter_inner_content():
        if isinstance(block, Table):
            lines.extend(_docx_rows(block))
        else:
            lines.append(block.text.replace("\t", " "))
    return "\n".join(lines) + "\n"


def _docx_rows(table: Any) -> Iterable[str]:
    seen: set[Any] = set()
    for row in table.rows:
        cells = []
        for cell in row.cells:
            # A merged cell comes once for each place it covers: its text stands in the first.
            cells.append("" if cell._tc in seen else _cell(cell.text))
            seen.add(cell._tc)
        yield "\t".join(cells)


def _cell(text: object) -> str:
    return re.sub(r"\s*\n\s*", CELL_BREAK, str(text).strip()).replace("\t", " ")


def _doc(content: bytes) -> str:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise IntakeError(
            _("A .doc file needs LibreOffice, which is not installed here. Save it as .docx and try again.")
        )
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "plan.doc"
        source.write_bytes(content)
        command = [office, "--headless", "--convert-to", "docx", "--outdir", folder, str(source)]
        subprocess.run(command, check=False, capture_output=True, timeout=120)
        converted = source.with_suffix(".docx")
        if not converted.exists():
            raise IntakeError(_("LibreOffice could not convert the .doc file."))
        return _docx(converted.read_bytes())


def _pdf(content: bytes) -> str:
    import pdfplumber

    lines: list[str] = []
    with pdfplumber.open(io.BytesIO(content)) as pages:
        for page in pages.pages:
            tables = page.find_tables()
            parts: list[tuple[float, str]] = []
            for table in tables:
                rows = ["\t".join(_cell(cell or "").replace(CELL_BREAK, "") for cell in row) for row in table.extract()]
                parts.append((table.bbox[1], "\n".join(rows)))
            for line in page.extract_text_lines(return_chars=False):
                if not any(_inside(line, table.bbox) for table in tables):
                    parts.append((line["top"], line["text"]))
            lines.extend(text for _top, text in sorted(parts, key=lambda part: part[0]))
    return "\n".join(line for line in lines if not re.fullmatch(r"\s*[—\-–]?\s*\d{1,3}\s*[—\-–]?\s*", line)) + "\n"


def _inside(line: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    return box[1] - 1 <= line["top"] and line["bottom"] <= box[3] + 1


_BLOCKS = frozenset(
    [
        "p",
        "div",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "article",
        "header",
        "footer",
        "blockquote",
        "pre",
        "dt",
        "dd",
        "ul",
        "ol",
        "table",
        "tr",
        "br",
        "title",
        "caption",
    ]
)
_UNSEEN = frozenset(["script", "style", "nav", "noscript", "template", "svg", "head"])


def _html(content: bytes) -> str:
    import lxml.html

    named = re.search(rb"charset=[\"']?([\w-]+)", content[:2000])
    text = (
        content.decode("gb18030", errors="replace") if named and named[1].lower().startswith(b"gb") else decode(content)
    )
    root = lxml.html.fromstring(re.sub(r"^<\?xml[^>]*\?>", "", text))
    pieces: list[str] = []
    _walk(root, pieces)
    lines = (re.sub(r"[ \r\f]+", " ", line).strip(" ") for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line.strip()) + "\n"


def _walk(node: Any, pieces: list[str]) -> None:
    tag = node.tag if isinstance(node.tag, str) else ""
    if tag in _UNSEEN or not tag:
        pieces.append(node.tail or "")
        return
    if tag == "tr":
        cells = [_cell(" ".join(cell.itertext())) for cell in node if cell.tag in ("td", "th")]
        pieces.append("\n" + "\t".join(re.sub(r"\s{2,}", " ", cell) for cell in cells) + "\n")
    else:
        block = tag in _BLOCKS
        pieces.append("\n" if block else "")
        pieces.append(re.sub(r"\s+", " ", node.text or "") if tag != "pre" else node.text or "")
        for child in node:
            _walk(child, pieces)
        pieces.append("\n" if block else "")
    pieces.append(re.sub(r"\s+", " ", node.tail or ""))


def _sheets(content: bytes) -> str:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    lines: list[str] = []
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python()
        for row in rows:
            cells = [_cell(_value(cell)) for cell in row]
            filled = [cell for cell in cells if cell]
            if len(filled) == 1 and len(cells) > 1:
                lines.append(filled[0])  # a title or a note across the sheet
            elif filled:
                lines.append("\t".join(cells))
    return "\n".join(lines) + "\n" if lines else ""


def _value(cell: object) -> str:
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat()
    return str(cell)


def _csv(content: bytes) -> str:
    text = decode(content)
    rows = csv.reader(io.StringIO(text), delimiter="\t" if "\t" in text else ",")
    return "\n".join("\t".join(_cell(cell) for cell in row) for row in rows) + "\n"


_READERS: dict[str, Callable[[bytes], str]] = {
    ".docx": _docx,
    ".doc": _doc,
    ".wps": _doc,
    ".pdf": _pdf,
    ".htm": _html,
    ".html": _html,
    ".xlsx": _sheets,
    ".xls": _sheets,
    ".ods": _sheets,
    ".csv": _csv,
    ".txt": decode,
    ".md": decode,
}
