"""The way of a request: assigned, done, answered, rated or reopened; and upward when it cannot be solved."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.almanac import today
from linli.people.models import Person
from linli.records.services.models import OPEN, SETTLED, Rating, Request, State
from linli.records.services.register import Requests
from linli.registers.action import action
from linli.tree.models import FOREVER, Account
from linli.tree.roles import May


@action(Requests, _("Assign"), may=May.LEAD, moment={"state": (State.RAISED, State.ASSIGNED)})
def assign(
    record: Request,
    *,
    by: Account,
    to: Annotated[Person, _("person in charge")],  # type: ignore[valid-type]
    due: Annotated[date | None, _("due, if on another day")] = None,
) -> None:
    """The leader says who sees to it."""
    if not to.works_at(record.unit_id, today()):
        raise ValidationError({"to": gettext("%(person)s does not work in this unit.") % {"person": to}})
    record.assigned_to, record.state = to, State.ASSIGNED
    if due is not None and due != record.due:
        if due < today():
            raise ValidationError({"due": gettext("This day has passed.")})
        record.due = due


@action(Requests, _("Note as done"), moment={"state": State.ASSIGNED})
def finish(record: Request, *, by: Account, result: Annotated[str, _("what was done")]) -> None:
    """The work is done; the one who asked has yet to hear of it."""
    record.state, record.result, record.done_on = State.DONE, result, today()


@action(Requests, _("Answer"), moment={"state": OPEN})
def answer(record: Request, *, by: Account, text: Annotated[str, _("answer given")]) -> None:
    """The one who asked gets the answer: it is settled unless they reopen it."""
    record.state, record.answer, record.answered_on = State.ANSWERED, text, today()


@action(Requests, _("Note the rating"), moment={"state": State.ANSWERED})
def rate(record: Request, *, by: Account, score: Annotated[Rating, _("rating")]) -> None:
    """What the one who asked says of the answer."""
    try:
        record.rating = Rating(int(score))
    except ValueError:
        raise ValidationError({"score": gettext("A rating is a number from 1 to 5.")}) from None
    record.state = State.RATED


@action(Requests, _("Reopen"), moment={"state": SETTLED})
def reopen(record: Request, *, by: Account, reason: Annotated[str, _("what is still missing")]) -> None:
    """It was not settled after all: the clock starts again, with as many days as before."""
    days = record.due - record.since
    record.since, record.due = today(), today() + days
    record.state = State.ASSIGNED if record.assigned_to_id else State.RAISED
    record.answered_on, record.done_on, record.rating = FOREVER, None, None
    record.reopened += 1
    record.sent_up = 0


@action(Requests, _("Send up"), moment={"state": OPEN, "sent_up": (0, 1)})
def send_up(record: Request, *, by: Account, reason: Annotated[str, _("why it cannot be solved here")]) -> None:
    """Ask the next level for help before it is overdue."""
    record.sent_up = record.level() + 1 if record.level() < 2 else 2
