"""The reports of programmes: choosing one, reading it, taking it away as a file, filing it upward."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.almanac import Period
from linli.programmes.language.definitions import Programme as Definition
from linli.programmes.language.definitions import Report
from linli.programmes.models import Programme
from linli.reports.charts import Chart
from linli.reports.document import Document, Figure
from linli.reports.facts import last_period
from linli.reports.facts import report as document_of
from linli.reports.markup import html
from linli.reports.print import TYPES
from linli.screens.documents.filing import draft, may_file, slot_of
from linli.screens.documents.offers import choices, offer_or_404, offers
from linli.screens.files import file_of, no_font
from linli.screens.scope import account_of, page, trail, unit_or_404
from linli.tree.models import Account, Unit

PAPERS = {"docx": "Word", "pdf": "PDF"}
PICTURES = {"svg": "SVG", "png": "PNG"}


@page
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Every report that concerns the person, by programme."""
    groups: dict[Programme, list[Any]] = {}
    for offer in offers(account_of(request)):
        groups.setdefault(offer.programme, []).append(offer)
    return render(request, "screens/documents/reports.html", {"groups": groups.items()})


@page
@require_safe
def report(request: HttpRequest, key: str, name: str, code: str) -> HttpResponse:
    """One report as it would be printed, with its periods, its length and its files."""
    by = account_of(request)
    unit = unit_or_404(code, by)
    programme, definition, wanted = offer_or_404(key, name, unit, by)
    period = _period(request, definition, wanted)
    document = _document(programme, name, unit, period, by)
    slot = slot_of(programme, definition, name, unit, period, by)
    limit = min(document.limit, wanted.length) if wanted.length else document.limit
    context = {
        "programme": programme,
        "name": name,
        "title": wanted.title or document.title.replace("\n", ""),
        "unit": unit,
        "trail": trail(unit, by),
        "period": period,
        "choices": choices(definition, wanted, period),
        "paper": html(document),
        "characters": document.length.characters,
        "in_tables": document.length.in_tables,
        "limit": limit,
        "over": max(0, document.length.characters - limit),
        "kinds": PAPERS | (PICTURES if any(_charts(document)) else {}),
        "slot": slot,
        "may_file": may_file(slot, unit, by),
    }
    return render(request, "screens/documents/report.html", context)


@page
@require_safe
def report_file(request: HttpRequest, key: str, name: str, code: str, kind: str) -> HttpResponse:
    """One report as a file."""
    by = account_of(request)
    unit = unit_or_404(code, by)
    programme, definition, wanted = offer_or_404(key, name, unit, by)
    if kind not in TYPES or kind == "html":
        raise Http404
    period = _period(request, definition, wanted)
    document = _document(programme, name, unit, period, by)
    if kind in PICTURES and not any(_charts(document)):
        raise Http404
    response = file_of(document, kind, document.title.replace("\n", ""))
    if response is None:
        messages.error(request, no_font())
        return redirect(f"{reverse('report', args=[key, name, unit.code])}?period={period}")
    return response


@page
@require_POST
def file_upward(request: HttpRequest, key: str, name: str, code: str) -> HttpResponse:
    """Write the report as the draft of the submission that an obligation asks for; the person files it there."""
    by = account_of(request)
    unit = unit_or_404(code, by)
    programme, definition, wanted = offer_or_404(key, name, unit, by)
    period = _period(request, definition, wanted)
    slot = slot_of(programme, definition, name, unit, period, by)
    if slot is None:
        raise Http404
    if not slot.settled and not may_file(slot, unit, by):
        raise PermissionDenied(_("You have no duty to file papers for this unit."))
    try:
        paper = draft(slot, _document(programme, name, unit, period, by), unit, period, by=by)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(f"{reverse('report', args=[key, name, unit.code])}?period={period}")
    messages.success(
        request, _("The draft is written and the document attached. Read it through, then file it upward.")
    )
    return redirect("row", "submissions", paper.pk)


def _period(request: HttpRequest, definition: Definition, wanted: Report) -> Period:
    text = (request.POST.get("period") or request.GET.get("period") or "").strip()
    if not text:
        return last_period(definition, wanted)
    try:
        period = Period.parse(text[:40])
    except (ValueError, OverflowError) as error:
        raise BadRequest(str(error)) from error
    if period.days > 1100 or not 2000 <= period.start.year <= 2100:
        raise BadRequest(_("Pick a period of at most three years between 2000 and 2100."))
    return period


def _document(programme: Programme, name: str, unit: Unit, period: Period, by: Account) -> Document:
    return document_of(programme, name, unit=unit, period=period, by=by)


def _charts(document: Document) -> list[Chart]:
    return [block.chart for block in document.blocks if isinstance(block, Figure)]
