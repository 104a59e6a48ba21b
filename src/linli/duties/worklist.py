"""What a person has to see to: the occurrences of the units they work for, the most pressing first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q

from linli.almanac import Period, today
from linli.duties.occurrences import Occurrence, occurrences
from linli.duties.states import State
from linli.programmes.models import Adoption
from linli.programmes.office import in_force
from linli.tree.models import Account, Dated, Grant, Span, Unit
from linli.tree.roles import May, roles_with

AHEAD = timedelta(days=45)
NEAR = timedelta(days=31)


@dataclass(frozen=True)
class Worklist:
    """What waits for a person, by due day.

    Late: past the due day, not reached, still possible. Due: open. Coming: its period has not begun yet.
    Done: reached of late.
    """

    late: list[Occurrence]
    due: list[Occurrence]
    coming: list[Occurrence]
    done: list[Occurrence]

    @property
    def count(self) -> int:
        """How many wait for the person."""
        return len(self.late) + len(self.due)


def worklist(account: Account) -> Worklist:
    """The worklist of an account today; somebody who only supervises or looks on has an empty one."""
    day = today()
    span = Period(min(Period.containing(day, "year").start, day - NEAR), day + AHEAD)
    supervised = account.reach(May.SUPERVISE)
    found = [
        one for one in occurrences(my_adoptions(account, span), span, touching=True) if not supervised.covers(one.unit)
    ]
    waiting = [o for o in found if o.state == State.OPEN and (o.missing or o.window.target.low is None)]
    return Worklist(
        late=[o for o in found if o.state == State.MISSED and o.missing],
        due=[o for o in waiting if o.window.period.start <= day],
        coming=[o for o in waiting if o.window.period.start > day],
        done=[o for o in found if o.state in (State.MET, State.LATE) and abs(o.window.due - day) <= NEAR],
    )


def my_adoptions(account: Account, span: Period) -> list[Adoption]:
    """What the units carry out that the account works for, and for a team what the units above it do."""
    roots = workplaces(account)
    if not roots:
        return []
    below = Span.objects.filter(Dated.on(today()), ancestor_id__in=roots).values("descendant_id")
    above = Span.objects.filter(Dated.on(today()), descendant_id__in=roots).values("ancestor_id")
    return in_force(span, Unit.objects.filter(Q(pk__in=below) | Q(pk__in=above)))


def workplaces(account: Account) -> Collection[int]:
    """The units at which the account writes facts itself; what a superior reaches is no workplace."""
    roles = set(roles_with(May.WRITE)) - set(roles_with(May.SUPERVISE))
    if not account.pk or not account.is_active:
        return []
    held = Grant.objects.filter(Dated.on(today()), account=account, role__in=roles)
    return sorted(set(held.values_list("unit_id", flat=True)))
