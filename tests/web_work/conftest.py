"""For the pages about duties: somebody signed in, and pages read as plain words."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import trans_real

from linli.config.translations import compile_catalogues
from linli.tree.models import Account


@pytest.fixture(scope="session", autouse=True)
def catalogues() -> None:
    """The pages speak Chinese, as they do for the people who use them."""
    compile_catalogues()
    trans_real._translations = {}


class Visitor(Client):
    """A browser without script."""

    def page(self, address: str, **query: Any) -> str:
        """The HTML of a page that must be there."""
        answer = self.get(address, query)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.content.decode()

    def words(self, address: str, **query: Any) -> str:
        """The words of a page, without its marks."""
        return words(self.page(address, **query))


def words(html: str) -> str:
    """What a reader reads of the main part."""
    main = html.partition("<main")[2] or html
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


def row_of(html: str, name: str) -> str:
    """The words of the table row that begins with a name."""
    for row in re.findall(r"<tr.*?</tr>", html, re.S):
        if words(row).strip().startswith(name):
            return words(row)
    raise AssertionError(f"no row {name}")


@pytest.fixture
def visit() -> Callable[[Account], Visitor]:
    """`visit(world.zhou)` is a browser in which 周向东 is signed in."""

    def signed_in(account: Account) -> Visitor:
        visitor = Visitor()
        visitor.force_login(account, "allauth.account.auth_backends.AuthenticationBackend")
        return visitor

    return signed_in
