"""Today: what is late, what is due, what to write; for a superior, how the programmes stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from linli.almanac import Period, today, workday_years_missing
from linli.duties.board import Board, boards_of
from linli.duties.entry import entry
from linli.duties.occurrences import Occurrence
from linli.duties.states import State
from linli.duties.worklist import AHEAD, Worklist, worklist
from linli.programmes.office import broken, visible
from linli.registers.action import all_actions
from linli.registers.register import Register
from linli.tree.models import Account
from linli.tree.roles import May
from linli.web.rows.access import account_of, my_registers, page, readable
from linli.web.work.quick import quick_forms
from linli.web.work.subjects import waiting_of

SHOWN = 2
LOOK = 6


@page
@require_safe
def today_page(request: HttpRequest) -> HttpResponse:
    """The first page of everybody."""
    by = account_of(request)
    work = worklist(by)
    supervises = by.may(May.SUPERVISE)
    each = waiting_of([*work.late, *work.due], by)
    context = {
        "work": work,
        "late": grouped(work.late, by, each),
        "due": [item(one, by, each) for one in work.due],
        "coming": [item(one, by) for one in work.coming],
        "done": [item(one, by) for one in reversed(work.done)],
        "quick": quick_forms(by, _wanted(work, by)),
        "boards": overview(by) if supervises else [],
        "waiting": waiting(by) if supervises else [],
        "supervises": supervises,
        "broken": _broken(by) if supervises or by.may(May.AUTHOR) else [],
        "years_missing": workday_years_missing(today()) if by.may(May.ADMINISTER) else [],
        "registers": len(my_registers(by)),
        "several": len({one.unit.pk for one in [*work.late, *work.due, *work.coming, *work.done]}) > 1,
    }
    return render(request, "web/work/today.html", context)


def item(occurrence: Occurrence, by: Account, each: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """One entry of the list, with the address at which its next fact is written and the subjects that wait."""
    return {"o": occurrence, "write": write_address(occurrence, by), "each": (each or {}).get(occurrence.key)}


def grouped(found: list[Occurrence], by: Account, each: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What is late, an obligation of a unit together; the newest first, the rest folded away."""
    groups: dict[tuple[str, int, int], list[Occurrence]] = {}
    for one in reversed(found):
        groups.setdefault((one.name, one.adoption.pk, one.unit.pk), []).append(one)
    return [
        {
            "o": ones[0],
            "items": [item(one, by, each) for one in ones[:SHOWN]],
            "more": [item(one, by, each) for one in ones[SHOWN:]],
            "count": len(ones),
        }
        for ones in groups.values()
    ]


def write_address(occurrence: Occurrence, by: Account) -> str:
    """The form for what the occurrence counts, filled in beforehand; nothing for who may not write it."""
    found = entry(occurrence)
    if found is None or by.seen_by is not None or by.reach(May.SUPERVISE).covers(occurrence.unit):
        return ""
    register, values = found
    if not by.may(May.WRITE) or not readable(register, by):
        return ""
    if not by.may(May.WRITE, occurrence.unit):
        values.pop("unit", None)
    return f"{reverse('row_new', args=[register.name])}?{urlencode(values)}"


def overview(by: Account) -> list[dict[str, Any]]:
    """How the programmes of the year stand among the units supervised."""
    year = Period.containing(today(), "year")
    return [_summary(found) for found in boards_of(list(visible(by).distinct()), year, by=by)]


def _summary(found: Board) -> dict[str, Any]:
    counts = found.counts
    worst = sorted(found.rows, key=lambda row: (-row.counts[State.MISSED], row.unit.code))
    settled = counts[State.MET] + counts[State.LATE] + counts[State.MISSED]
    return {
        "board": found,
        "missed": counts[State.MISSED],
        "late": counts[State.LATE],
        "open": counts[State.OPEN],
        "met": counts[State.MET],
        "settled": settled,
        "on_time": round(100 * counts[State.MET] / settled) if settled else None,
        "look": [row for row in worst if row.counts[State.MISSED]][:LOOK],
        "soon": soon(found),
        "not_adopted": [row for row in found.rows if not row.adopted],
    }


def soon(found: Board) -> list[dict[str, Any]]:
    """What falls due next, with how many of the units have done it."""
    day = today()
    groups: dict[tuple[Any, ...], list[Occurrence]] = {}
    for row in found.rows:
        for cell in row.cells.values():
            for one in cell.occurrences:
                if day <= one.window.due <= day + AHEAD and one.state != State.WAITING:
                    groups.setdefault((one.window.due, one.name, one.window.key), []).append(one)
    return [
        {
            "o": ones[0],
            "done": sum(one.state in (State.MET, State.LATE, State.EXCUSED) for one in ones),
            "of": len(ones),
        }
        for _key, ones in sorted(groups.items(), key=lambda group: group[0])
    ][:LOOK]


def waiting(by: Account) -> list[dict[str, Any]]:
    """Records that wait for the superior: those in a state in which only a superior can act."""
    narrowest: dict[type[Register], tuple[Any, tuple]] = {}
    for action in all_actions().values():
        states = action.moment.get("state") if action.may == May.SUPERVISE else None
        if states is None:
            continue
        states = tuple(states) if isinstance(states, (tuple, list, set, frozenset)) else (states,)
        known = narrowest.get(action.register)
        if known is None or len(states) < len(known[1]):
            narrowest[action.register] = (action, states)
    found = []
    for register, (action, states) in narrowest.items():
        rows = register.rows(by, May.SUPERVISE).filter(state__in=states).order_by()
        counts = rows.values_list("state").annotate(count=Count("pk")).order_by("state")
        words = dict(register.field("state").flatchoices or ())
        found += [
            {"register": register, "state": state, "words": words.get(state, state), "count": count,
             "title": action.title}
            for state, count in counts
        ]  # fmt: skip
    return found


def _broken(by: Account) -> list[tuple[Any, str]]:
    reach = by.reach(May.READ)
    return [(adoption, fault) for adoption, fault in broken() if reach.covers(adoption.unit_id)]


def _wanted(work: Worklist, by: Account) -> list[type[Register]]:
    """The registers that what is late and due is counted on, the most pressing first."""
    found: dict[type[Register], None] = {}
    for one in [*work.late, *work.due]:
        target = entry(one)
        if target and readable(target[0], by):
            found[target[0]] = None
    return list(found)
