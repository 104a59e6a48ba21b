"""The calendar feed of a person: an address with a secret, for calendar programs that cannot sign in."""

from __future__ import annotations

import hashlib
import secrets

from linli.duties.models import Reminder
from linli.duties.occurrences import Occurrence
from linli.duties.worklist import worklist
from linli.tree.models import Account


def new_address(account: Account) -> str:
    """Make the secret of the feed's address anew; an earlier address stops working. Only its digest is kept."""
    secret = secrets.token_urlsafe(32)
    Reminder.objects.update_or_create(account=account, defaults={"feed_digest": _digest(secret)})
    return secret


def close(account: Account) -> None:
    """The feed's address stops working."""
    Reminder.objects.filter(account=account).update(feed_digest="")


def account_of(secret: str) -> Account | None:
    """Whose feed the secret opens."""
    found = Reminder.objects.filter(feed_digest=_digest(secret), account__is_active=True).select_related("account").first()
    return found.account if found else None


def items(account: Account) -> list[Occurrence]:
    """What the feed shows: whatever is late or due."""
    work = worklist(account)
    return [*work.late, *work.due]


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
