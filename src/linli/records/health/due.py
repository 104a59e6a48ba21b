"""Who is to be followed up: residents with a health record, those longest without anybody asking first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import OuterRef, Subquery

from linli.almanac import today
from linli.records.health.care import DAYS, FollowUp, HealthRecord, Risk
from linli.records.health.models import Visit
from linli.records.health.register import HealthRecords
from linli.tree.models import Account


@dataclass(frozen=True)
class Due:
    """One resident to be followed up."""

    record: HealthRecord
    last: date | None  # the last follow-up, or visit to the household
    due: date

    def days_since(self, day: date) -> int:
        """Days since somebody asked after them; since the record was opened, if nobody has."""
        return (day - (self.last or self.record.opened_on)).days


def due(by: Account, day: date | None = None, *, within: int = 0) -> list[Due]:
    """Who is due by the day (or so many days after it), within the account's scope."""
    day = day or today()
    found = [one for one in _all(by, day) if one.due <= day + timedelta(days=within)]
    return sorted(found, key=lambda one: (-one.days_since(day), one.record.pk))


def _all(by: Account, day: date) -> Iterator[Due]:
    follow_ups = FollowUp.objects.filter(person=OuterRef("person"), followed_on__lte=day).order_by(
        "-followed_on", "-pk"
    )
    visits = Visit.objects.filter(contract__household=OuterRef("person__household"), visited_on__lte=day).order_by(
        "-visited_on"
    )
    rows = (
        HealthRecords.rows(by)
        .filter(opened_on__lte=day, closed_on__gt=day)
        .select_related("person", "person__household", "unit")
        .annotate(
            followed=Subquery(follow_ups.values("followed_on")[:1]),
            next_on=Subquery(follow_ups.values("next_on")[:1]),
            visited=Subquery(visits.values("visited_on")[:1]),
        )
    )
    for record in rows:
        last = max(filter(None, (record.followed, record.visited)), default=None)
        yield Due(record, last, record.next_on or record.opened_on + timedelta(days=DAYS[Risk(record.risk)]))
