"""Roles: what an account may do at a unit and below it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class May(TextChoices):
    """One capability. `Reach` answers for which units an account has it."""

    READ = "read", _("read records")
    WRITE = "write", _("write records")
    PRIVATE = "private", _("read private records")
    LEAD = "lead", _("assign and confirm")
    SUPERVISE = "supervise", _("receive, return and excuse")
    AUTHOR = "author", _("write and adopt programmes")
    ADMINISTER = "administer", _("keep units and accounts")


@dataclass(frozen=True)
class Role:
    """A named set of capabilities, with the sentence that tells people what it is for."""

    title: str | Promise
    about: str | Promise
    may: frozenset[str]

    do_not_call_in_templates = True


ROLES: dict[str, Role] = {
    "worker": Role(
        _("worker"),
        _("Records facts of the unit and sees its private registers."),
        frozenset({May.READ, May.WRITE, May.PRIVATE}),
    ),
    "clerk": Role(
        _("clerk"),
        _("Enters records for the unit and the units below it, without seeing what is private."),
        frozenset({May.READ, May.WRITE}),
    ),
    "leader": Role(
        _("leader"),
        _("A worker who also assigns work and confirms results."),
        frozenset({May.READ, May.WRITE, May.PRIVATE, May.LEAD}),
    ),
    "manager": Role(
        _("unit head"),
        _("Leads the unit, adopts programmes for it and answers for its figures."),
        frozenset({May.READ, May.WRITE, May.PRIVATE, May.LEAD, May.AUTHOR}),
    ),
    "superior": Role(
        _("superior"),
        _("Receives what the units below file, sees figures and open records, excuses and issues programmes."),
        frozenset({May.READ, May.SUPERVISE, May.AUTHOR}),
    ),
    "viewer": Role(_("viewer"), _("Looks at figures and open records, changes nothing."), frozenset({May.READ})),
    "administrator": Role(
        _("administrator"),
        _("Keeps units, accounts and keys; sees no private record by this role."),
        frozenset({May.ADMINISTER}),
    ),
}


def roles_with(may: str) -> list[str]:
    """Names of the roles that carry the capability."""
    return [name for name, role in ROLES.items() if may in role.may]
