"""What several commands share."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from linli.programmes.models import Programme
    from linli.tree.models import Account, Unit


def add_by(parser: argparse.ArgumentParser) -> None:
    """`--by`: in whose name the command works, with that account's duties."""
    parser.add_argument("--by", required=True, metavar="ACCOUNT", help="the account in whose name this is done")


def account_named(username: str) -> Account:
    """The active account of that name."""
    from linli.registers.register import unknown
    from linli.tree.models import Account

    found = Account.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise LookupError(unknown(username, Account.objects.filter(is_active=True).values_list("username", flat=True)))
    return found


def unit_named(name: str) -> Unit:
    """The unit of that code or name."""
    from django.db.models import Q

    from linli.registers.register import unknown
    from linli.tree.models import Unit

    found = list(Unit.objects.filter(Q(code=name) | Q(name=name))[:2])
    if len(found) != 1:
        raise LookupError(unknown(name, Unit.objects.values_list("name", flat=True)))
    return found[0]


def programme_named(key: str) -> Programme:
    """The programme of that key."""
    from linli.programmes.models import Programme
    from linli.registers.register import unknown

    found = Programme.objects.filter(key=key).first()
    if found is None:
        raise LookupError(unknown(key, Programme.objects.values_list("key", flat=True)))
    return found
