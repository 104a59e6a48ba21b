"""Looking at the site as another person sees it."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.tree.models import Account

LOOK_AS = "look_as"
SAFE = {"GET", "HEAD", "OPTIONS"}
SEARCH = re.compile(r"/r/([-\w]+/(pick)?)?")  # sent, so that words stay out of addresses; nothing is written


class LookAs:
    """For an administrator who looks as somebody else, the request's user is that account, read-only.

    Nothing can be sent, and the pages of the account itself (password, second factor) stay closed: they would
    let the administrator become the person instead of looking.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.session.get(LOOK_AS)
        if chosen and isinstance(request.user, Account):
            seen = self._seen(request.user, chosen)
            if seen is None:
                del request.session[LOOK_AS]
            else:
                seen.seen_by = request.user
                request.user = seen
                if self._closed(request):
                    from linli.web.errors import forbidden

                    sentence = _("You are looking at the site as somebody else: nothing can be changed.")
                    return forbidden(request, sentence)
        return self.get_response(request)

    def _seen(self, admin: Account, chosen: int) -> Account | None:
        """The account looked as, as long as the administrator may."""
        from linli.web.office.duty import keeps

        seen = Account.objects.filter(pk=chosen, is_active=True).first()
        return seen if seen is not None and keeps(admin, seen) else None

    def _closed(self, request: HttpRequest) -> bool:
        if request.path == reverse("look_as_stop"):
            return False
        searching = request.method == "POST" and SEARCH.fullmatch(request.path) is not None
        return (request.method not in SAFE and not searching) or request.path.startswith("/account/")
