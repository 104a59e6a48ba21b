"""Sheets: taking rows along, and bringing a sheet in two steps, what it would do and then doing it."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.almanac import today
from linli.registers.door import undo as undo_batch
from linli.registers.forms import UnitField
from linli.registers.records import Batch
from linli.registers.register import Register
from linli.registers.sheets import (
    Plan,
    SheetRefused,
    apply,
    read_sheet,
    write_errors,
    write_sheet,
    write_template,
)
from linli.registers.sheets.files import brought
from linli.registers.sheets.jobs import LONG_FILE, LONG_LIST, clear
from linli.tree.models import Account, Grant
from linli.tree.roles import May
from linli.web.rows import jobs
from linli.web.rows.access import account_of, named, page, register_or_404
from linli.web.rows.listing import filtered
from linli.web.rows.plans import chosen_columns, shown_plan
from linli.web.words import with_words

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
SHOWN = 100
BATCHES = 50


# Out


@page
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest, register: str, kind: str) -> HttpResponseBase:
    """The rows of the list; private values are masked unless a POST asks for them, which is logged."""
    by = account_of(request)
    found = register_or_404(register, by)
    if kind not in KINDS:
        raise Http404
    values, forgotten = with_words(request)
    rows, filters = filtered(found, by, values)
    if forgotten or not filters.is_valid():
        raise BadRequest(_("The filters make no sense; look at the list first."))
    reveal = request.method == "POST"
    if rows.order_by()[: LONG_LIST + 1].count() > LONG_LIST:
        return jobs.written_later(found, by, kind, values, reveal=reveal)

    def write(file: BinaryIO) -> None:
        write_sheet(found, rows.order_by("pk"), by=by, file=file, kind=kind, reveal=reveal)

    return sent_file(write, f"{found.title()}-{today():%Y%m%d}.{kind}", KINDS[kind])


@page
@require_safe
def template(request: HttpRequest, register: str) -> FileResponse:
    """An empty sheet with the headings, the choices and an explanation of each column."""
    by = account_of(request)
    found = register_or_404(register, by)
    return sent_file(lambda file: write_template(found, by=by, file=file), f"{found.title()}.xlsx", KINDS["xlsx"])


def sent_file(write: Callable[[BinaryIO], Any], name: str, content_type: str) -> FileResponse:
    """What is written into a temporary file, as a download; the response closes the file."""
    file = tempfile.TemporaryFile()  # noqa: SIM115
    write(file)
    file.seek(0)
    response = FileResponse(file, as_attachment=True, filename=name, content_type=content_type)
    response["Cache-Control"] = "private, no-store"
    return response


# In


@page
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest, register: str) -> HttpResponseBase:
    """Bring a file; look at what it would do, mend the columns, and carry it out."""
    by = account_of(request)
    found = _writable_register(register, by)
    if request.method != "POST":
        return _asked(request, found, by)
    try:
        token, path, name = _file_at_hand(request)
        chosen = chosen_columns(request)
        unit = _default_unit(by, request.POST.get("unit", ""))
        if path.stat().st_size > LONG_FILE:
            return jobs.checked_later(request, found, by, path, name, unit)
        plan = read_sheet(found, path, by=by, name=name, chosen=chosen or None, unit=unit)
        if request.POST.get("do") == "errors":
            return _with_errors(plan, path)
        if request.POST.get("do") == "apply" and not plan.error_count:
            return _applied(request, found, plan, by, token, path)
    except ValidationError as refused:
        return _asked(request, found, by, problem=" ".join(refused.messages))
    return shown_plan(request, found, plan.in_words(SHOWN), plan=plan, token=token, unit=unit)


def _asked(request: HttpRequest, register: type[Register], by: Account, *, problem: str = "") -> HttpResponse:
    context = {
        "register": register,
        "problem": problem,
        "units": by.reach(May.WRITE).units[:300],
        "batches": batches_open_to(register, by)[:5],
        "limit": settings.SHEET_MB,
    }
    return render(request, "web/rows/import.html", context, status=422 if problem else 200)


def _writable_register(name: str, by: Account) -> type[Register]:
    found = register_or_404(name, by)
    if by.seen_by is not None or not by.may(May.WRITE):
        raise PermissionDenied(_("You have no duty to write in this register."))
    return found


def _file_at_hand(request: HttpRequest) -> tuple[str, Path, str]:
    """The file just sent, or the one sent before under its token; kept out of the web root, a day at most."""
    folder = Path(settings.FILES_ROOT) / "incoming"
    known = request.session.setdefault("sheets", {})
    upload = request.FILES.get("file")
    if upload is None:
        token = request.POST.get("token", "")
        path = folder / token
        if token not in known or not path.exists():
            raise SheetRefused(_("Choose the file again, please."))
        return token, path, known[token]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    clear()
    token = uuid.uuid4().hex
    try:
        brought(cast(BinaryIO, upload), folder / token)
    except ValidationError:
        (folder / token).unlink(missing_ok=True)
        raise
    known[token] = Path(str(upload.name)).name[:120]
    request.session.modified = True
    return token, folder / token, known[token]


def _default_unit(by: Account, value: str) -> Any:
    return UnitField(queryset=by.reach(May.WRITE).units, required=False).clean(value)


def _with_errors(plan: Plan, path: Path) -> FileResponse:
    name = f"{Path(plan.name).stem}-{_('errors')}.xlsx"
    return sent_file(lambda file: write_errors(plan, path, file), name, KINDS["xlsx"])


def _applied(
    request: HttpRequest, register: type[Register], plan: Plan, by: Account, token: str, path: Path
) -> HttpResponse:
    batch = apply(plan, by=by)
    path.unlink(missing_ok=True)
    request.session.get("sheets", {}).pop(token, None)
    request.session.modified = True
    if batch is None:
        messages.success(request, _("Everything in this file is on record already; nothing was changed."))
        return redirect("rows", register.name)
    messages.success(
        request,
        _("Imported: %(new)d new rows, %(changed)d changed, %(unchanged)d as they were.")
        % {"new": plan.new, "changed": plan.changed, "unchanged": plan.unchanged},
    )
    return redirect("batch", register.name, batch.pk)


# Batches


def batches_open_to(register: type[Register], by: Account) -> QuerySet[Batch]:
    """The batches that the person wrote, and those of colleagues where the person leads."""
    mine = Q(by=by)
    if by.may(May.LEAD):
        mine |= Q(by__in=Grant.objects.filter(unit_id__in=by.reach(May.LEAD).ids).values("account_id"))
    return Batch.objects.filter(mine, register=register.name).select_related("by", "undone_by")


@page
@require_safe
def batches(request: HttpRequest, register: str) -> HttpResponse:
    """The batches of a register, the newest first."""
    by = account_of(request)
    found = register_or_404(register, by)
    context = {"register": found, "batches": batches_open_to(found, by)[:BATCHES]}
    return render(request, "web/rows/batches.html", context)


@page
@require_safe
def batch(request: HttpRequest, register: str, pk: uuid.UUID) -> HttpResponse:
    """One batch: who brought it, what it wrote, and taking it back."""
    by = account_of(request)
    found = register_or_404(register, by)
    kept = batches_open_to(found, by).filter(pk=pk).first()
    if kept is None:
        raise Http404
    context = {
        "register": found,
        "batch": kept,
        "made": named(found, found.rows(by)).filter(batch=kept).order_by("pk")[:20],
        "changed": named(found, found.rows(by))
        .filter(pk__in=kept.changes.exclude(doing="remove").values("row"))
        .order_by("pk")[:20],
        "undoable": kept.undone_at is None and by.seen_by is None,
    }
    return render(request, "web/rows/batch.html", context)


@page
@require_POST
def undo(request: HttpRequest, register: str, pk: uuid.UUID) -> HttpResponse:
    """Take a batch back as one."""
    by = account_of(request)
    found = register_or_404(register, by)
    kept = batches_open_to(found, by).filter(pk=pk).first()
    if kept is None:
        raise Http404
    try:
        number = undo_batch(kept, by=by)
        messages.success(request, _("Undone: %(count)d rows are as they were before.") % {"count": number})
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("batch", found.name, pk)
