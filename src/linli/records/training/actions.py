"""What becomes of a planned training, of its roll-call and of the absences in it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.almanac import today
from linli.records.training.models import Absence, Came, Reason, State, Training, Verdict
from linli.records.training.register import Absences, Trainings
from linli.registers.action import action
from linli.registers.door import keep
from linli.tree.models import Account


@action(Trainings, _("Note as held"), moment={"state": State.PLANNED})
def hold(
    record: Training,
    *,
    by: Account,
    present: Annotated[int | None, _("present head-count")] = None,
    summary: Annotated[str | None, _("summary")] = None,
) -> None:
    """It took place: from now on it counts."""
    if record.held_on > today():
        raise ValidationError(gettext("Its day has not come: change the date if it was held earlier."))
    record.state = State.HELD
    record.present = record.present if present is None else present
    record.summary = summary or record.summary


@action(Trainings, _("Cancel the training"), moment={"state": State.PLANNED})
def cancel(record: Training, *, by: Account, reason: Annotated[str, _("reason")]) -> None:
    """It will not take place."""
    record.state, record.cancelled_because = State.CANCELLED, reason


@action(Trainings, _("Close the roll-call"), moment={"state": State.HELD, "roll_closed_on": None})
def close_roll(record: Training, *, by: Account) -> None:
    """Whoever was missing, late or left early gets an absence, whose reason is then asked for."""
    called = list(record.attendances.select_related("person"))
    if not called:
        raise ValidationError(gettext("Nobody is on the list of this training."))
    for line in called:
        if line.came == Came.PRESENT or record.absences.filter(person=line.person).exists():
            continue
        noted = Absence(unit=record.unit, training=record, person=line.person, missed_on=record.held_on, how=line.came)
        if line.came == Came.LEAVE:
            noted.verdict, noted.reason, noted.explained_on = Verdict.EXCUSED, Reason.LEAVE, today()
        keep(noted, by=by)
    record.roll_closed_on = today()


@action(Absences, _("Explain"))
def explain(
    record: Absence,
    *,
    by: Account,
    why: Annotated[Reason, _("reason")],
    explanation: Annotated[str | None, _("explanation")] = None,
) -> None:
    """The reason was asked for; whether it is a good one follows from its kind."""
    if why not in Reason.values:
        raise ValidationError({"why": gettext("Choose one of the reasons.")})
    record.reason, record.explanation = why, explanation or ""
    record.verdict = Verdict.UNEXCUSED if why == Reason.NONE else Verdict.EXCUSED
    record.explained_on = record.explained_on or today()


@action(Absences, _("Note that the sick person was called on"), moment={"reason": Reason.SICK, "cared_on": None})
def care(record: Absence, *, by: Account, on: Annotated[date | None, _("on, if not today")] = None) -> None:
    """Somebody looked after the one who was ill."""
    day = on or today()
    if not record.missed_on <= day <= today():
        raise ValidationError({"on": gettext("The day lies between the absence and today.")})
    record.cared_on = day
