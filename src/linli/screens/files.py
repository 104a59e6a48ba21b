"""A document as a download."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from linli.reports.document import Document
from linli.reports.fonts import NoChineseFont
from linli.reports.print import TYPES, printed


def file_of(document: Document, kind: str, name: str) -> HttpResponse | None:
    """A document as a download; nothing where the machine has no Chinese font for it."""
    try:
        body = printed(document, kind)
    except NoChineseFont:
        return None
    response = HttpResponse(body, content_type=TYPES[kind])
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{kind}") or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def no_font() -> str:
    """The sentence for a machine that cannot print Chinese."""
    return _("This machine has no Chinese font, so neither PDF nor picture can be made: take the Word file.")
