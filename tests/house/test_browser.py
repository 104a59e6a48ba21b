"""The browser that the journeys use is a real one: Chinese, of the right size, cut off from the network."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("fixture", "width"), [("browser_page", 1440), ("phone_page", 360)])
def test_a_page_has_the_width_and_language_of_its_device(request, fixture, width):
    page = request.getfixturevalue(fixture)
    page.goto("/health")
    assert page.evaluate("screen.width") == width
    assert page.evaluate("navigator.language") == "zh-CN"


def test_a_page_cannot_ask_another_host_for_anything(browser_page):
    failed = []
    browser_page.on("requestfailed", lambda request: failed.append(request.failure))
    browser_page.set_content("<img src='http://example.org/picture.png'>")
    browser_page.wait_for_load_state("networkidle")
    assert failed == ["net::ERR_NAME_NOT_RESOLVED"]
