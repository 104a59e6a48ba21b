"""Facts of the summary of an activity week: signing events by community and day, and what was signed before."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Q

from linli.almanac import today
from linli.people.coverage import households_of, load
from linli.records.health.models import Occasion
from linli.records.health.register import Contracts
from linli.reports.facts import Asked, gathers
from linli.reports.templates.activity_week import Activity, ActivityWeek
from linli.tree.models import Dated, Service, Span, Unit

LATE = 3  # days after the week from which an entry is called late


@gathers("activity-week")
def gather(asked: Asked) -> ActivityWeek:
    """What a centre did in the week: each signing event in a community with the households it signed."""
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
    areas = Unit.objects.filter(pk__in=Service.objects.filter(Dated.on(day), provider_id__in=below).values("area_id"))
    obligation = asked.definition.obligations.get("week-contracts")
    low = obligation.target.low if obligation else None
    doctors = load(asked.unit, day)
    return ActivityWeek(
        centre=asked.unit.name,
        first=asked.period.start,
        last=asked.period.end,
        written=today(),
        activities=tuple(
            Activity(title="集中签约", day=row["signed_on"], place=row["household__unit__name"],
                     kind="集中签约", community=row["household__unit__name"], households=row["signed"])
            for row in events
        ),
        project=asked.programme.title,
        to=asked.programme.unit.name,
        basis=asked.definition.source.document if asked.definition.source else "",
        target=int(low) if low is not None else None,
        households=households_of(asked.unit, day).count(),
        signed_before=_signed_before(contracts, asked),
        teams=len({one.unit.pk for one in doctors}),
        doctors=len(doctors),
        kinds=tuple(asked.definition.lists.get("week-forms", {}).values()),
        communities=tuple(areas.order_by("code").values_list("name", flat=True)),
        late=events.filter(entered_at__date__gt=asked.period.end + timedelta(days=LATE)).count(),
    )  # fmt: skip


def _signed_before(contracts, asked: Asked) -> int:  # type: ignore[no-untyped-def]
    first = asked.period.start
    running = Q(starts__lt=first, ends__gt=first, signed_on__lt=first)
    return contracts.filter(running).aggregate(n=Count("household", distinct=True))["n"]
