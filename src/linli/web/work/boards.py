"""The boards: programmes, and units against obligations as a heat grid."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.duties.board import Board, Cell, Row, board
from linli.duties.occurrences import not_counted
from linli.duties.states import State
from linli.duties.words import number_in_words
from linli.programmes.office import in_force, visible
from linli.tree.models import Account
from linli.tree.roles import May
from linli.web.rows.access import account_of, page
from linli.web.work.access import programme_or_404
from linli.web.work.periods import pick

ORDER = [State.MISSED, State.LATE, State.OPEN, State.MET, State.EXCUSED, State.WAITING]


@page
@require_safe
def boards(request: HttpRequest) -> HttpResponse:
    """The programmes that concern the person; the only one at once."""
    found = list(visible(account_of(request)).select_related("unit").distinct())
    if len(found) == 1:
        return redirect("board", found[0].key)
    return render(request, "web/work/boards.html", {"programmes": found})


@page
@require_safe
def board_page(request: HttpRequest, key: str) -> HttpResponse:
    """The board of a programme in a period; `state` keeps the units that have something in that state."""
    by = account_of(request)
    programme = programme_or_404(key, by)
    picker = pick(request)
    found = board(programme, picker.period, by=by)
    state = request.GET.get("state", "")
    wanted = State(state) if state in State.values else None
    rows = [row for row in found.rows if wanted is None or row.counts[wanted]]
    version = programme.current()
    context = {
        "programme": programme,
        "picker": picker,
        "board": found,
        "state": wanted,
        "counts": [(one, found.counts[one]) for one in ORDER],
        "rows": [_row(found, row, wanted) for row in rows],
        "fault": version.fault if version else "",
        "unpublished": version is None,
        "not_counted": _not_counted(found, by),
    }
    return render(request, "web/work/board.html", context)


def _row(found: Board, row: Row, wanted: State | None) -> dict[str, Any]:
    share = row.on_time
    return {
        "row": row,
        "on_time": number_in_words(share, percent=True) if share is not None else "",
        "cells": [cell_in_words(name, found.columns[name].title, cell, wanted) for name, cell in row.cells.items()],
    }


def cell_in_words(name: str, title: str, cell: Cell, wanted: State | None = None) -> dict[str, Any]:
    """What stands in a cell of the grid: its state, a short text, and a sentence for those who hear it."""
    only, total = cell.only, len(cell.occurrences)
    if not total:
        return {"name": name, "title": title, "state": None}
    if cell.share is not None:
        text = number_in_words(cell.share, percent=True)
    elif only is None:
        text = f"{cell.done}/{total}"
    elif only.state == State.EXCUSED or only.value is None:
        text = ""
    elif only.percent or only.window.target.low is None or only.window.target.low > 1:
        text = only.value_words
    else:
        text = ""
    said = "，".join(f"{state.label} {number}" for state in ORDER if (number := cell.counts[state]))
    return {
        "name": name,
        "title": title,
        "state": cell.state,
        "text": text,
        "said": said,
        "only": only,
        "dim": wanted is not None and not cell.counts[wanted],
    }


def _not_counted(found: Board, by: Account) -> list[str]:
    """The obligations that cannot be computed yet, by their titles."""
    adoptions = in_force(found.period, by.reach(May.READ).units)
    own = next((adoption for adoption in adoptions if adoption.programme_id == found.programme.pk), None)
    return [
        o.title + (_("（waits for: %(what)s）") % {"what": o.wanted} if isinstance(o.wanted, str) else "")
        for _name, o in (not_counted(own) if own else ())
    ]
