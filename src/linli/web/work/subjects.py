"""The persons, absences, requests … behind an occurrence: who is missing, who is late, who is still waited for."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from linli.almanac import today
from linli.duties.occurrences import Occurrence, demanded, subject_rows
from linli.duties.states import State
from linli.duties.tally import Standing, Tally
from linli.duties.words import days_in_words
from linli.figures.expressions import Value
from linli.registers.display import log_access
from linli.registers.records import Access
from linli.registers.register import Register
from linli.tree.models import Account, Unit
from linli.tree.roles import May
from linli.web.work.facts import listed

SHOWN = 5


def subjects_of(found: Occurrence, tally: Tally, by: Account, request: HttpRequest) -> dict[str, Any]:
    """The subjects that have not reached the number in time, by state and by pages; `at` narrows them to a unit."""
    value = Value(tally.reached, tally.number)
    rows = subject_rows(found, by)
    if rows is None:
        return {"facts": {"value": value, "closed": True, "lists": []}}
    places = {one.unit for one in tally.wanting}
    units = list(Unit.objects.filter(pk__in=places).order_by("code")) if len(places) > 1 else []
    at = next((unit for unit in units if unit.code == request.GET.get("at")), None)
    headings = {
        State.MISSED: _("missing") if tally.target.low is not None else _("above the limit"),
        State.OPEN: _("not yet"),
        State.LATE: _("late"),
    }
    lists = []
    for state, heading in headings.items():
        standings = {
            one.subject: one for one in tally.wanting if one.state == state and (at is None or one.unit == at.pk)
        }
        if not standings or (state == State.OPEN and tally.target.low is None):
            continue
        lines = listed(state.value, tally.register, rows.filter(pk__in=list(standings)), by, request, None)
        for line in lines["rows"]:
            line["standing"] = standings[line["row"].pk]
        lists.append({**lines, "heading": heading, "each": True})
    if demanded(found) == May.PRIVATE:
        log_access(tally.register, by=by, what=Access.What.READ, count=sum(len(one["rows"]) for one in lists))
    return {"facts": {"value": value, "closed": False, "lists": lists}, "units": units, "at": at}


def waiting_of(found: list[Occurrence], by: Account) -> dict[str, dict[str, Any]]:
    """The first subjects that each occurrence with due days of its own waits for: one query a register.

    Rows of a private register are named only to those with a duty there.
    """
    wanted: dict[tuple[type[Register], str], dict[str, list[Standing]]] = defaultdict(dict)
    for one in found:
        if one.tally is not None and one.obligation.within and one.tally.target.low is not None:
            wanted[one.tally.register, demanded(one)][one.key] = one.tally.waiting
    shown: dict[str, dict[str, Any]] = {}
    for (register, may), standings in wanted.items():
        keys = {s.subject for some in standings.values() for s in some[:SHOWN]}
        rows = register.rows(by, may).in_bulk(list(keys))
        for key, some in standings.items():
            first = [
                {"row": rows[s.subject], "standing": s, "days": days_in_words((s.due - today()).days)}
                for s in some[:SHOWN]
                if s.subject in rows
            ]
            if first:
                shown[key] = {"rows": first, "more": len(some) - len(first)}
    return shown
