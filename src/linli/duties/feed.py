"""The calendar feed of a person: an address with a secret, for calendar programs that cannot sign in."""

from __future__ import annotations

import hashlib
import secrets

from linli.duties.models import Reminder
from linli.duties.occurrences import Occurrence
from linli.duties.worklist import worklist
from linli.tree.models import Account


def new_address(account: Account) -> str:
    """A new secret for the feed's address; an earlier one stops working. Only its digest is kept."""
    secret = secrets.token_urlsafe(32)
    Reminder.objects.update_or_create(account=account, defaults={"feed_digest": _digest(secret)})
    return secret


def close(account: Account) -> None:
    """The feed's address stops working."""
    Reminder.objects.filter(account=account).update(feed_digest="")


def account_of(secret: str) -> Account | None:
    """Whose feed the secret opens."""
    open_feeds = Reminder.objects.filter(feed_digest=_digest(secret), account__is_active=True)
    found = open_feeds.select_related("account").first()
    return found.account if found else None


def is_open(account: Account) -> bool:
    """Whether the account has an address at present."""
    return Reminder.objects.filter(account=account).exclude(feed_digest="").exists()


def items(account: Account) -> list[Occurrence]:
    """What the feed shows: whatever is late or due, and what was done of late."""
    work = worklist(account)
    return [*work.late, *work.due, *work.coming, *work.done]


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
