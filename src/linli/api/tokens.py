"""Making, taking back and recognising personal tokens."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from linli.almanac import now
from linli.api.models import Token
from linli.registers.door import Refused
from linli.tree.models import Account

START = "linli_"
MOST = 20
DAYS = 90
USED_EVERY = timedelta(minutes=1)


def create(
    account: Account, name: str, *, read_only: bool = True, days: int | None = DAYS
) -> tuple[Token, str]:
    """A new token of the account, and its secret, which nobody can show again.

    Args:
        days: how long it is valid; None for ever.
    """
    if account.seen_by is not None:
        raise Refused(_("You are looking at the site as somebody else: nothing can be changed."))
    if not name.strip():
        raise ValidationError({"name": _("Say what the token is used for.")})
    if days is not None and not 1 <= days <= 3660:
        raise ValidationError({"days": _("A token is valid for 1 to 3,660 days.")})
    if tokens_of(account).count() >= MOST:
        raise ValidationError(_("You have %(count)d tokens: revoke one first.") % {"count": MOST})
    secret = START + secrets.token_urlsafe(32)
    token = Token.objects.create(
        account=account,
        name=name.strip()[:60],
        prefix=secret[:12],
        digest=_digest(secret),
        read_only=read_only,
        expires=None if days is None else now() + timedelta(days=days),
    )
    return token, secret


def tokens_of(account: Account) -> QuerySet[Token]:
    """The tokens of the account that still work, the newest first."""
    return _working().filter(account=account)


def revoke(token: Token, *, by: Account) -> None:
    """The token works no longer; its owner alone takes it back."""
    if token.account_id != by.pk or by.seen_by is not None:
        raise Refused(_("This token belongs to somebody else."))
    token.revoked = now()
    token.save(update_fields=["revoked"])


def token_of(secret: str) -> Token | None:
    """The working token with this secret, of an account that may sign in; its use is noted once a minute."""
    if not secret.startswith(START):
        return None
    token = _working().select_related("account").filter(digest=_digest(secret)).first()
    if token is None or not token.account.is_active:
        return None
    if token.last_used is None or now() - token.last_used > USED_EVERY:
        token.last_used = now()
        token.save(update_fields=["last_used"])
    return token


def _working() -> QuerySet[Token]:
    return Token.objects.filter(Q(expires__isnull=True) | Q(expires__gt=now()), revoked__isnull=True)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
