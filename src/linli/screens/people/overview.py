"""Who is answered for: coverage of a unit and of its parts, and the load of its doctors."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from linli.almanac import today
from linli.people.coverage import Coverage
from linli.screens.people.facts import (
    Doctor,
    Limit,
    covered_by_area,
    limits,
    loads,
    parts_of,
    per_cent,
    staffing,
    teams_for,
)
from linli.screens.scope import account_of, may_lead, page, top_units, trail, unit_or_404, whole_number
from linli.tree.models import Account, Unit
from linli.tree.roles import May


@page
@require_safe
def responsibility(request: HttpRequest) -> HttpResponse:
    """The person's unit; where there are several, a choice."""
    units = top_units(account_of(request))
    if not units:
        raise Http404
    if len(units) == 1:
        return redirect("coverage", units[0].code)
    return render(request, "screens/people/units.html", {"units": units})


@page
@require_safe
def coverage_page(request: HttpRequest, code: str) -> HttpResponse:
    """How many households have a doctor, in the unit and in its parts."""
    by = account_of(request)
    unit = unit_or_404(code, by)
    day = today()
    doctors, _whole = loads(unit, day)
    counted = covered_by_area(unit, day)
    found = Coverage(sum(n for n, _c in counted.values()), sum(c for _n, c in counted.values()))
    context = frame(unit, by, "coverage") | {
        "coverage": found,
        "share": per_cent(found.covered, found.households),
        "parts": (parts := parts_of(unit, day, counted)),
        "open": readable([part.unit for group in parts for part in group.rows if part.unit], by),
        "doctors": doctors,
        "residents": sum(one.residents for one in doctors),
        "busiest": max(doctors, key=lambda one: one.residents, default=None),
    }
    return render(request, "screens/people/coverage.html", context)


@page
@require_safe
def load_page(request: HttpRequest, code: str) -> HttpResponse:
    """Residents and households of each doctor beside a limit: the adopted one, or one that is tried out."""
    by = account_of(request)
    unit = unit_or_404(code, by)
    day = today()
    doctors, whole = loads(unit, day)
    teams = [team for team in teams_for(unit, day) if by.may(May.READ, team)]
    tried = whole_number(request.GET.get("limit", ""))
    known = limits({one.unit for one in doctors} | set(teams), day) if whole else {}
    if tried and whole:
        known = {one.pk: Limit(tried) for one in {*teams, *(load.unit for load in doctors)}}
    rows = [Doctor(one, known[one.unit.pk].number if one.unit.pk in known else None) for one in doctors]
    over = sorted((one for one in rows if one.over), key=lambda one: -one.over)
    only = request.GET.get("only") == "over"
    context = frame(unit, by, "load") | {
        "rows": over if only else rows,
        "over": over,
        "only": only,
        "tried": tried,
        "whole": whole,
        "said_by": sorted({limit.said_by for limit in known.values()} - {""}),
        "limited": bool(known),
        "open": readable([one.unit for one in doctors], by),
        "numbers": sorted({limit.number for limit in known.values()}),
        "staffing": (teamed := staffing(teams, doctors, day, known)),
        "short": sum(one.short for one in teamed),
        "most": max([one.residents for one in doctors] + [limit.number for limit in known.values()], default=0),
    }
    return render(request, "screens/people/load.html", context)


def readable(units: list[Unit], by: Account) -> set[Unit]:
    """Those of the units whose own pages are open to the person."""
    return {unit for unit in units if by.may(May.READ, unit)}


def frame(unit: Unit, by: Account, here: str) -> dict[str, Any]:
    """What every page of a unit shows: where it stands, and the pages beside it."""
    return {
        "unit": unit,
        "trail": trail(unit, by),
        "here": here,
        "leads": may_lead(by, unit),
        "several": not trail(unit, by) and len(top_units(by)) > 1,
    }
