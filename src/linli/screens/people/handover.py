"""Somebody leaves: what their successor takes over, tried out first, then done and, if need be, taken back."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.almanac import today
from linli.people.actions import hand_over
from linli.people.models import Assignment, Person, Responsibility
from linli.people.register import Residents
from linli.records.health.models import Contract, State
from linli.screens.people.facts import teams_for
from linli.screens.people.overview import frame
from linli.screens.people.undoing import recent
from linli.screens.scope import account_of, day_from, demand_lead, may_lead, page, unit_or_404
from linli.tree.models import Account, Dated, Unit


@dataclass(frozen=True)
class Effect:
    """What a hand-over changes."""

    responsibilities: int
    households: int
    assignments: list[Assignment]
    contracts: int

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to hand over."""
        return not self.responsibilities and not self.assignments


@page
@require_http_methods(["GET", "HEAD", "POST"])
def handover_page(request: HttpRequest, code: str) -> HttpResponse:
    """The form; sent once it shows what would change, sent again it is done."""
    by = account_of(request)
    unit = unit_or_404(code, by)
    people = staff_of(unit, by) if may_lead(by, unit) else []
    form = HandOverForm(request.POST or None, people=people, initial=_begun(request, people))
    effect, refused = None, []
    if request.method == "POST":
        demand_lead(by, unit)
        if form.is_valid():
            asked = form.cleaned_data
            effect = effect_of(asked["leaver"], asked["to"], asked["on"])
            apply = request.POST.get("do") == "apply" and not effect.nothing
            try:
                carry_out(asked, by, key=request.POST.get("key", "")[:64], trial=not apply)
            except (ValidationError, PermissionDenied) as error:
                refused = _said(error)
            else:
                if apply:
                    said = _("%(to)s has taken over from %(leaver)s as of %(on)s.")
                    messages.success(request, said % asked)
                    return redirect("hand_over", unit.code)
    context = frame(unit, by, "hand_over") | {
        "form": form,
        "people": people,
        "effect": effect,
        "refused": refused,
        "asked": form.cleaned_data if effect else {},
        "key": uuid.uuid4().hex,
        "recent": (doings := recent(by) if people else []),
        "latest": next((one for one in doings[:1] if one.fresh), None),
    }
    return render(request, "screens/people/hand_over.html", context, status=422 if refused or form.errors else 200)


def effect_of(leaver: Person, to: Person, on: date) -> Effect:
    """What would pass on: counted by the rules of the hand-over itself."""
    duties = Responsibility.objects.filter(holder=leaver, ends__gt=on).exclude(person=to)
    contracts = Contract.objects.filter(doctor=leaver, state=State.RUNNING, ends__gt=on)
    held = Assignment.objects.filter(person=leaver, ends__gt=on).select_related("post", "group", "unit")
    return Effect(
        duties.count(),
        duties.filter(household__isnull=False).count(),
        list(held.order_by("unit__code", "starts")),
        contracts.count(),
    )


def carry_out(asked: dict[str, Any], by: Account, *, key: str, trial: bool) -> None:
    """Hand over, or only try whether the write door would let it through."""
    with transaction.atomic():
        hand_over(
            Person.objects.get(pk=asked["leaver"].pk),
            by=by,
            key="" if trial else key,
            to=asked["to"],
            on=asked["on"],
            reason=asked["reason"],
            exception=asked["exception"] or None,
        )
        if trial:
            transaction.set_rollback(True)


def staff_of(unit: Unit, by: Account) -> list[tuple[Unit, list[Person]]]:
    """Whoever works in the unit, below it, or in the teams that serve it, by their unit."""
    day = today()
    within = set(unit.below(day).values_list("pk", flat=True)) | {team.pk for team in teams_for(unit, day)}
    assigned = Assignment.objects.filter(Dated.on(day), unit__in=within).values("person_id")
    rows = Residents.rows(by).filter(Dated.on(day))
    found = (rows.filter(unit__in=within, resident=False) | rows.filter(pk__in=assigned)).distinct()
    groups: dict[Unit, list[Person]] = {}
    for person in found.select_related("unit").order_by("unit__code", "name", "pk"):
        groups.setdefault(person.unit, []).append(person)
    return list(groups.items())


class HandOverForm(forms.Form):
    """Who leaves, to whom, from which day on, why."""

    leaver = forms.TypedChoiceField()
    to = forms.TypedChoiceField()
    on = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(max_length=200)
    exception = forms.CharField(max_length=400, required=False)

    def __init__(self, data: Any, *, people: list[tuple[Unit, list[Person]]], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        known = {str(person.pk): person for _unit, staff in people for person in staff}
        grouped = [(str(unit), [(str(one.pk), str(one)) for one in staff]) for unit, staff in people]
        for name, label in (("leaver", _("who leaves")), ("to", _("successor"))):
            field = self.fields[name]
            assert isinstance(field, forms.TypedChoiceField)
            field.choices, field.coerce, field.label = [("", "—"), *grouped], known.__getitem__, label
        self.fields["on"].label = _("starting on")
        self.fields["reason"].label = _("reason")
        self.fields["exception"].label = _("reason if the successor lacks a qualification")
        self.fields["exception"].help_text = _("Only where a post prefers a qualification, such as team leader.")

    def clean(self) -> dict[str, Any]:
        """Nobody hands over to themselves."""
        asked = super().clean() or self.cleaned_data
        if asked.get("leaver") and asked.get("leaver") == asked.get("to"):
            self.add_error("to", _("Choose somebody else: nobody hands over to themselves."))
        return asked


def _begun(request: HttpRequest, people: list[tuple[Unit, list[Person]]]) -> dict[str, Any]:
    return {"on": day_from(request.GET.get("on", "")) or today(), "leaver": request.GET.get("leaver", "")[:20]}


def _said(error: ValidationError | PermissionDenied) -> list[str]:
    if isinstance(error, ValidationError):
        return list(dict.fromkeys(error.messages))
    return [str(error)]
