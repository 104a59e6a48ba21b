"""My progress: indicators and obligations of the units that the person works for, by period."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.almanac import Period, today
from linli.duties.indicators import Watched, readings, watched
from linli.duties.occurrences import Occurrence, occurrences
from linli.duties.worklist import my_adoptions, workplaces
from linli.programmes.models import Adoption
from linli.tree.models import Dated, Span, Unit
from linli.web.rows.access import account_of, page
from linli.web.work.addresses import of_indicator
from linli.web.work.grouping import by_obligation
from linli.web.work.periods import pick
from linli.web.work.trends import spark, trail

SHOWN = 12


@page
@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """For each programme that a unit carries out: its figures with their course, its obligations."""
    by = account_of(request)
    picker = pick(request, ("month", "quarter", "half-year", "year"))
    adoptions = my_adoptions(by, picker.period)
    found = occurrences(adoptions[:SHOWN], picker.period)
    mine = my_units(adoptions[:SHOWN], workplaces(by))
    context = {
        "picker": picker,
        "parts": parts(adoptions[:SHOWN], found, mine, picker.period),
        "more": max(0, len(adoptions) - SHOWN),
    }
    return render(request, "web/work/progress.html", context)


def my_units(adoptions: list[Adoption], roots: Any) -> dict[int, Unit]:
    """For each adoption the unit whose figures are the person's: of a team below the adopting unit, the team."""
    spans = Span.objects.filter(
        Dated.on(today()), ancestor_id__in=[a.unit_id for a in adoptions], descendant_id__in=roots, depth__gt=0
    )
    below = {span.ancestor_id: span.descendant for span in spans.select_related("descendant").order_by("-pk")}
    return {adoption.pk: below.get(adoption.unit_id, adoption.unit) for adoption in adoptions}


def parts(
    adoptions: list[Adoption], found: list[Occurrence], mine: dict[int, Unit], period: Period
) -> list[dict[str, Any]]:
    """One part of the page for each adoption."""
    all_watched = {adoption.pk: watched(adoption.programme, adoption.definition) for adoption in adoptions}
    periods = trail(period)
    units = {unit.pk: unit for adoption in adoptions for unit in (adoption.unit, mine[adoption.pk])}
    values = readings((w for ws in all_watched.values() for w in ws), periods, list(units.values()))
    made = []
    for adoption in adoptions:
        unit = mine[adoption.pk]
        made.append(
            {
                "adoption": adoption,
                "unit": unit,
                "indicators": [
                    card(one, unit, adoption.unit, period, periods, values) for one in all_watched[adoption.pk]
                ],
                "duties": by_obligation([one for one in found if one.adoption.pk == adoption.pk]),
            }
        )
    return made


def card(one: Watched, unit: Unit, whole: Unit, period: Period, periods: list[Period], values: dict) -> dict[str, Any]:
    """An indicator of a unit with its course, and the figure of the unit above it."""
    now = values[one.definition, period, unit.pk]
    before = values[one.definition, period.previous, unit.pk] if period.previous in periods else None
    return {
        "title": one.indicator.title,
        "value": one.in_words(now),
        "parts": now,
        "target": one.target_words,
        "before": one.in_words(before) if before and before.number is not None else "",
        "whole": one.in_words(values[one.definition, period, whole.pk]) if whole.pk != unit.pk else "",
        "whole_unit": whole,
        "address": of_indicator(one.programme.key, one.name, unit, period),
        "chart": spark(
            one.indicator.title,
            periods,
            [values[one.definition, past, unit.pk] for past in periods],
            percent=one.percent,
        ),
    }
