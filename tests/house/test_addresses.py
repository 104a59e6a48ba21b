"""Every address of the site, as people who have no business there: nobody sees a row, and no page breaks.

The addresses are taken from the site itself, so that a new page is tried before its author writes a test.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver

from linli.registers.register import all_registers
from tests.world import World

pytestmark = pytest.mark.database

OPEN = {"health", "api/openapi.json", "api/docs"}  # to people who did not sign in
NAMES = {"code": "330199-W1", "key": "no-such", "name": "no-such", "window": "2026-05", "kind": "csv", "adoption": 1}
NAMES |= {"secret": "x" * 40, "evidence": 1, "grant_pk": 1, "item": 1, "form": "table"}


def addresses(patterns: Any, before: str = "") -> Iterator[str]:
    """The routes of the site, account pages of the library left out."""
    for pattern in patterns:
        route = f"{before}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        elif "(?P" not in route and not route.startswith("account/") and "^" not in route:
            yield route


ROUTES = sorted(set(addresses(get_resolver().url_patterns)))
ROWS = [route for route in ROUTES if route.startswith(("r/<slug:register>/<int:pk>", "api/"))]


def filled(route: str, **values: Any) -> str:
    """The address of a route with values of the world put in."""

    def value(hit: re.Match[str]) -> str:
        kind, name = hit[1] or "", hit[2]
        if kind.startswith("uuid"):
            return "00000000-0000-0000-0000-000000000000"
        return str({"pk": 1, "register": "visits", **NAMES, **values}[name])

    return "/" + re.sub(r"<(\w+:)?(\w+)>", value, route)


def signed_in(account: Any) -> Client:
    client = Client(raise_request_exception=False)
    if account is not None:
        client.force_login(account, "allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.mark.parametrize("who", ["nobody", "stranger", "feng", "root", "everybody"])
def test_no_address_breaks(world: World, who: str) -> None:
    client, broken = signed_in(None if who == "nobody" else getattr(world, who)), []
    for route in ROUTES:
        for method in ("get", "post"):
            answer = getattr(client, method)(filled(route))
            if answer.status_code >= 500:
                broken.append((method, route, answer.status_code))
            if who == "nobody" and answer.status_code == 200 and route not in OPEN:
                broken.append((method, route, "open to everybody"))
    assert broken == []


@pytest.mark.parametrize("register", all_registers().values(), ids=lambda one: one.name)
def test_no_address_shows_a_row_of_others(world: World, register: Any) -> None:
    row = world.example(register)
    strangers = [signed_in(account) for account in (world.stranger, world.feng, world.root)]
    shown = []
    for route in ROWS:
        if route.startswith("api/") and not route.startswith(f"api/{register.name}/<int:pk>"):
            continue
        address = filled(route, register=register.name, pk=row.pk, name="no-such")
        for client in strangers:
            for method in ("get", "post"):
                status = getattr(client, method)(address).status_code
                if status not in (401, 404, 405):
                    shown.append((method, address, status))
    assert shown == []
