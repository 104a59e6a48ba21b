"""What was done to accounts, roles and units: who, when, what it was and became."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from linli.registers.records import Change
from linli.tree.models import ALWAYS, FOREVER, Account, Grant, Unit
from linli.tree.roles import ROLES

SHOWN = 50
DOINGS = {
    "opened": gettext_noop("set up"),
    "changed": gettext_noop("changed"),
    "password": gettext_noop("set a new password"),
    "role-given": gettext_noop("gave a role"),
    "role-ended": gettext_noop("ended a role"),
    "moved": gettext_noop("moved below another unit"),
    "closed": gettext_noop("shut down"),
}
LABELS = {
    "is_active": gettext_noop("in use"),
    "role": gettext_noop("role"),
    "unit": gettext_noop("unit"),
    "parent": gettext_noop("unit above"),
    "starts": gettext_noop("from"),
    "ends": gettext_noop("until"),
}


def remember(
    by: Account, what: Account | Unit, doing: str, *, before: Mapping[str, Any] = {}, after: Mapping[str, Any] = {}
) -> None:
    """Keep a change to an account or a unit; values that stayed the same are left out."""
    same = {name for name in before if name in after and before[name] == after[name]}
    if same and same == set(before) == set(after):
        return
    Change.objects.create(
        register=what._meta.label_lower,
        row=what.pk,
        doing=doing,
        by=by,
        before={name: value for name, value in before.items() if name not in same},
        after={name: value for name, value in after.items() if name not in same},
    )


def of_grant(held: Grant) -> dict[str, Any]:
    """A role as it is remembered."""
    return {"role": held.role, "unit": str(held.unit), "starts": held.starts, "ends": held.ends}


def remembered(what: Account | Unit) -> list[dict[str, Any]]:
    """What was done to an account or a unit, the newest first, in words."""
    found = Change.objects.filter(register=what._meta.label_lower, row=what.pk).select_related("by")[:SHOWN]
    return [
        {
            "by": change.by,
            "at": change.at,
            "doing": _(DOINGS.get(change.doing, change.doing)),
            "fields": [
                {
                    "label": _label(what, name),
                    "old": _in_words(name, change.before.get(name)),
                    "new": _in_words(name, change.after.get(name)),
                }
                for name in dict.fromkeys([*change.before, *change.after])
                if str(change.after.get(name, change.before.get(name))) not in (str(ALWAYS), str(FOREVER))
            ],
        }
        for change in found
    ]


def _label(what: Account | Unit, name: str) -> str:
    if name in LABELS:
        return _(LABELS[name])
    fields = {field.name: field for field in what._meta.concrete_fields}
    return str(fields[name].verbose_name) if name in fields else name


def _in_words(name: str, value: Any) -> str:
    if name == "role" and value in ROLES:
        return str(ROLES[value].title)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value) if value not in (None, "") else "—"
