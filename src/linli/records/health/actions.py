"""Ending, renewing and handing over a contract."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.almanac import today
from linli.people.models import Person
from linli.records.health.models import Contract, State
from linli.records.health.register import Contracts
from linli.registers.action import action
from linli.registers.door import keep
from linli.tree.models import Account, Unit
from linli.tree.roles import May


@action(Contracts, _("End early"), moment={"state": State.RUNNING})
def end(
    record: Contract, *, by: Account, on: Annotated[date, _("ends on")], reason: Annotated[str, _("reason")]
) -> None:
    """The contract holds no longer from the day on."""
    if not record.starts < on < record.ends:
        raise ValidationError(
            gettext("The day must lie after %(starts)s and before %(ends)s.")
            % {"starts": record.starts, "ends": record.ends}
        )
    if record.visits.filter(visited_on__gte=on).exists():
        raise ValidationError(gettext("There are visits on this day or later."))
    record.state, record.ends, record.ended_because = State.ENDED, on, reason


@action(Contracts, _("Renew"), moment={"state": State.RUNNING})
def renew(
    record: Contract,
    *,
    by: Account,
    until: Annotated[date, _("until")],
    number: Annotated[str | None, _("new contract number")] = None,
) -> None:
    """A new contract with the same doctor follows when this one ends."""
    keep(
        Contract(
            unit=record.unit,
            household=record.household,
            doctor=record.doctor,
            package=record.package,
            number=number or "",
            signed_on=today(),
            starts=record.ends,
            ends=until,
        ),
        by=by,
    )


@action(Contracts, _("Hand over"), may=May.LEAD, moment={"state": State.RUNNING})
def transfer(
    record: Contract,
    *,
    by: Account,
    to: Annotated[Person, _("family doctor")],  # type: ignore[valid-type]
    reason: Annotated[str, _("reason")],
) -> None:
    """Another doctor takes the contract over, with their team if it is another one."""
    record.doctor = to
    if not to.works_at(record.unit_id, today()):
        record.unit = Unit.objects.get(pk=to.unit_id)
