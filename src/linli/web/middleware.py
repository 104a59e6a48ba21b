"""Looking at the site as another person sees it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from linli.tree.models import Account

LOOK_AS = "look_as"


class LookAs:
    """For an administrator who looks as somebody else, the request's user is that account, read-only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.session.get(LOOK_AS)
        if chosen and request.user.is_authenticated:
            seen = Account.objects.filter(pk=chosen, is_active=True).first()
            if seen is None:
                del request.session[LOOK_AS]
            else:
                seen.seen_by = request.user
                request.user = seen
        return self.get_response(request)
