"""The page of a sheet that the background worker reads, writes in, or makes: how far it is, and what came of it."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.almanac import today
from linli.registers.records import SheetJob
from linli.registers.register import Register
from linli.registers.sheets import jobs
from linli.tree.models import Account, Unit
from linli.web.rows.access import account_of, page, register_or_404
from linli.web.rows.plans import chosen_columns, shown_plan

State = SheetJob.State


def checked_later(
    request: HttpRequest, register: type[Register], by: Account, path: Path, name: str, unit: Unit | None
) -> HttpResponse:
    """Hand a file to the worker and lead to the page that tells how far it is."""
    request.session.get("sheets", {}).pop(path.name, None)
    request.session.modified = True
    job = jobs.opened(by, register.name, name=name, unit=unit.pk if unit else None, chosen={})
    path.replace(jobs.folder_of(job) / "sheet")
    jobs.begin(job, "check")
    return redirect("sheet_job", register.name, job.pk)


def written_later(
    register: type[Register], by: Account, kind: str, values: QueryDict, *, reveal: bool
) -> HttpResponse:
    """Have a long list written by the worker."""
    job = jobs.opened(by, register.name, kind=kind, filters=values.urlencode(), reveal=reveal)
    jobs.begin(job, "export")
    return redirect("sheet_job", register.name, job.pk)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def job(request: HttpRequest, register: str, pk: uuid.UUID) -> HttpResponseBase:
    """How far a job is; when it is done, what came of it and what can be done next."""
    by = account_of(request)
    found, own = _own(register, pk, by)
    if request.method == "POST":
        return _next_step(request, found, own, by)
    if own.state == State.DONE and own.doing == "apply":
        return _written(request, found, own)
    if own.state == State.DONE and own.doing == "check":
        return _plan(request, found, own)
    context = {"register": found, "job": own, "progress": jobs.progress_of(own)}
    return render(request, "web/rows/job.html", context, status=422 if own.state == State.FAILED else 200)


@page
@require_safe
def made(request: HttpRequest, register: str, pk: uuid.UUID) -> FileResponse:
    """The sheet that was made."""
    found, own = _own(register, pk, account_of(request))
    path = jobs.folder_of(own) / "made"
    if own.state != State.DONE or not path.exists():
        raise Http404
    return _sent(path, f"{found.title()}-{today():%Y%m%d}.{json.loads(own.given)['kind']}")


def _own(register: str, pk: uuid.UUID, by: Account) -> tuple[type[Register], SheetJob]:
    found = register_or_404(register, by)
    own = SheetJob.objects.filter(pk=pk, register=found.name, by=by).select_related("batch").first()
    if own is None or by.seen_by is not None:
        raise Http404
    return found, own


def _next_step(request: HttpRequest, register: type[Register], own: SheetJob, by: Account) -> HttpResponseBase:
    if own.doing != "export" and own.state in (State.DONE, State.FAILED):
        doing, folder = request.POST.get("do", ""), jobs.folder_of(own)
        if doing == "errors" and (folder / "errors").exists():
            return _sent(folder / "errors", f"{Path(json.loads(own.given)['name']).stem}-{_('errors')}.xlsx")
        if doing in ("check", "apply") and (folder / "sheet").exists():
            jobs.begin(own, doing, chosen=chosen_columns(request))
    return redirect("sheet_job", register.name, own.pk)


def _plan(request: HttpRequest, register: type[Register], own: SheetJob) -> HttpResponse:
    return shown_plan(request, register, jobs.outcome_of(own))


def _written(request: HttpRequest, register: type[Register], own: SheetJob) -> HttpResponse:
    shown = jobs.outcome_of(own)
    if shown["error_count"]:
        return _plan(request, register, own)
    if own.batch is None:
        messages.success(request, _("Everything in this file is on record already; nothing was changed."))
        return redirect("rows", register.name)
    counts = {name: shown[name] for name in ("new", "changed", "unchanged")}
    messages.success(
        request, _("Imported: %(new)d new rows, %(changed)d changed, %(unchanged)d as they were.") % counts
    )
    return redirect("batch", register.name, own.batch.pk)


def _sent(path: Path, name: str) -> FileResponse:
    response = FileResponse(path.open("rb"), as_attachment=True, filename=name)
    response["Cache-Control"] = "private, no-store"
    return response
