"""Accounts are made by an administrator; nobody signs up."""

from allauth.account.adapter import DefaultAccountAdapter


class ClosedAdapter(DefaultAccountAdapter):
    """allauth's adapter with the sign-up closed."""

    def is_open_for_signup(self, request) -> bool:  # type: ignore[no-untyped-def]
        return False
