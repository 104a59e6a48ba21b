"""Who asks, whether they may ask in this way, and how often."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.errors import HttpError
from ninja.parser import Parser
from ninja.security import APIKeyCookie, HttpBearer
from ninja.throttling import BaseThrottle

from linli.api.tokens import token_of
from linli.tree.models import Account

READING = {"GET", "HEAD", "OPTIONS"}


class Bearer(HttpBearer):
    """A personal token in the Authorization header."""

    def authenticate(self, request: HttpRequest, token: str) -> Account | None:
        found = token_of(token)
        if found is None:
            return None
        if found.read_only and request.method not in READING:
            raise HttpError(403, _("This token may only read."))
        return found.account


class SignedIn(APIKeyCookie):
    """Somebody who is signed in to the site reads with their session; writing needs a token."""

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self) -> None:
        super().__init__(csrf=False)

    def authenticate(self, request: HttpRequest, key: str | None) -> Account | None:
        if request.method in READING and request.user.is_authenticated:
            return request.user
        return None


class PerMinute(BaseThrottle):
    """So many requests of one account in each minute of the clock."""

    def allow_request(self, request: HttpRequest) -> bool:
        key = f"linli-api-{request.auth.pk}-{int(time.time() // 60)}"  # type: ignore[attr-defined]
        cache.add(key, 0, 90)
        return cache.incr(key) <= settings.API_REQUESTS_A_MINUTE

    def wait(self) -> float | None:
        return 60 - time.time() % 60


class OtherType(ValueError):
    """The body is not JSON by its own account."""


class JsonParser(Parser):
    """Takes a body only as what it says it is."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise OtherType
        return super().parse_body(request)
