"""One's own account: language, type size, password, second factor, sign out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.almanac import today
from linli.tree.models import Dated
from linli.tree.roles import ROLES
from linli.web.rows.access import account_of, page


@page
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show the account; a POST sets the type size."""
    by = account_of(request)
    if request.method == "POST":
        by.large_type = request.POST.get("large_type") == "on"
        by.save(update_fields=["large_type"])
        messages.success(request, _("Saved."))
        return redirect("profile")
    grants = by.grants.filter(Dated.on(today())).select_related("unit")
    duties = [{"grant": grant, "role": ROLES[grant.role]} for grant in grants]
    return render(request, "web/profile.html", {"account": by, "duties": duties})
