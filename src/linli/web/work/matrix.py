"""The submission matrix: who filed which paper, on time, late, returned or not at all."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from linli.almanac import today
from linli.duties.states import State
from linli.duties.submissions import Cell, Matrix, submissions
from linli.reports import official
from linli.reports.tables import write_table
from linli.reports.templates import build
from linli.reports.templates.submission_matrix import Paper, Submission, SubmissionMatrix, matrix
from linli.web.rows.access import account_of, page
from linli.web.work.access import programme_or_404
from linli.web.work.periods import pick

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
STATES: dict[State, Any] = {
    State.MET: "on-time",
    State.LATE: "late",
    State.MISSED: "missing",
    State.OPEN: "open",
    State.EXCUSED: "excused",
    State.WAITING: "none",
}


@page
@require_safe
def submissions_page(request: HttpRequest, key: str) -> HttpResponse:
    """Units against papers, with a link to each record that was filed."""
    by = account_of(request)
    programme = programme_or_404(key, by)
    picker = pick(request)
    found = submissions(programme, picker.period, by=by)
    across = len(found.papers) > len(found.units)
    rows = [
        {"paper": paper, "cells": [_shown(found.cell(unit, paper), unit.name) for unit in found.units]}
        for paper in found.papers
    ] if across else [
        {"unit": unit, "cells": [_shown(found.cell(unit, paper), paper.title) for paper in found.papers]}
        for unit in found.units
    ]  # fmt: skip
    context = {
        "programme": programme,
        "picker": picker,
        "found": found,
        "rows": rows,
        "across": across,
        "tally": _tally(found),
    }
    return render(request, "web/work/submissions.html", context)


@page
@require_safe
def export(request: HttpRequest, key: str, kind: str) -> HttpResponse:
    """The matrix as a sheet, or as the bulletin that an office sends."""
    if kind not in KINDS:
        raise Http404
    by = account_of(request)
    programme = programme_or_404(key, by)
    found = submissions(programme, pick(request).period, by=by)
    if not found.papers:
        raise BadRequest(_("Nothing is to be filed in this period."))
    facts = facts_of(found)
    name = f"{programme.title}材料报送情况-{today():%Y%m%d}.{kind}"
    if kind == "docx":
        body = official.docx(build("submission-matrix", facts))
    else:
        with translation.override("zh-hans"):
            table, file = matrix(facts), BytesIO()
            write_table(file, f"{programme.title}材料报送情况", table.columns, table.rows)
            body = file.getvalue()
    response = HttpResponse(body, content_type=KINDS[kind])
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


def facts_of(found: Matrix) -> SubmissionMatrix:
    """The facts of the bulletin."""
    return SubmissionMatrix(
        programme=found.programme.title,
        issuer=found.programme.unit.name,
        as_of=min(today(), found.period.end),
        units=tuple(unit.name for unit in found.units),
        papers=tuple(Paper(paper.title, paper.due) for paper in found.papers),
        cells=tuple(tuple(_fact(found.cell(unit, paper)) for paper in found.papers) for unit in found.units),
    )


def _fact(cell: Cell | None) -> Submission:
    if cell is None:
        return Submission()
    return Submission(STATES[cell.occurrence.state], cell.reached_on, cell.days_late)


def _shown(cell: Cell | None, label: str) -> dict[str, Any]:
    if cell is None:
        return {"label": label, "cell": None}
    state, back = cell.occurrence.state, cell.returned
    text = str(state.label)
    if back is not None:
        text = back.state
    elif state == State.MET and cell.reached_on:
        text = f"{cell.reached_on:%m-%d}"
    elif state == State.LATE and cell.days_late:
        text = ngettext("%(n)d day late", "%(n)d days late", cell.days_late) % {"n": cell.days_late}
    elif state == State.MISSED:
        text = _("not filed") if not cell.occurrence.value else cell.occurrence.value_words
    return {"label": label, "cell": cell, "text": text, "state": "returned" if back else state}


def _tally(found: Matrix) -> list[tuple[str, int, str]]:
    states = [cell.occurrence.state for cell in found.cells.values()]
    back = sum(cell.returned is not None for cell in found.cells.values())
    return [
        (_("filed in time"), states.count(State.MET), "good"),
        (_("filed late"), states.count(State.LATE), "warn"),
        (_("past due, not filed"), states.count(State.MISSED), "bad"),
        (_("sent back"), back, "warn"),
        (_("not due yet"), states.count(State.OPEN), ""),
    ]
