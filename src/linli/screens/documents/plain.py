"""The running text of a document, as somebody goes on writing it in a form."""

from __future__ import annotations

from linli.reports.document import Document, Figure, Heading, Listing, Paragraph, Table, labelled
from linli.reports.words import clean, long_date


def text_of(document: Document) -> str:
    """Headings and paragraphs with their numbers; tables and charts by their captions, as they are attached."""
    lines = [f"{document.to.rstrip('：:')}："] if document.to else []
    for block, label in labelled(document.blocks):
        match block:
            case Heading(text=text):
                lines.append(f"{label}{text}")
            case Paragraph(text=text, lead=lead):
                lines.append(f"{lead}{text}")
            case Listing(items=items, numbered=numbered):
                lines += [f"（{i}）{item}" if numbered else item for i, item in enumerate(items, 1)]
            case Table(caption=caption) | Figure(caption=caption) if caption:
                lines.append(f"（{label}　{caption}，见附件）")
            case _:
                pass
    lines += [line for line in (document.issuer, long_date(document.date) if document.date else "") if line]
    return "\n".join(clean(line) for line in lines)
