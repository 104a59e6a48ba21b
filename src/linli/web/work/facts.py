"""The rows behind a figure as a page shows them: scoped, by pages, each with when it was done and entered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import BadRequest, ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from linli.duties.occurrences import is_late_entry
from linli.figures.explain import explain
from linli.figures.expressions import Question
from linli.registers import paging
from linli.registers.display import label, log_access, related, shown
from linli.registers.records import Access
from linli.registers.register import Register
from linli.tree.models import Account, Unit

SIZE = 25
MORE = 3


def facts_of(
    question: Question, unit: Unit, by: Account, request: HttpRequest, due: date | None = None
) -> dict[str, Any]:
    """The facts of a question: the rows counted, and of a coverage the rows that are missing."""
    found = explain(question, unit, by)
    parts = question.definition.parts
    lists = []
    if found.missing is not None:
        lists.append(listed("missing", parts[1].rows, found.missing, by, request, None))
    if found.of is not None:
        lists.append(listed("of", parts[0].rows, found.of, by, request, due))
    if found.over is not None and found.missing is None:
        lists.append(listed("over", parts[1].rows, found.over, by, request, None))
    private = {part.rows for part in parts if part.rows.private == ["*"]}
    for register in private if not found.closed else ():
        log_access(register, by=by, what=Access.What.READ, count=sum(len(one["rows"]) for one in lists))
    return {"value": found.value, "closed": found.closed, "lists": lists}


def listed(
    name: str, register: type[Register], rows: models.QuerySet, by: Account, request: HttpRequest, due: date | None
) -> dict[str, Any]:
    """Rows of a register as a list with pages; the mark of its page stands in the query under its name."""
    paths = register.columns[: MORE + 1]
    number, more = paging.counted(rows)
    fetched = rows.select_related(*related(register, [*paths, "unit"]), "entered_by")
    try:
        page = paging.page(register, fetched, mark=request.GET.get(name, "")[:400], size=SIZE)
    except ValidationError as error:
        raise BadRequest(" ".join(error.messages)) from error
    lines = [_row(register, row, paths, by, due) for row in page.rows]
    filled = [place for place in range(len(paths)) if any(line["cells"][place]["text"] for line in lines)]
    for line in lines:
        line["cells"] = [line["cells"][place] for place in filled]
    return {
        "name": name,
        "register": register,
        "opened": name in request.GET,
        "columns": [label(register, paths[place]) for place in filled],
        "number": number,
        "more": more,
        "page": page,
        "before_query": _query(request, name, page.before),
        "after_query": _query(request, name, page.after),
        "rows": lines,
        "dated": due is not None and bool(register.when),
    }


def _row(register: type[Register], row: Any, paths: list[str], by: Account, due: date | None) -> dict[str, Any]:
    done = _day(getattr(row, register.done_field())) if register.when else None
    entered = _day(row.entered_at)
    return {
        "row": row,
        "cells": [{"label": label(register, path), "text": shown(register, row, path, by=by)} for path in paths],
        "done": done,
        "entered": entered,
        "late": bool(due and done and done > due),
        "late_entry": bool(due and entered and is_late_entry(entered, done, due)),
    }


def _query(request: HttpRequest, name: str, mark: str) -> str:
    query = request.GET.copy()
    query[name] = mark
    return query.urlencode()


def _day(moment: Any) -> date | None:
    return timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
