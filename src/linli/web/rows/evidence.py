"""Photos and files of a row: bringing them, showing them, taking them away."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.registers.evidence import attach, detach, evidence_of, file_of
from linli.registers.records import Evidence
from linli.web.rows.access import account_of, page, register_or_404, row_or_404


@page
@require_POST
def bring(request: HttpRequest, register: str, pk: int) -> HttpResponse:
    """Attach the files sent; each that is refused says why."""
    by = account_of(request)
    found = register_or_404(register, by)
    row = row_or_404(found, pk, by)
    files = request.FILES.getlist("files")
    if not files:
        messages.error(request, _("Choose at least one file."))
    for file in files:
        try:
            attach(row, file, by=by, name=str(file.name))
            messages.success(request, _("Attached: %(name)s") % {"name": file.name})
        except ValidationError as refused:
            messages.error(request, f"{file.name}: {' '.join(refused.messages)}")
    return redirect("row", found.name, pk)


@page
@require_safe
def show(request: HttpRequest, pk: int, small: bool = False) -> FileResponse:
    """A file, for whoever may see its row."""
    try:
        served = file_of(pk, by=account_of(request), small=small)
    except (Evidence.DoesNotExist, LookupError):
        raise Http404 from None
    response = FileResponse(served.path.open("rb"))
    for name, value in served.headers.items():
        response[name] = value
    return response


@page
@require_POST
def take_away(request: HttpRequest, register: str, pk: int, evidence: int) -> HttpResponse:
    """Take a file away from its row; the history keeps its name."""
    by = account_of(request)
    found = register_or_404(register, by)
    kept = evidence_of(row_or_404(found, pk, by)).filter(pk=evidence).first()
    if kept is None:
        raise Http404
    reason = request.POST.get("reason", "").strip()[:400]
    if not reason:
        messages.error(request, _("Say why, so that it can be understood later."))
    else:
        try:
            detach(kept, by=by, reason=reason)
            messages.success(request, _("Taken away: %(name)s") % {"name": kept.name})
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return redirect("row", found.name, pk)
