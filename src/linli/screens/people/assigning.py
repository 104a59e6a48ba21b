"""Households without a doctor, dividing them among the doctors of a team, and taking that back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from linli.almanac import today
from linli.people.coverage import DOCTOR, gaps
from linli.people.models import Assignment, Household, Person, Responsibility
from linli.people.register import Households, Residents
from linli.registers import paging
from linli.registers.door import keep_many
from linli.screens.people.facts import teams_for, territory
from linli.screens.people.overview import frame
from linli.screens.people.undoing import recent, undo_doing
from linli.screens.scope import account_of, demand_lead, may_lead, page, unit_or_404
from linli.tree.models import Account, Dated, Unit
from linli.tree.roles import May

AT_ONCE = 2000


@page
@require_http_methods(["GET", "HEAD", "POST"])
def gaps_page(request: HttpRequest, code: str) -> HttpResponse:
    """The households without a doctor; whoever leads the unit ticks some and gives them to a doctor."""
    by = account_of(request)
    unit = unit_or_404(code, by)
    day = today()
    everything = Households.rows(by).filter(pk__in=gaps(unit, day).values("pk")).select_related("unit")
    chosen = _chosen(request.GET)
    rows = _filtered(everything, chosen)
    doctors = doctors_for(unit, by, day) if may_lead(by, unit) else []
    form = AssignForm(request.POST or None, doctors=doctors) if doctors else None
    if request.method == "POST":
        demand_lead(by, unit)
        if form is not None and form.is_valid():
            ticked = _ticked(request, rows, everything)
            try:
                number = assign(ticked, form.cleaned_data["doctor"], form.cleaned_data["starts"], by=by)
            except ValidationError as error:
                form.add_error(None, _sentences(error, ticked))
            else:
                messages.success(request, _done(number, form.cleaned_data["doctor"][1]))
                return redirect(_here(request))
    try:
        found = paging.page(Households, rows, sort="number", mark=request.GET.get("mark", ""))
        problem = ""
    except ValidationError as error:
        found, problem = paging.Page([], "", ""), " ".join(error.messages)
    number, more = paging.counted(rows)
    context = frame(unit, by, "gaps") | {
        "rows": found.rows,
        "page": found,
        "problem": problem,
        "number": number,
        "more": more,
        "all_at_once": 0 < number <= AT_ONCE and number > len(found.rows),
        "form": form,
        "ticked": set(request.POST.getlist("household")),
        "chosen": chosen,
        "areas": _areas(everything),
        "buildings": _buildings(everything, chosen["area"]) if chosen["area"] else [],
        "recent": (doings := recent(by) if form is not None else []),
        "latest": next((one for one in doings[:1] if one.fresh), None),
    }
    status = 422 if request.method == "POST" else 400 if problem else 200
    return render(request, "screens/people/gaps.html", context, status=status)


@page
@require_POST
def undo_page(request: HttpRequest, code: str, pk: uuid.UUID) -> HttpResponse:
    """Take back what the person divided or handed over a while ago, as one."""
    by = account_of(request)
    unit = unit_or_404(code, by)
    demand_lead(by, unit)
    try:
        number = undo_doing(pk, by)
        messages.success(request, _("Undone: %(count)d rows are as they were before.") % {"count": number})
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("hand_over" if request.POST.get("to") == "hand_over" else "gaps", unit.code)


# The form

Choice = tuple[Unit, Person]


def doctors_for(unit: Unit, by: Account, day: date) -> list[tuple[Choice, int]]:
    """The doctors that the person may give households to, by team, each with the households they have."""
    teams = [team for team in teams_for(unit, day) if by.may(May.LEAD, team) and by.may(May.WRITE, team)]
    held = {
        (team, holder): number
        for team, holder, number in Responsibility.objects.filter(
            Dated.on(day), kind=DOCTOR, household__isnull=False, unit__in=teams
        )
        .values_list("unit", "holder")
        .annotate(n=Count("household", distinct=True))
    }
    staff = workers(teams, by, day)
    return [((team, person), held.get((team.pk, person.pk), 0)) for team in teams for person in staff.get(team.pk, ())]


def workers(units: Sequence[Unit], by: Account, day: date) -> dict[int, list[Person]]:
    """For each unit whoever works in it on the day: its staff, and those assigned to it from elsewhere."""
    people = Residents.rows(by).filter(Dated.on(day))
    staff = people.filter(unit__in=units, resident=False)
    pairs = set(staff.values_list("unit_id", "pk"))
    pairs |= set(Assignment.objects.filter(Dated.on(day), unit__in=units).values_list("unit_id", "person_id"))
    known = people.in_bulk({person for _unit, person in pairs})
    found: dict[int, list[Person]] = {}
    for unit, person in pairs:
        if person in known:
            found.setdefault(unit, []).append(known[person])
    return {unit: sorted(persons, key=lambda one: (one.name, one.pk)) for unit, persons in found.items()}


class AssignForm(forms.Form):
    """To whom, from which day on."""

    doctor = forms.TypedChoiceField()
    starts = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, data: Any, *, doctors: Sequence[tuple[Choice, int]]) -> None:
        super().__init__(data, initial={"starts": today()}, prefix="assign")
        known = {f"{team.pk}-{person.pk}": (team, person) for (team, person), _held in doctors}
        groups: dict[str, list[tuple[str, str]]] = {}
        for (team, person), held in doctors:
            words = _("%(name)s (%(held)d households now)") % {"name": person, "held": held}
            groups.setdefault(team.name, []).append((f"{team.pk}-{person.pk}", words))
        field = self.fields["doctor"]
        assert isinstance(field, forms.TypedChoiceField)
        field.label, self.fields["starts"].label = _("give to"), _("starting on")
        offered: list[Any] = list(groups.items()) if len(groups) > 1 else list(*groups.values())
        field.choices = [("", _("Choose a doctor")), *offered]
        field.coerce = known.__getitem__


def assign(households: Sequence[Household], to: Choice, starts: date, *, by: Account) -> int:
    """Give households to a doctor of a team, as one batch.

    Raises:
        ValidationError: nothing is ticked, the team does not serve a household, or somebody answers for it.
    """
    team, doctor = to
    if not households:
        raise ValidationError(_("Tick the households first; those that have a doctor by now are left out."))
    if len(households) > AT_ONCE:
        raise ValidationError(_("Give at most %(count)d households at once.") % {"count": AT_ONCE})
    own = territory([team], starts)[team.pk]
    foreign = sorted({home.unit.name for home in households if home.unit_id not in own})
    if foreign:
        raise ValidationError(_("%(team)s does not serve %(areas)s.") % {"team": team, "areas": "、".join(foreign)})
    rows = [
        Responsibility(unit=team, kind=DOCTOR, holder=doctor, household=home, starts=max(starts, home.starts))
        for home in households
    ]
    title = ngettext("%(n)d household to %(doctor)s", "%(n)d households to %(doctor)s", len(rows))
    try:
        return keep_many(rows, by=by, title=title % {"n": len(rows), "doctor": doctor}).rows
    except PermissionDenied as refused:
        raise ValidationError(str(refused)) from refused


def _ticked(request: HttpRequest, rows: QuerySet, everything: QuerySet) -> list[Household]:
    """The households ticked, or all that the filter leaves."""
    if request.POST.get("all"):
        return list(rows.order_by("number")[: AT_ONCE + 1])
    chosen = [int(pk) for pk in request.POST.getlist("household")[:AT_ONCE] if pk.isdecimal() and len(pk) < 19]
    return list(everything.filter(pk__in=chosen).order_by("number"))


def _sentences(error: ValidationError, households: Sequence[Household]) -> list[str]:
    """What the door said of each row, with the household that it is about."""
    if not hasattr(error, "error_dict"):
        return error.messages
    said = []
    for position, sentences in list(error.message_dict.items())[:5]:
        home = households[int(position)] if position.isdecimal() and int(position) < len(households) else ""
        said += [f"{home}：{sentence}" if home else sentence for sentence in sentences]
    return said


def _done(number: int, doctor: Person) -> str:
    words = ngettext("%(n)d household now has %(doctor)s.", "%(n)d households now have %(doctor)s.", number)
    return words % {"n": number, "doctor": doctor}


# The list


def _chosen(values: Any) -> dict[str, str]:
    return {name: values.get(name, "").replace("\x00", "")[:40].strip() for name in ("area", "building", "q")}


def _filtered(rows: QuerySet, chosen: dict[str, str]) -> QuerySet:
    if chosen["area"]:
        rows = rows.filter(unit__code=chosen["area"])
    if chosen["building"]:
        rows = rows.filter(building=chosen["building"])
    return Households.found(rows, chosen["q"]) if chosen["q"] else rows


def _areas(rows: QuerySet) -> list[tuple[str, str, int]]:
    counted = rows.order_by().values_list("unit__code", "unit__name").annotate(n=Count("pk"))
    return list(counted.order_by("unit__code"))


def _buildings(rows: QuerySet, area: str) -> list[tuple[str, int]]:
    counted = rows.filter(unit__code=area).order_by().values_list("building").annotate(n=Count("pk"))
    return sorted(((name, n) for name, n in counted if name), key=lambda one: (len(one[0]), one[0]))


def _here(request: HttpRequest) -> str:
    kept = {name: value for name, value in _chosen(request.GET).items() if value}
    return f"{request.path}?{urlencode(kept)}" if kept else request.path
