"""The programmes that concern somebody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.almanac import today
from linli.programmes import office
from linli.programmes.models import Adoption, Programme, Version
from linli.tree.models import Account
from linli.tree.roles import May
from linli.web.programmes.access import author_units
from linli.web.rows.access import account_of, page


@dataclass(frozen=True)
class Entry:
    """One programme of the list."""

    programme: Programme
    current: Version | None
    draft: Version | None
    adopted: tuple[Adoption, ...]
    open_units: int
    fault: str

    @property
    def numbers(self) -> str:
        """How much is in it, in words."""
        if self.fault or not (version := self.current or self.draft):
            return ""
        definition = version.definition
        return _("%(obligations)d obligations, %(indicators)d indicators") % {
            "obligations": len(definition.obligations),
            "indicators": len(definition.indicators),
        }


@page
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Issued by my units, carried out by them, could be adopted, others."""
    by = account_of(request)
    mine = set(by.reach(May.AUTHOR).roots)
    groups: dict[str, list[Entry]] = {"issued": [], "adopted": [], "open": [], "others": []}
    for programme in office.visible(by):
        entry = _entry(programme, by)
        if programme.unit_id in mine:
            groups["issued"].append(entry)
        elif entry.adopted:
            groups["adopted"].append(entry)
        elif entry.open_units:
            groups["open"].append(entry)
        else:
            groups["others"].append(entry)
    titles = {
        "issued": _("Issued by my unit"),
        "adopted": _("Carried out by my units"),
        "open": _("Could be adopted"),
        "others": _("Others"),
    }
    context: dict[str, Any] = {
        "groups": [(titles[name], entries) for name, entries in groups.items() if entries],
        "may_write": bool(author_units(by)),
    }
    return render(request, "web/programmes/list.html", context)


def _entry(programme: Programme, by: Account) -> Entry:
    current, draft = programme.current(), programme.draft()
    running = programme.adoptions.filter(ends__gt=today(), unit__in=by.reach(May.READ).units)
    adopted = tuple(running.select_related("unit", "version").order_by("unit__code"))
    mine = by.reach(May.AUTHOR).units.values("pk")
    taken = {adoption.unit_id for adoption in adopted}
    open_units = office.eligible(programme).filter(pk__in=mine).exclude(pk__in=taken).count() if current else 0
    shown = current or draft
    return Entry(programme, current, draft, adopted, open_units, shown.fault if shown else "")
