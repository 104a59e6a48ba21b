"""The page of a unit: what it carries out, its figures, how it stands, who is below it and who in charge."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.almanac import Period, today
from linli.duties.indicators import Watched, readings, watched
from linli.duties.occurrences import Occurrence, occurrences
from linli.duties.states import State
from linli.programmes.models import Adoption
from linli.programmes.office import in_force
from linli.tree.models import Dated, Grant, Span, Unit
from linli.tree.roles import May, roles_with
from linli.web.rows.access import account_of, page
from linli.web.work.access import open_to, unit_or_404
from linli.web.work.addresses import of_indicator
from linli.web.work.grouping import by_obligation
from linli.web.work.periods import pick

PEOPLE = 30


@page
@require_safe
def unit_page(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that is known of a unit, in a period."""
    by = account_of(request)
    unit = unit_or_404(code, by)
    picker = pick(request)
    day = min(picker.period.end, today())
    children = [one for one in unit.children(day).order_by("code") if one.works_on(day)]
    adoptions, carried = concerning(unit, picker.period)
    own = [adoption for adoption in adoptions if adoption.unit_id == unit.pk]
    found = occurrences(
        [a for a in adoptions if a.unit_id == unit.pk or a.unit_id in {c.pk for c in children}], picker.period
    )
    every = [one for adoption in carried for one in watched(adoption.programme, adoption.definition)]
    values = readings(every, [picker.period], [unit, *children])
    counting = counted_units(unit, children, adoptions)
    context = {
        "unit": unit,
        "picker": picker,
        "path": [(one, open_to(one, by)) for one in unit.path(day) if one.pk != unit.pk],
        "figures": [_figure(one, unit, picker.period, values) for one in every],
        "own": own,
        "carried": [(one, sum(a.programme_id == one.programme_id for a in adoptions)) for one in carried],
        "duties": by_obligation([one for one in found if one.adoption.unit_id == unit.pk]),
        "every": every,
        "children": [
            _child(child, every if child.pk in counting else [], picker.period, values, found) for child in children
        ],
        "counted": any(one.adoption.unit_id != unit.pk for one in found),
        "people": _in_charge(unit),
        "areas": [service.area for service in _served(unit, day)],
        "providers": [service.provider for service in unit.served_by.filter(Dated.on(day)).select_related("provider")],
        "day": day,
    }
    return render(request, "web/work/unit.html", context)


def concerning(unit: Unit, period: Period) -> tuple[list[Adoption], list[Adoption]]:
    """The adoptions of a unit and of those around it, and one for each programme that concerns it."""
    above = Span.objects.filter(Dated.on(today()), descendant=unit).values("ancestor_id")
    below = Span.objects.filter(Dated.on(today()), ancestor=unit).values("descendant_id")
    around = in_force(period, Unit.objects.filter(Q(pk__in=above) | Q(pk__in=below)))
    carried: dict[int, Adoption] = {}
    for adoption in sorted(around, key=lambda one: one.unit_id != unit.pk):
        carried.setdefault(adoption.programme_id, adoption)
    return around, list(carried.values())


def counted_units(unit: Unit, children: Collection[Unit], adoptions: Collection[Adoption]) -> set[int]:
    """The children that a programme counts: those below a unit that carries it out, and those above one."""
    carrying = {adoption.unit_id for adoption in adoptions}
    if Span.objects.filter(Dated.on(today()), descendant=unit, ancestor_id__in=carrying).exists():
        return {child.pk for child in children}
    above = Span.objects.filter(Dated.on(today()), ancestor__in=children, descendant_id__in=carrying)
    return set(above.values_list("ancestor_id", flat=True))


def _figure(one: Watched, unit: Unit, period: Period, values: dict) -> dict[str, Any]:
    return {
        "title": one.indicator.title,
        "value": one.in_words(values[one.definition, period, unit.pk]),
        "target": one.target_words,
        "address": of_indicator(one.programme.key, one.name, unit, period),
    }


def _child(child: Unit, every: list[Watched], period: Period, values: dict, found: list[Occurrence]) -> dict[str, Any]:
    own = [one for one in found if one.adoption.unit_id == child.pk]
    return {
        "unit": child,
        "figures": [_figure(one, child, period, values) for one in every],
        "missed": sum(one.state == State.MISSED for one in own),
        "late": sum(one.state == State.LATE for one in own),
        "open": sum(one.state == State.OPEN for one in own),
        "met": sum(one.state == State.MET for one in own),
    }


def _in_charge(unit: Unit) -> list[Grant]:
    """Who leads, supervises or works at the unit, leaders first."""
    held = Grant.objects.filter(Dated.on(today()), unit=unit, account__is_active=True).select_related("account")
    leading = set(roles_with(May.LEAD))
    return sorted(held[:PEOPLE], key=lambda grant: (grant.role not in leading, grant.account.name))


def _served(unit: Unit, day: Any) -> Any:
    return unit.services.filter(Dated.on(day)).select_related("area").order_by("area__code")
