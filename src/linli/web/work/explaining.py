"""A number down to its facts: of an occurrence, or of an indicator; and letting an occurrence off."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.almanac import today
from linli.duties import excuses
from linli.duties.indicators import Watched, readings, watched
from linli.duties.occurrences import Occurrence, find
from linli.figures.expressions import Question
from linli.tree.models import Account, Unit
from linli.web.rows.access import account_of, page
from linli.web.work.access import adoption_or_404, open_to, programme_or_404, unit_or_404
from linli.web.work.addresses import of_indicator, of_occurrence
from linli.web.work.facts import facts_of
from linli.web.work.periods import pick
from linli.web.work.subjects import subjects_of
from linli.web.work.today import write_address
from linli.web.work.trends import drawn, trail
from linli.web.work.units import concerning, counted_units


@page
@require_safe
def occurrence_page(request: HttpRequest, adoption: int, name: str, window: str) -> HttpResponse:
    """One occurrence: its sentence, its number, its state and why, the facts, the excuses."""
    by = account_of(request)
    found = occurrence_or_404(request, adoption, name, window, by)
    return _shown(request, found, by)


@page
@require_POST
def excuse_it(request: HttpRequest, adoption: int, name: str, window: str) -> HttpResponse:
    """Let it off, or take that back; both with a reason."""
    by = account_of(request)
    found = occurrence_or_404(request, adoption, name, window, by)
    reason = request.POST.get("reason", "")
    try:
        if request.POST.get("do") == "back":
            excuses.take_back(found, by=by, reason=reason)
            messages.success(request, _("The excuse has been taken back."))
        else:
            excuses.excuse(found, by=by, reason=reason)
            messages.success(request, _("It has been excused."))
    except ValidationError as error:
        return _shown(request, found, by, problem=" ".join(error.messages), reason=reason)
    return redirect(of_occurrence(found))


def occurrence_or_404(request: HttpRequest, adoption: int, name: str, window: str, by: Account) -> Occurrence:
    """The occurrence of the address, if its unit is open to the person."""
    held = adoption_or_404(adoption, by)
    code = request.GET.get("unit", "")
    unit = Unit.objects.filter(code=code).first() if code else None
    if (code and unit is None) or (unit is not None and not open_to(unit, by)):
        raise Http404
    found = find(held, name, window, unit)
    if found is None:
        raise Http404
    return found


def _shown(request: HttpRequest, found: Occurrence, by: Account, problem: str = "", reason: str = "") -> HttpResponse:
    quotation = found.adoption.definition.quotation(found.obligation)
    context: dict[str, Any] = {
        "o": found,
        "quotation": quotation,
        "write": write_address(found, by),
        "history": excuses.history(found),
        "may_excuse": excuses.may_excuse(by, found),
        "excuse_address": of_occurrence(found, "excuse"),
        "problem": problem,
        "reason": reason,
    }
    if found.tally is not None:
        context |= subjects_of(found, found.tally, by, request)
    else:
        question = Question(found.definition, found.window.period)
        context["facts"] = facts_of(question, found.unit, by, request, due=found.window.due)
    return render(request, "web/work/occurrence.html", context, status=400 if problem else 200)


@page
@require_safe
def indicator_page(request: HttpRequest, key: str, name: str, code: str) -> HttpResponse:
    """One indicator of a unit in a period: numerator, denominator, course, facts, and the units below."""
    by = account_of(request)
    unit, programme = unit_or_404(code, by), programme_or_404(key, by)
    picker = pick(request)
    adoption = next((a for a in concerning(unit, picker.period)[1] if a.programme_id == programme.pk), None)
    every = watched(programme, adoption.definition) if adoption else []
    one = next((one for one in every if one.name == name), None)
    if adoption is None or one is None:
        raise Http404
    periods = trail(picker.period)
    day = min(picker.period.end, today())
    children = [child for child in unit.children(day).order_by("code") if child.works_on(day)]
    counting = counted_units(unit, children, [adoption, *concerning(unit, picker.period)[0]])
    children = [child for child in children if child.pk in counting]
    values = readings([one], periods, [unit, *children])
    value = values[one.definition, picker.period, unit.pk]
    context = {
        "one": one,
        "unit": unit,
        "programme": programme,
        "picker": picker,
        "value": one.in_words(value),
        "parts": value,
        "sides": sides(one),
        "quotation": adoption.definition.quotation(one.indicator),
        "chart": drawn(
            one.indicator.title,
            periods,
            [values[one.definition, past, unit.pk] for past in periods],
            percent=one.percent,
        ),
        "children": [
            {
                "unit": child,
                "value": one.in_words(values[one.definition, picker.period, child.pk]),
                "parts": values[one.definition, picker.period, child.pk],
                "address": of_indicator(key, name, child, picker.period),
            }
            for child in children
        ],
        "facts": facts_of(Question(one.definition, picker.period), unit, by, request),
    }
    return render(request, "web/work/figure.html", context)


def sides(one: Watched) -> list[Any]:
    """What is counted above and below the line, in the words of the registers."""
    return [part.meaning.title or str(part) for part in one.definition.parts]
