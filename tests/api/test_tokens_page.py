"""The page of one's own tokens."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from linli.api.models import Token

pytestmark = pytest.mark.database


@pytest.fixture
def chen(world):
    """陈雨禾's browser."""
    client = Client()
    client.force_login(world.chen, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_a_token_is_made_shown_once_used_and_taken_back(world, chen):
    world.visit()
    page = chen.post("/me/tokens", {"name": "报表程序", "days": 30}).content.decode()
    secret = re.search(r"linli_[\w-]{40,}", page)[0]
    assert secret not in chen.get("/me/tokens").content.decode()
    bearer = {"Authorization": f"Bearer {secret}"}
    assert Client().get("/api/visits", headers=bearer).status_code == 200

    chen.post("/me/tokens", {"revoke": Token.objects.get().pk})
    assert Client().get("/api/visits", headers=bearer).status_code == 401


@pytest.mark.parametrize("values", [{"name": "", "days": 30}, {"name": "x", "days": 0}, {"name": "x"}])
def test_a_token_without_name_or_end_is_refused(values, chen):
    assert chen.post("/me/tokens", values).status_code == 422
    assert not Token.objects.exists()


def test_nobody_takes_back_the_token_of_somebody_else(world, chen):
    chen.post("/me/tokens", {"name": "报表程序", "days": 30})
    other = Client()
    other.force_login(world.zhao, "allauth.account.auth_backends.AuthenticationBackend")
    assert other.post("/me/tokens", {"revoke": Token.objects.get().pk}).status_code == 404
    assert Token.objects.get().revoked is None


def test_the_page_is_closed_to_whoever_is_not_signed_in(db):
    assert Client().get("/me/tokens").status_code == 302
