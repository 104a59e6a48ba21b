"""Suggestions for a field that names a row: what the person may mean by the letters typed so far."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from linli.registers.display import shown
from linli.registers.forms import row_named
from linli.web.rows.access import account_of, named, page, register_or_404

OFFERED = 8


@page
@require_POST
def pick(request: HttpRequest, register: str) -> JsonResponse:
    """Up to eight rows, as the value that the form field takes and a line about each. Sent, never in an address."""
    by = account_of(request)
    found = register_or_404(register, by)
    text = request.POST.get("q", "").strip()[:80]
    rows = list(named(found, found.found(found.rows(by), text, by))[:OFFERED]) if text else []
    known = {row.pk for row in rows}
    rows += [row for row in (row_named(found, by, text) if text else ()) if row.pk not in known]
    offers = [
        {
            "value": f"{row} #{row.pk}",
            "about": " · ".join(
                about
                for path in found.columns[:4]
                if (about := shown(found, row, path, by=by)) and about not in str(row)
            ),
        }
        for row in rows[:OFFERED]
    ]
    response = JsonResponse({"offers": offers})
    response["Cache-Control"] = "private, no-store"
    return response
