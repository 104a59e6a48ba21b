"""Facts of the summary of an activity week: activities, signing events by community and day, what was handed out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet, Sum

from linli.almanac import today
from linli.people.coverage import households_of, load
from linli.records.activities.models import State
from linli.records.activities.register import Activities
from linli.records.health.models import Occasion
from linli.records.health.register import Contracts
from linli.records.publicity.models import Stuff
from linli.records.publicity.register import Distributions
from linli.reports.facts import Asked, gathers
from linli.reports.templates.activity_week import Activity, ActivityWeek
from linli.tree.models import Dated, Service, Span, Unit

LATE = 3  # days after the week from which an entry is called late


@gathers("activity-week")
def gather(asked: Asked) -> ActivityWeek:
    """What a centre did in the week: its activities, each signing event with its households, the material given."""
    day = min(asked.period.end, today())
    below = Span.objects.filter(Dated.on(day), ancestor=asked.unit).values("descendant_id")
    contracts = Contracts.rows(asked.by).filter(unit_id__in=below)
    week = contracts.filter(signed_on__gte=asked.period.start, signed_on__lte=day)
    events = (
        week.filter(occasion=Occasion.EVENT)
        .values("household__unit__name", "signed_on")
        .annotate(signed=Count("pk"))
        .order_by("signed_on", "household__unit__name")
    )
    forms = asked.definition.lists.get("week-forms", {})
    held = Activities.rows(asked.by).filter(
        unit_id__in=below, state=State.HELD, held_on__gte=asked.period.start, held_on__lte=day
    )
    too_late = asked.period.end + timedelta(days=LATE)
    areas = Unit.objects.filter(pk__in=Service.objects.filter(Dated.on(day), provider_id__in=below).values("area_id"))
    obligation = asked.definition.obligations.get("week-contracts")
    low = obligation.target.low if obligation else None
    doctors = load(asked.unit, day)
    return ActivityWeek(
        centre=asked.unit.name,
        first=asked.period.start,
        last=asked.period.end,
        written=today(),
        activities=_activities(held, forms, events),
        project=asked.programme.title,
        to=asked.programme.unit.name,
        basis=asked.definition.source.document if asked.definition.source else "",
        target=int(low) if low is not None else None,
        households=households_of(asked.unit, day).count(),
        signed_before=_signed_before(contracts, asked),
        teams=len({one.unit.pk for one in doctors}),
        doctors=len(doctors),
        kinds=tuple(forms.values()),
        communities=tuple(areas.order_by("code").values_list("name", flat=True)),
        materials=_materials(Distributions.rows(asked.by).filter(unit_id__in=below), asked.period.start, day),
        late=events.filter(entered_at__date__gt=too_late).count() + held.filter(entered_at__date__gt=too_late).count(),
    )  # fmt: skip


def _activities(held: QuerySet, forms: dict[str, str], events: Iterable[dict]) -> tuple[Activity, ...]:
    """Every activity; what was signed in a community on a day belongs to the first that was held there then."""
    told = [
        Activity(
            title=one.title,
            day=one.held_on,
            place=one.place,
            kind=forms.get(one.form) or one.get_form_display(),
            community=one.community.name if one.community else "",
            people=one.participants or 0,
        )
        for one in held.select_related("community").order_by("held_on", "pk")
    ]
    first = {(one.community, one.day): place for place, one in reversed(list(enumerate(told)))}
    for event in events:
        community, day = event["household__unit__name"], event["signed_on"]
        place = first.get((community, day))
        if place is None:
            told.append(Activity("集中签约", day, community, "集中签约", community, households=event["signed"]))
        else:
            told[place] = replace(told[place], households=event["signed"])
    return tuple(told)


def _materials(rows: QuerySet, first: date, last: date) -> dict[str, int]:
    given = rows.filter(given_on__gte=first, given_on__lte=last).values_list("material")
    copies = given.annotate(copies=Sum("copies")).order_by("material")
    return {str(Stuff(material).label): number for material, number in copies}


def _signed_before(contracts, asked: Asked) -> int:  # type: ignore[no-untyped-def]
    first = asked.period.start
    running = Q(starts__lt=first, ends__gt=first, signed_on__lt=first)
    return contracts.filter(running).aggregate(n=Count("household", distinct=True))["n"]
