"""Writing a row on a page: new, changed, or changed by two people at once."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.registers.display import log_access, text_of
from linli.registers.door import Conflict, Refused, keep
from linli.registers.fields import EncryptedField
from linli.registers.records import Access, Change, Record
from linli.registers.register import Register
from linli.tree.models import Account
from linli.tree.roles import May
from linli.web.rows.access import account_of, page, register_or_404, row_or_404, writable
from linli.web.rows.forms import (
    line_sets,
    lines_written,
    new_key,
    prefilled,
    put_errors,
    request_key,
    row_form,
    version_of,
)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, register: str) -> HttpResponse:
    """An empty form, or the row that was filled in."""
    by = account_of(request)
    found = register_or_404(register, by)
    if by.seen_by is not None or not by.may(May.WRITE):
        raise PermissionDenied(_("You have no duty to write in this register."))
    return _written(request, found, by, None)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, register: str, pk: int) -> HttpResponse:
    """The form of a row that is there."""
    by = account_of(request)
    found = register_or_404(register, by)
    row = row_or_404(found, pk, by)
    if not writable(found, row, by):
        raise PermissionDenied(_("You have no duty to change this row."))
    return _written(request, found, by, row)


def _written(request: HttpRequest, register: type[Register], by: Account, row: Record | None) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    seen = row.version if row is not None else None
    form = row_form(register, by, row, data, prefilled(register, request.GET))
    sets = line_sets(register, by, row, data)
    context = {
        "register": register,
        "row": row,
        "form": form,
        "sets": sets,
        "key": new_key(),
        "version": seen,
    }
    status = 200
    if data is None:
        _log_private_fields(register, by, row)
    else:
        context |= {
            "key": data.get("key") or new_key(),
            "version": version_of(request) or seen,
            "bound": True,
        }
    if data is not None and "add-line" not in data:
        status = 422
        if form.is_valid() and all(lines.is_valid() for lines in sets.values()):
            try:
                kept = keep(
                    form.instance, by=by, key=request_key(request), version=version_of(request),
                    lines=lines_written(sets, form.instance),
                )  # fmt: skip
                return _saved(request, register, kept, row is None)
            except Conflict as conflict:
                status = 409
                context |= _both(register, by, form, row, conflict)
            except Refused as refused:
                status = 403
                form.add_error(None, str(refused))
            except ValidationError as error:
                put_errors(form, error)
    return render(request, [f"{register.name}/form.html", "web/rows/form.html"], context, status=status)


def _saved(request: HttpRequest, register: type[Register], row: Record, fresh: bool) -> HttpResponse:
    address = reverse("row", args=[register.name, row.pk])
    if request.POST.get("next") == "another":
        messages.success(request, format_html(_("Saved: {}. Here is the next form."), _link(address, row)))
        return redirect(f"{reverse('row_new', args=[register.name])}?{urlencode(_carried_over(register, row))}")
    again = ""
    if fresh:
        again = format_html(' <a href="{}">{}</a>', reverse("row_new", args=[register.name]), _("Fill in another one"))
    messages.success(request, format_html("{}{}", _("Saved."), again))
    return redirect(address)


def _link(address: str, row: Record) -> str:
    return format_html('<a href="{}">{}</a>', address, row)


def _carried_over(register: type[Register], row: Record) -> dict[str, Any]:
    """What the next row most likely shares with this one: the unit and the day."""
    begin: dict[str, Any] = {"unit": row.unit_id}
    if register.when:
        begin[register.when] = getattr(row, register.when).isoformat()[:10]
    return begin


def _both(register: type[Register], by: Account, form: Any, row: Record | None, conflict: Conflict) -> dict[str, Any]:
    """The row as somebody else left it beside what this person filled in; the form is about the former."""
    present = register.rows(by).get(pk=form.instance.pk)
    differing = []
    for name in form.fields:
        if name not in form.cleaned_data or name.endswith("-empty"):
            continue
        field = register.field(name)
        if isinstance(field, EncryptedField) or name in register.private:
            theirs = mine = "＊＊＊"
            same = getattr(present, field.attname) == getattr(form.instance, field.attname)
        else:
            theirs, mine = text_of(field, present), text_of(field, form.instance)
            same = theirs == mine
        if not same:
            differing.append({"label": field.verbose_name, "theirs": theirs, "mine": mine})
    last = Change.objects.filter(register=register.name, row=present.pk).select_related("by").first()
    return {
        "conflict": " ".join(conflict.messages),
        "differing": differing,
        "changed_by": last.by if last else None,
        "changed_at": last.at if last else None,
        "version": present.version,
        "key": new_key(),
    }


def _log_private_fields(register: type[Register], by: Account, row: models.Model | None) -> None:
    """A form over a private row shows it; that is remembered as any reading is."""
    plain = {field.name for field in register.fields() if not isinstance(field, EncryptedField)}
    if row is not None and (register.private == ["*"] or plain & set(register.private)):
        log_access(register, by=by, what=Access.What.READ, row=row)
