"""What stands in the navigation: entries that any app may give in its own `navigation.py`.

An app lists plain dictionaries, so that no floor needs to know the doors above it:

    ENTRIES = [{"title": _("Board"), "page": "board", "place": "main", "order": 30, "may": "read"}]

`page` is the name of an address (an entry whose page the site does not have is left out); `place` is `main`
(the bar) or `office` (the administrator's menu); `may` is the capability (or one of some) that somebody must
have somewhere, or nothing; `under` is the address below which the entry counts as the present one (default:
the page's own); `icon` names a symbol of `linli/icons.svg`.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from linli.tree.models import Account
from linli.tree.roles import May


@dataclass(frozen=True)
class Entry:
    """One entry as its app declared it."""

    title: Any
    page: str
    place: str = "main"
    order: int = 50
    may: str | tuple[str, ...] = ""
    under: str = ""
    icon: str = ""


ENTRIES = [
    {"title": _("Today"), "page": "home", "order": 10, "under": "/", "icon": "home"},
    {"title": _("My registers"), "page": "registers", "order": 20, "icon": "book"},
    {"title": _("Accounts"), "page": "accounts", "place": "office", "order": 10, "may": May.ADMINISTER},
    {"title": _("Tree of units"), "page": "units", "place": "office", "order": 20, "may": May.ADMINISTER},
    {
        "title": _("Access log"),
        "page": "access_log",
        "place": "office",
        "order": 30,
        "may": (May.ADMINISTER, May.LEAD),
    },
]

_entries: list[Entry] = []


def gather() -> None:
    """Collect the entries of every app; called once at the start."""
    found = []
    for app in apps.get_app_configs():
        if app.name.startswith("linli.") and find_spec(f"{app.name}.navigation"):
            module = import_module(f"{app.name}.navigation")
            found += [Entry(**entry) for entry in getattr(module, "ENTRIES", ())]
    _entries[:] = sorted(found, key=lambda entry: entry.order)


def entries_for(request: HttpRequest, place: str) -> list[dict[str, Any]]:
    """The entries of a place that the person can use, with the present one marked."""
    account = request.user
    if not isinstance(account, Account):
        return []
    shown = []
    for entry in _entries:
        needed = (entry.may,) if isinstance(entry.may, str) else entry.may
        if entry.place != place or not any(not may or account.may(may) for may in needed):
            continue
        try:
            address = reverse(entry.page)
        except NoReverseMatch:
            continue
        under = entry.under or address
        here = request.path == address if under == "/" else request.path.startswith(under)
        shown.append({"title": entry.title, "address": address, "here": here, "icon": entry.icon})
    return shown
