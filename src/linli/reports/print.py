"""A document in the form asked for."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from linli.registers.register import unknown
from linli.reports import markup, official, typeset
from linli.reports.charts import Chart, png
from linli.reports.document import Document, Figure

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
}


def printed(document: Document, kind: str) -> bytes:
    """The document as docx, pdf or html; its first chart alone as svg or png.

    Raises:
        LookupError: no such form, or the document has no chart.
        NoChineseFont: pdf and png need a Chinese font on the machine.
    """
    if kind not in TYPES:
        raise LookupError(unknown(kind, TYPES))
    if kind == "docx":
        return official.docx(document)
    if kind == "pdf":
        return typeset.pdf(document)
    if kind == "html":
        return str(markup.html(document)).encode()
    chart = next(_charts(document), None)
    if chart is None:
        raise LookupError(_("This report has no chart."))
    drawing = chart.drawings()[0]
    return drawing.svg.encode() if kind == "svg" else png(drawing)


def _charts(document: Document) -> Iterator[Chart]:
    for block in document.blocks:
        if isinstance(block, Figure):
            yield block.chart
