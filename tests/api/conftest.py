"""Somebody's program: a client with a token of theirs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from linli.api import tokens
from linli.tree.models import Account


class Program:
    """Sends JSON with a token and reads JSON."""

    def __init__(self, secret: str = "", **headers: str) -> None:
        self.client = Client(raise_request_exception=True)
        self.headers = {"accept-language": "en", **headers}
        if secret:
            self.headers["authorization"] = f"Bearer {secret}"

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        named = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.generic(method.upper(), f"/api{path}", headers=named, **data)


@pytest.fixture(autouse=True)
def fresh(settings, tmp_path) -> Iterator[None]:
    """Nobody has asked anything yet; sentences are in the language of the code."""
    settings.FILES_ROOT = tmp_path / "files"
    settings.SECURE_SSL_REDIRECT = False
    cache.clear()
    with translation.override("en"):
        yield


@pytest.fixture
def program() -> Callable[..., Program]:
    """A program of an account, which may also write."""

    def made(account: Account, *, read_only: bool = False) -> Program:
        _token, secret = tokens.create(account, "测试", read_only=read_only)
        return Program(secret)

    return made


@pytest.fixture
def anybody() -> Program:
    """A program without a token."""
    return Program()
