"""The same documents as PDF, set by typst with the Chinese fonts of the machine."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import translation

from linli.reports import layout
from linli.reports.document import Block, Document, Figure, Heading, Listing, Paragraph, Table, labelled
from linli.reports.fonts import book, faces
from linli.reports.words import cell, clean, long_date, width


def pdf(document: Document) -> bytes:
    """The document as the bytes of a PDF file; `fonts.NoChineseFont` says what to install."""
    import typst

    with translation.override("zh-hans"):
        data = json.dumps(_paper(document), ensure_ascii=False)
    return typst.compile(_source(), font_paths=book(), format="pdf", sys_inputs={"document": data})


@cache
def _source() -> bytes:
    return Path(__file__).with_name("official.typ").read_bytes()


def _paper(document: Document) -> dict[str, Any]:
    issuer, day = layout.signature(document)
    date = document.date
    signed = [(document.issuer, issuer), (long_date(date) if date else "", day)]
    several = len(document.attachments) > 1
    return {
        "faces": faces(),
        "measures": _measures(),
        "title": clean(document.title).replace("\n", ""),
        "title-lines": layout.title_lines(document.title),
        "author": clean(document.issuer),
        "date": {"year": date.year, "month": date.month, "day": date.day} if date else None,
        "head": clean(document.head),
        "mark-size": layout.mark_size(document.head),
        "number": clean(document.number),
        "to": f"{clean(document.to).rstrip('：:')}：" if document.to else "",
        "sealed": document.sealed,
        "blocks": list(_blocks(document.blocks)),
        "signed": [{"text": clean(text), "right": right} for text, right in signed if text],
        "attachments": [
            {
                **_attachment_line(place, attachment.title, several),
                "mark": f"附件{place if several else ''}",
                "title-lines": layout.title_lines(attachment.title),
                "blocks": list(_blocks(attachment.blocks)),
            }
            for place, attachment in enumerate(document.attachments, 1)
        ],
    }


def _measures() -> dict[str, float | str]:
    return {
        "top": layout.TOP,
        "bottom": layout.BOTTOM,
        "left": layout.LEFT,
        "right": layout.RIGHT,
        "square": layout.SQUARE,
        "line": layout.LINE,
        "title-line": layout.TITLE_LINE,
        "body": layout.BODY,
        "title": layout.TITLE,
        "caption": layout.CAPTION,
        "small-cell": layout.SMALL_CELL,
        "page-number": layout.PAGE_NUMBER,
        "page-number-below": layout.PAGE_NUMBER_BELOW,
        "mark-from-top": layout.MARK_FROM_TOP,
        "rule-below-number": layout.RULE_BELOW_NUMBER,
        "red": f"#{layout.RED}",
    }


def _attachment_line(place: int, title: str, several: bool) -> dict[str, Any]:
    number = f"{place}." if several else ""
    left = 5 + width(number)
    first = 2 if place == 1 else 5
    return {"line": f"{'附件：' if place == 1 else ''}{number}{clean(title)}", "left": left, "first": first}


def _blocks(blocks: Iterable[Block]) -> Iterable[dict[str, Any]]:
    for block, label in labelled(blocks):
        match block:
            case Heading(text=text, level=level):
                yield {"kind": "heading", "level": level, "text": clean(label + text)}
            case Paragraph(text=text, lead=lead):
                yield {"kind": "paragraph", "lead": clean(lead), "text": clean(text)}
            case Listing(items=items, numbered=numbered):
                for place, item in enumerate(items, 1):
                    text = f"（{place}）{item}" if numbered else item
                    yield {"kind": "paragraph", "lead": "", "text": clean(text)}
            case Table():
                yield _table(block, label)
            case Figure():
                yield _figure(block, label)


def _table(block: Table, label: str) -> dict[str, Any]:
    return {
        "kind": "table",
        "caption": clean(f"{label}　{block.caption}") if block.caption else "",
        "note": clean(f"注：{block.note}") if block.note else "",
        "size": layout.cell_size(block),
        "shares": layout.shares(block),
        "aligns": [column.align for column in block.columns],
        "columns": [clean(column.title) for column in block.columns],
        "rows": [[cell(value) for value in row] for row in block.rows],
        "totals": block.totals,
    }


def _figure(block: Figure, label: str) -> dict[str, Any]:
    drawings = block.chart.drawings()
    pictures = []
    for place, drawing in enumerate(drawings, 1):
        part = f"（{place}/{len(drawings)}）" if len(drawings) > 1 else ""
        pictures.append(
            {
                "svg": drawing.svg,
                "description": drawing.description,
                "width": layout.picture_width(drawing.width, drawing.height),
                "caption": clean(f"{label}　{block.caption}{part}") if block.caption else "",
            }
        )
    return {"kind": "figure", "pictures": pictures}
