"""The gates of a manuscript, each with its role; taking down and renewing what hangs."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.almanac import today
from linli.records.publicity.models import Manuscript, Posting, State
from linli.records.publicity.register import Manuscripts, Postings
from linli.registers.action import action
from linli.registers.door import keep
from linli.tree.models import FOREVER, Account
from linli.tree.roles import May

OPEN = (State.COLLECTED, State.PROOFREAD, State.REVIEWED)


@action(Manuscripts, _("Proof-read"), moment={"state": State.COLLECTED})
def proofread(record: Manuscript, *, by: Account) -> None:
    """Wording and facts are checked; whoever entered it leaves that to another."""
    if record.entered_by_id == by.pk:
        raise ValidationError(gettext("Somebody else than the one who entered it proof-reads it."))
    record.state = State.PROOFREAD


@action(Manuscripts, _("Approve"), may=May.LEAD, moment={"state": State.PROOFREAD})
def review(record: Manuscript, *, by: Account) -> None:
    """The leader answers for its going out."""
    record.state = State.REVIEWED


@action(Manuscripts, _("Publish"), may=May.LEAD, moment={"state": State.REVIEWED})
def publish(record: Manuscript, *, by: Account, outlet: Annotated[str, _("published in")]) -> None:
    """It has appeared."""
    record.state, record.outlet, record.published_on = State.PUBLISHED, outlet[:80], today()


@action(Manuscripts, _("Ask to rewrite"), may=May.LEAD, moment={"state": (State.PROOFREAD, State.REVIEWED)})
def rewrite(record: Manuscript, *, by: Account, reason: Annotated[str, _("what is to be rewritten")]) -> None:
    """Good stuff, not yet good enough: back to the beginning; it stays filed."""
    record.state = State.COLLECTED


@action(Manuscripts, _("Decline"), may=May.LEAD, moment={"state": OPEN})
def decline(record: Manuscript, *, by: Account, reason: Annotated[str, _("reason")]) -> None:
    """It will not appear, and does not count."""
    record.state, record.declined_because = State.DECLINED, reason


@action(Postings, _("Take down"), moment={"taken_down": FOREVER})
def take_down(record: Posting, *, by: Account, on: Annotated[date | None, _("on, if not today")] = None) -> None:
    """From the day on it no longer hangs."""
    day = on or today()
    if not record.posted_on < day <= today():
        raise ValidationError({"on": gettext("The day lies after the posting, and not in the future.")})
    record.taken_down = day


@action(Postings, _("Put up a new one"), moment={"taken_down": FOREVER})
def renew(
    record: Posting,
    *,
    by: Account,
    title: Annotated[str, _("title of the new one")],
    renew_by: Annotated[date | None, _("to be renewed by")] = None,
) -> None:
    """Another of the same kind takes its place today."""
    if record.posted_on >= today():
        raise ValidationError(gettext("It has been posted today."))
    record.taken_down = today()
    keep(
        Posting(
            unit=record.unit,
            place=record.place,
            item=record.item,
            position=record.position,
            title=title[:120],
            posted_on=today(),
            renew_by=renew_by,
            owner=record.owner,
        ),
        by=by,
    )
