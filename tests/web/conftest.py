"""For the tests of the web door: somebody signed in, and forms filled in the way a browser does it."""

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

INPUT = re.compile(r'<input[^>]* type="hidden"[^>]*>|<input[^>]*type="hidden"[^>]*>')


@pytest.fixture(scope="session", autouse=True)
def catalogues() -> None:
    """The pages speak Chinese, as they do for the people who use them."""
    compile_catalogues()
    trans_real._translations = {}


class Visitor(Client):
    """A browser without script, signed in as somebody."""

    def page(self, address: str, /, **query: Any) -> str:
        """The text of a page that must be there."""
        answer = self.get(address, query)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.content.decode()

    def find(self, address: str, /, **typed: Any) -> str:
        """The text of the page that answers a search."""
        answer = self.post(address, typed, follow=True)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.content.decode()

    def send(self, address: str, /, **values: Any) -> Any:
        """Fetch a page with a form, fill it in and send it: what is hidden in the form goes along."""
        hidden = {}
        for tag in INPUT.findall(self.page(address)):
            name = re.search(r'name="([^"]*)"', tag)
            value = re.search(r'value="([^"]*)"', tag)
            if name:
                hidden[name[1]] = unescape(value[1]) if value else ""
        return self.post(address, {**hidden, **values})


@pytest.fixture
def visit() -> Callable[[Account], Visitor]:
    """`visit(world.chen)` is a browser in which 陈雨禾 is signed in."""

    def signed_in(account: Account) -> Visitor:
        visitor = Visitor()
        visitor.force_login(account, "allauth.account.auth_backends.AuthenticationBackend")
        return visitor

    return signed_in


@pytest.fixture
def text_of() -> Callable[[Any], str]:
    """What a person reads in an answer: its text without tags."""

    def text(answer: Any) -> str:
        content = answer if isinstance(answer, str) else answer.content.decode()
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", content)))

    return text
