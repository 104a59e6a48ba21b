"""Accounts are made by an administrator; nobody signs up."""

from collections.abc import Mapping

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedAdapter(DefaultAccountAdapter):
    """allauth's adapter with the sign-up closed."""

    def is_open_for_signup(self, request) -> bool:  # type: ignore[no-untyped-def]
        return False


def login_name(request: HttpRequest, credentials: Mapping[str, str] | None = None) -> str:
    """The user name that somebody tries to sign in with, by which failures are counted and locked out."""
    given = credentials or {}
    name = given.get("username") or given.get("login") or request.POST.get("login") or ""
    return name.strip().lower()[:150]
