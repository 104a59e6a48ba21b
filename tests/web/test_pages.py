"""What holds for every page: signing in, words for what goes wrong, strictness towards the browser, weight."""

from __future__ import annotations

import gzip
import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import get_resolver

from tests.world import PASSWORD

pytestmark = pytest.mark.database


def test_a_worker_signs_in_and_out(world, text_of):
    client = Client()
    page = client.get("/account/login/").content.decode()
    assert "登录" in page and "忘记密码" not in page
    answer = client.post("/account/login/", {"login": "chen", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert "陈雨禾" in text_of(client.get("/"))
    client.post("/account/logout/")
    assert client.get("/").status_code == 302


def test_nobody_signs_up(client, db):
    assert "username" not in client.get("/account/signup/").content.decode()


def test_an_account_is_locked_after_too_many_wrong_passwords(world, client, text_of, settings):
    for _try in range(settings.AXES_FAILURE_LIMIT):
        answer = client.post("/account/login/", {"login": "chen", "password": "wrong"})
    assert answer.status_code == 429
    assert "账号暂时锁定" in text_of(answer)
    assert client.post("/account/login/", {"login": "chen", "password": PASSWORD}).status_code == 429
    other = Client(REMOTE_ADDR="10.0.0.9")
    assert other.post("/account/login/", {"login": "chen", "password": PASSWORD}).status_code == 302


def test_the_second_factor_is_set_up_after_the_password_was_asked_again(world, text_of):
    client = Client()
    client.post("/account/login/", {"login": "chen", "password": PASSWORD})
    asked = client.get("/account/2fa/totp/activate/")
    assert asked["Location"].startswith("/account/reauthenticate/")
    answer = client.post(asked["Location"], {"password": PASSWORD}, follow=True)
    assert answer.status_code == 200
    assert "data:image/svg+xml" in answer.content.decode()
    assert "验证" in text_of(answer)


@pytest.mark.parametrize("address", ["/nowhere", "/r/nothing/", "/r/visits/9999", "/evidence/1"])
def test_what_is_not_there_is_said_in_words(address, world, visit, text_of):
    answer = visit(world.chen).get(address)
    assert answer.status_code == 404
    assert "没有这个页面" in text_of(answer)


def test_an_expired_form_says_what_to_do(world, text_of):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/account/login/", {"login": "chen", "password": PASSWORD})
    assert answer.status_code == 403
    assert "表单已过期" in text_of(answer)


def test_our_own_mistake_is_owned_up_to_without_details(world, visit, text_of, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("linli.web.rows.listing.paging.page", broken)
    visitor = visit(world.chen)
    visitor.raise_request_exception = False
    answer = visitor.get("/r/visits/")
    assert answer.status_code == 500
    assert "系统出错" in text_of(answer)
    assert "secret detail" not in answer.content.decode()


def routes(patterns, prefix=""):
    """Every address of the site, with 1 and a register's name where it takes an argument."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern.url_patterns, route)
        else:
            yield "/" + re.sub(
                r"<(\w+):(\w+)>",
                lambda m: {"slug": "visits", "int": "1", "uuid": "0" * 8 + "-0000" * 3 + "-" + "0" * 12}.get(m[1], "x"),
                route,
            )


def own_pages():
    found = [route for route in routes(get_resolver().url_patterns) if re.match(r"/(r|office|evidence|me)\b", route)]
    return ["/", *found]


@pytest.mark.parametrize("address", own_pages())
def test_no_page_opens_to_whoever_is_not_signed_in(address, client, db):
    for answer in (client.get(address), client.post(address)):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/login/")


PAGES = [
    "/",
    "/r/",
    "/r/visits/",
    "/r/visits/new",
    "/r/meetings/new",
    "/r/visits/import",
    "/me",
    "/account/password/change/",
]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_strict_and_every_input_has_its_label(address, world, visit):
    answer = visit(world.chen).get(address)
    page = answer.content.decode()
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script>", page)
    assert '<html lang="zh-CN"' in page and 'class="skip"' in page
    for tag in re.findall(r"<(?:input|select|textarea)[^>]*>", page):
        if 'type="hidden"' in tag:
            continue
        name = re.search(r'\sid="([^"]+)"', tag)
        assert (
            "aria-label=" in tag
            or (name and f'<label for="{name[1]}"' in page)
            or (name and f'for="{name[1]}"' in page)
        ), tag


def test_the_first_visit_weighs_less_than_eighty_kilobytes(world, visit):
    visitor = visit(world.chen)
    for day in range(1, 29):
        world.visit(contract=world.contract(), visited_on=f"2026-03-{day:02d}")
    for address in ("/", "/r/visits/"):
        page = visitor.page(address)
        parts = [page.encode()]
        for name in set(re.findall(r'(?:href|src)="/static/([^"#?]+)', page)):
            with open(finders.find(name), "rb") as file:
                parts.append(file.read())
        assert len(parts) >= 4
        assert sum(len(gzip.compress(part)) for part in parts) < 80_000


def test_the_site_speaks_english_too(world, visit):
    visitor = visit(world.chen)
    visitor.post("/language/setlang/", {"language": "en", "next": "/"})
    page = visitor.page("/r/")
    assert "My registers" in page and '<html lang="en"' in page
    assert not re.search(r"新增|我的台账", page)


def test_large_type_is_kept_with_the_account(world, visit):
    visitor = visit(world.chen)
    visitor.post("/me", {"large_type": "on"})
    assert 'class="large"' in visitor.page("/")
