"""Personal tokens: who they stand for, and when they no longer do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from linli.almanac import now
from linli.api import tokens
from linli.api.models import Token
from linli.registers.door import Refused

pytestmark = pytest.mark.django_db


def test_a_secret_is_shown_once_and_only_its_digest_is_kept(world):
    token, secret = tokens.create(world.chen, "报表程序")
    assert secret.startswith("linli_") and secret[:12] == token.prefix
    stored = Token.objects.values().get()
    assert secret not in str(stored) and len(stored["digest"]) == 64


def test_without_a_working_token_nobody_gets_in(world, anybody, program):
    answer = anybody("get", "/visits")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert answer["Content-Type"] == "application/problem+json"
    assert anybody("get", "/visits", authorization="Bearer linli_wrong").status_code == 401
    assert anybody("get", "/visits", authorization="Basic eDp4").status_code == 401

    ask = program(world.chen)
    assert ask("get", "/visits").status_code == 200
    token = Token.objects.get()
    assert token.last_used is not None

    token.expires = now() - timedelta(days=1)
    token.save()
    assert ask("get", "/visits").status_code == 401
    token.expires = None
    token.save()
    assert ask("get", "/visits").status_code == 200
    world.chen.is_active = False
    world.chen.save()
    assert ask("get", "/visits").status_code == 401


def test_a_revoked_token_works_no_longer(world, program):
    ask = program(world.chen)
    token = tokens.tokens_of(world.chen).get()
    with pytest.raises(Refused):
        tokens.revoke(token, by=world.zhao)
    tokens.revoke(token, by=world.chen)
    assert ask("get", "/visits").status_code == 401
    assert not tokens.tokens_of(world.chen).exists()


def test_a_token_that_only_reads(world, program):
    ask = program(world.chen, read_only=True)
    assert ask("get", "/visits").status_code == 200
    answer = ask("post", "/visits", {})
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")


def test_who_is_signed_in_reads_with_the_session_and_writes_with_a_token_only(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.chen, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/api/visits").status_code == 200
    assert client.post("/api/visits", "{}", content_type="application/json").status_code == 401


def test_what_a_token_needs(world):
    for how in ({"name": " "}, {"name": "x", "days": 0}, {"name": "x", "days": 99999}):
        with pytest.raises(ValidationError):
            tokens.create(world.chen, **how)
    for _more in range(tokens.MOST):
        tokens.create(world.chen, "x")
    with pytest.raises(ValidationError):
        tokens.create(world.chen, "x")
    world.zhao.seen_by = world.root
    with pytest.raises(Refused):
        tokens.create(world.zhao, "x")
