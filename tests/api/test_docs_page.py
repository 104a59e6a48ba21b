"""The page about the API in a real browser, cut off from the net."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def test_the_page_lists_the_registers_under_our_content_policy(browser_page):
    refused: list[str] = []
    browser_page.on("requestfailed", lambda request: refused.append(request.url))
    browser_page.goto("/api/docs")
    browser_page.wait_for_selector(".opblock")
    assert browser_page.locator(".opblock-tag").count() > 5
    assert refused == []
