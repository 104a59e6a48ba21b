"""Who saw private data: for administrators and leaders of the units concerned."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.registers.records import Access
from linli.registers.register import register_named
from linli.tree.models import Account, Grant
from linli.tree.roles import May
from linli.web.rows.access import account_of, page
from linli.web.words import sent, with_words

SIZE = 100


@page
@require_http_methods(["GET", "HEAD", "POST"])
def access_log(request: HttpRequest) -> HttpResponse:
    """The accesses in the person's units, the newest first."""
    by = account_of(request)
    reaches = [by.reach(may) for may in (May.ADMINISTER, May.LEAD) if by.may(may)]
    if not reaches:
        raise PermissionDenied(_("The access log is open to leaders and administrators."))
    rows = Access.objects.select_related("by", "unit")
    if not any(reach.everywhere for reach in reaches):
        within = Q()
        for reach in reaches:
            colleagues = Grant.objects.filter(unit_id__in=reach.ids).values("account_id")
            within |= Q(unit_id__in=reach.ids) | Q(unit__isnull=True, by_id__in=colleagues)
        rows = rows.filter(within)
    if request.method == "POST":
        return sent(request, {"who"}, request.POST)
    values, _forgotten = with_words(request)
    before = values.get("before", "")
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    who = values.get("who", "").strip()[:40]
    if who:
        rows = rows.filter(Q(by__name__icontains=who) | Q(by__username__icontains=who))
    found = list(rows[: SIZE + 1])
    looked_as = Account.objects.in_bulk([access.row for access in found if access.what == Access.What.LOOK_AS])
    entries = [{"access": access, "what": _what(access, looked_as)} for access in found[:SIZE]]
    context = {"entries": entries, "who": who, "before": found[SIZE - 1].pk if len(found) > SIZE else ""}
    return render(request, "web/office/access_log.html", context)


def _what(access: Access, looked_as: dict[int, Account]) -> dict[str, Any]:
    """What was seen, in words; a register that is no longer there is called by its name."""
    if access.what == Access.What.LOOK_AS:
        return {"title": looked_as.get(access.row or 0, access.row), "row": None}
    try:
        return {"title": register_named(access.register).title(), "row": access.row}
    except LookupError:
        return {"title": access.register, "row": access.row}
