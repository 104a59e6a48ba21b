"""What becomes of a planned activity."""

from __future__ import annotations

from typing import Annotated

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.almanac import today
from linli.records.activities.models import Activity, State
from linli.records.activities.register import Activities
from linli.registers.action import action
from linli.tree.models import Account


@action(Activities, _("Note as held"), moment={"state": State.PLANNED})
def hold(
    record: Activity,
    *,
    by: Account,
    participants: Annotated[int, _("participants")],
    summary: Annotated[str | None, _("summary")] = None,
) -> None:
    """It took place: from now on it counts."""
    if record.held_on > today():
        raise ValidationError(gettext("Its day has not come: change the date if it was held earlier."))
    if participants < 0:
        raise ValidationError({"participants": gettext("This is not a head-count.")})
    record.state, record.participants = State.HELD, participants
    record.summary = summary or record.summary


@action(Activities, _("Cancel the activity"), moment={"state": State.PLANNED})
def cancel(record: Activity, *, by: Account, reason: Annotated[str, _("reason")]) -> None:
    """It will not take place."""
    record.state, record.cancelled_because = State.CANCELLED, reason
