"""An administrator looks at the site as somebody else sees it: read-only, without private records, logged."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.registers.records import Access
from linli.web.middleware import LOOK_AS
from linli.web.office.duty import account_or_404, keeps, office_page
from linli.web.rows.access import account_of, page


@office_page
@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin to look as the account."""
    by = account_of(request)
    seen = account_or_404(by, pk)
    if not keeps(by, seen) or not seen.is_active or seen == by:
        raise PermissionDenied(_("You cannot look at the site as this account."))
    grant = seen.grants.order_by("-ends").first()
    Access.objects.create(by=by, what=Access.What.LOOK_AS, row=seen.pk, unit_id=grant.unit_id if grant else None)
    request.session[LOOK_AS] = seen.pk
    return redirect("home")


@page
@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """Be oneself again."""
    seen = request.session.pop(LOOK_AS, None)
    return redirect("account", seen) if seen else redirect("home")
