"""Filing a paper, and what the superior does with it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.almanac import now, today
from linli.records.documents.models import State, Submission
from linli.records.documents.register import Submissions
from linli.registers.action import action
from linli.registers.records import Evidence
from linli.tree.models import Account
from linli.tree.roles import May


@action(Submissions, _("File upward"), moment={"state": State.DRAFT})
def file(
    record: Submission, *, by: Account, on: Annotated[date | None, _("filed on, if not today")] = None
) -> None:
    """Send the paper up: from now on it counts, and has its receipt."""
    day = on or today()
    if day > today():
        raise ValidationError(gettext("The day lies in the future."))
    _demand_content(record)
    record.state, record.filed_on = State.FILED, day
    record.received_at = now()
    record.receipt = f"{record.for_date:%Y}-{record.pk:06d}"


@action(Submissions, _("Accept"), may=May.SUPERVISE, moment={"state": (State.FILED, State.REFILED)})
def accept(record: Submission, *, by: Account) -> None:
    """The superior is content with it."""
    record.state = State.ACCEPTED


@action(
    Submissions,
    _("Return for correction"),
    may=May.SUPERVISE,
    moment={"state": (State.FILED, State.REFILED, State.ACCEPTED)},
)
def send_back(
    record: Submission, *, by: Account, reason: Annotated[str, _("what is to be corrected")]
) -> None:
    """The superior sends it back; until it is filed again it does not count."""
    record.state, record.returned_because = State.RETURNED, reason


@action(Submissions, _("File again"), moment={"state": State.RETURNED})
def refile(record: Submission, *, by: Account) -> None:
    """Send the corrected paper up; the day of the first filing stays the one that lateness is judged by."""
    _demand_content(record)
    record.state, record.refiled_on = State.REFILED, today()


@action(Submissions, _("Withdraw"), moment={"state": State.FILED})
def withdraw(record: Submission, *, by: Account, reason: Annotated[str, _("reason")]) -> None:
    """Take back what nobody has dealt with yet; it is a draft again, with no day and no receipt."""
    record.state, record.filed_on, record.received_at, record.receipt = State.DRAFT, None, None, ""


def _demand_content(record: Submission) -> None:
    if (
        not record.body.strip()
        and not Evidence.objects.filter(register=Submissions.name, row=record.pk).exists()
    ):
        raise ValidationError(gettext("The paper is empty: write its text or attach a file."))
