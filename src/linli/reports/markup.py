"""The same documents as HTML fragments: the preview on a page, which prints as it stands.

The fragments carry classes and no style, as the site's content policy wants; the style sheet knows them:
`paper`, `paper-head`, `paper-number`, `paper-title`, `paper-to`, `paper-text`, `paper-lead`, `paper-figure`,
`paper-table`, `paper-note`, `paper-attachments`, `paper-signature`, `paper-attachment`.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from linli.reports.charts import Chart
from linli.reports.document import Block, Document, Figure, Heading, Listing, Paragraph, Table, labelled
from linli.reports.words import cell, clean, long_date


def html(document: Document, *, heading: int = 2) -> SafeString:
    """The document as one `<article>`; its title is an `<h2>` unless told otherwise."""
    parts = [
        _line("paper-head", document.head),
        _line("paper-number", document.number),
        format_html(
            '<h{} class="paper-title">{}</h{}>', heading, clean(document.title).replace("\n", ""), heading
        ),
        _line("paper-to", f"{document.to.rstrip('：:')}：" if document.to else ""),
        blocks(document.blocks, heading=heading + 1),
        _attachment_list(document),
        _signature(document),
        _attachments(document, heading),
    ]
    return format_html('<article class="paper" lang="zh-Hans">{}</article>', _joined(parts))


def blocks(items: Iterable[Block], *, heading: int = 3) -> SafeString:
    """Blocks one after the other, numbered as on paper."""
    return _joined(_block(block, label, heading) for block, label in labelled(items))


def table(item: Table, label: str = "") -> SafeString:
    """A table with its caption; it scrolls sideways on a phone."""
    caption = f"{label}　{item.caption}".strip("　")
    rows = []
    for place, row in enumerate(item.rows, 1):
        cells = _joined(
            format_html('<td class="align-{}">{}</td>', column.align, cell(value))
            for column, value in zip(item.columns, row, strict=True)
        )
        total = mark_safe(' class="total"') if item.totals and place == len(item.rows) else ""
        rows.append(format_html("<tr{}>{}</tr>", total, cells))
    heads = format_html_join("", '<th scope="col">{}</th>', ((clean(c.title),) for c in item.columns))
    return format_html(
        '<div class="paper-table" tabindex="0"><table>{}<thead><tr>{}</tr></thead>'
        "<tbody>{}</tbody></table></div>{}",
        format_html("<caption>{}</caption>", clean(caption)) if caption else "",
        heads,
        _joined(rows),
        _line("paper-note", f"注：{item.note}" if item.note else ""),
    )


def figure(chart: Chart, caption: str = "", label: str = "") -> SafeString:
    """A chart, its caption and, folded away, its data as a table."""
    words = f"{label}　{caption}".strip("　")
    # The drawings are made by this package, every word in them escaped.
    drawings = mark_safe("".join(drawing.svg for drawing in chart.drawings()))
    return format_html(
        '<figure class="paper-figure">{}{}<details><summary>{}</summary>{}</details></figure>',
        drawings,
        format_html("<figcaption>{}</figcaption>", clean(words)) if words else "",
        _("The data as a table"),
        table(chart.table()),
    )


def _block(block: Block, label: str, heading: int) -> SafeString:
    match block:
        case Heading(text=text, level=level):
            rank = min(6, heading + level - 1)
            return format_html(
                '<h{} class="paper-heading-{}">{}{}</h{}>', rank, level, label, clean(text), rank
            )
        case Paragraph(text=text, lead=lead):
            start = format_html('<em class="paper-lead">{}</em>', clean(lead)) if lead else ""
            return format_html('<p class="paper-text">{}{}</p>', start, clean(text))
        case Listing(items=items, numbered=numbered):
            return _joined(
                format_html('<p class="paper-text">{}{}</p>', f"（{place}）" if numbered else "", clean(item))
                for place, item in enumerate(items, 1)
            )
        case Table():
            return table(block, label)
        case Figure(chart=chart, caption=caption):
            return figure(chart, caption, label)


def _attachment_list(document: Document) -> SafeString:
    names = [attachment.title for attachment in document.attachments]
    several = len(names) > 1
    items = format_html_join(
        "", "<p>{}{}</p>", ((f"{i}." if several else "", clean(name)) for i, name in enumerate(names, 1))
    )
    return (
        format_html('<div class="paper-attachments"><span>附件：</span>{}</div>', items) if names else _EMPTY
    )


def _signature(document: Document) -> SafeString:
    lines = [clean(document.issuer), long_date(document.date) if document.date else ""]
    words = format_html_join("", "<p>{}</p>", ((line,) for line in lines if line))
    return format_html('<div class="paper-signature">{}</div>', words) if words else _EMPTY


def _attachments(document: Document, heading: int) -> SafeString:
    several = len(document.attachments) > 1
    return format_html_join(
        "",
        '<section class="paper-attachment"><p class="paper-mark">附件{}</p>'
        '<h{} class="paper-title">{}</h{}>{}</section>',
        (
            (
                place if several else "",
                heading,
                clean(a.title),
                heading,
                blocks(a.blocks, heading=heading + 1),
            )
            for place, a in enumerate(document.attachments, 1)
            if a.blocks
        ),
    )


_EMPTY = SafeString("")


def _line(name: str, words: str) -> SafeString:
    return format_html('<p class="{}">{}</p>', name, clean(words)) if words else _EMPTY


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))
