"""Carrying out actions on a row, removing it and bringing it back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.registers.action import action_named
from linli.registers.door import remove as remove_row
from linli.registers.door import restore as restore_row
from linli.registers.records import Change
from linli.tree.roles import May
from linli.web.rows.access import account_of, page, register_or_404, row_or_404, writable
from linli.web.rows.detail import action_form, last_removal, shown_row
from linli.web.rows.forms import put_errors, request_key, version_of

REMOVED = 50


@page
@require_POST
def act(request: HttpRequest, register: str, pk: int, name: str) -> HttpResponse:
    """Carry out an action; where it asks for something that is missing, the row is shown with the form."""
    by = account_of(request)
    found = register_or_404(register, by)
    record = row_or_404(found, pk, by)
    try:
        action = action_named(f"{found.name}.{name}")
    except LookupError as error:
        raise Http404(str(error)) from None
    if by.seen_by is not None or not action.allowed(by, record):
        raise PermissionDenied(_("You have no duty for this at the unit."))
    form = action_form(action, by, request.POST)
    if form.is_valid():
        try:
            action(record, by=by, key=request_key(request), version=version_of(request), **form.cleaned_data)
            messages.success(request, _("Done: %(title)s.") % {"title": action.title})
            return redirect("row", found.name, pk)
        except ValidationError as error:
            if not action.asks:
                messages.error(request, " ".join(error.messages))
                return redirect("row", found.name, pk)
            form.instance = record
            put_errors(form, error)
    return shown_row(request, found, row_or_404(found, pk, by), by, asked={action.name: form}, status=422)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, register: str, pk: int) -> HttpResponse:
    """Ask for the reason and remove the row; the history keeps it."""
    by = account_of(request)
    found = register_or_404(register, by)
    record = row_or_404(found, pk, by)
    if not writable(found, record, by):
        raise PermissionDenied(_("You have no duty to change this row."))
    reason, problem, status = request.POST.get("reason", "").strip()[:400], "", 200
    if request.method == "POST":
        status = 422
        if not reason:
            problem = _("Say why, so that it can be understood later.")
        else:
            try:
                remove_row(record, by=by, reason=reason)
                address = reverse("row", args=[found.name, pk])
                link = format_html('<a href="{}">{}</a>', address, _("See or restore it"))
                messages.success(request, format_html("{} {}", _("Removed."), link))
                return redirect("rows", found.name)
            except ValidationError as error:
                problem = " ".join(error.messages)
    context = {"register": found, "row": record, "reason": reason, "problem": problem}
    return render(request, "web/rows/remove.html", context, status=status)


@page
@require_POST
def restore(request: HttpRequest, register: str, pk: int) -> HttpResponse:
    """Bring a removed row back as it was."""
    by = account_of(request)
    found = register_or_404(register, by)
    change = last_removal(found, pk)
    if change is None or not found.open_to(by, change.before.get("unit_id"), May.WRITE):
        raise Http404
    try:
        restore_row(change, by=by)
        messages.success(request, _("Restored."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("row", found.name, pk)


@page
@require_safe
def removed(request: HttpRequest, register: str) -> HttpResponse:
    """The rows removed lately in the person's units."""
    by = account_of(request)
    found = register_or_404(register, by)
    may = May.PRIVATE if found.private == ["*"] else May.READ
    changes = Change.objects.filter(register=found.name, doing="remove").select_related("by")[: REMOVED * 4]
    here = [change for change in changes if found.open_to(by, change.before.get("unit_id"), may)][:REMOVED]
    back = set(found.model.objects.filter(pk__in=[change.row for change in here]).values_list("pk", flat=True))
    gone = [change for change in here if change.row not in back]
    return render(request, "web/rows/removed_list.html", {"register": found, "gone": gone})
