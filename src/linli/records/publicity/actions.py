"""The gates of a manuscript: proof-reading, review, publication. Each has its role."""

from __future__ import annotations

from typing import Annotated

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.almanac import today
from linli.records.publicity.models import Manuscript, State
from linli.records.publicity.register import Manuscripts
from linli.registers.action import action
from linli.tree.models import Account
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
