"""What a person has to see to: the occurrences of the units they write for, the most pressing first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from linli.almanac import Period, today
from linli.duties.occurrences import Occurrence, occurrences
from linli.duties.states import State
from linli.programmes.office import in_force
from linli.tree.models import Account
from linli.tree.roles import May

AHEAD = timedelta(days=45)


@dataclass(frozen=True)
class Worklist:
    """Late: past the due day and not reached, still possible. Due: open, by due day. Done: reached this month."""

    late: list[Occurrence]
    due: list[Occurrence]
    done: list[Occurrence]

    @property
    def count(self) -> int:
        """How many wait for the person."""
        return len(self.late) + len(self.due)


def worklist(account: Account) -> Worklist:
    """The worklist of an account today; somebody who only supervises has an empty one."""
    day = today()
    span = Period(min(Period.containing(day, "year").start, day - AHEAD), day + AHEAD)
    adoptions = in_force(span, account.reach(May.WRITE).units)
    found = [o for o in occurrences(adoptions, span) if not o.window.target.open]
    soon = [o for o in found if o.window.period.start <= day + AHEAD]
    return Worklist(
        late=[o for o in soon if o.state == State.MISSED],
        due=[o for o in soon if o.state == State.OPEN],
        done=[o for o in soon if o.state in (State.MET, State.LATE) and day - AHEAD <= o.window.due],
    )
