"""A day of 陈雨禾, family doctor, in a real browser: on the phone in the stairwell, at the desk, without script."""

from __future__ import annotations

import pytest

from linli.records.health.models import Visit
from linli.records.meetings.models import Meeting
from tests.support.browser import PHONE
from tests.world import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESSES = ["/", "/r/", "/r/visits/", "/r/visits/new", "/r/meetings/new", "/r/visits/import", "/me", "/r/households/"]


@pytest.fixture
def complaints():
    """What a page complains about: errors of scripts, and whatever the content policy forbids."""
    return []


def sign_in(page, name="chen", complaints=None):
    """Sign in as somebody of the world."""
    if complaints is not None:
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto("/account/login/")
    page.fill("[name=login]", name)
    page.fill("[name=password]", PASSWORD)
    page.click("button.primary")
    page.wait_for_selector(".top .menu")


def test_a_visit_is_written_on_the_phone_by_a_few_letters(world, phone_page, complaints, screenshot):
    contract = world.contract(household=world.household(number="0108", address="翠湖路12号"))
    page = phone_page
    sign_in(page, complaints=complaints)
    page.goto("/r/")
    page.click("a[href='/r/visits/new']")
    page.type("#id_contract", "0108")
    page.click("#id_contract-offers [role=option]")
    page.type("#id_doctor", "cyh")
    page.wait_for_selector("#id_doctor-offers [role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.select_option("#id_kind", "home")
    page.fill("#id_note", "血压平稳，嘱低盐饮食。")
    screenshot(page, "visit-form-phone")
    page.click(".actions .primary")
    page.wait_for_selector(".message.success")

    row = Visit.objects.get()
    assert (row.contract, row.doctor, row.note) == (contract, contract.doctor, "血压平稳，嘱低盐饮食。")
    assert complaints == []


def test_what_was_typed_is_offered_again_after_the_page_was_lost(world, phone_page):
    page = phone_page
    sign_in(page)
    page.goto("/r/meetings/new")
    page.fill("#id_title", "四月工作例会")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/r/")
    page.goto("/r/meetings/new")
    assert page.input_value("#id_title") == ""
    page.click(".draft .primary")
    assert page.input_value("#id_title") == "四月工作例会"
    page.select_option("#id_kind", "work")
    page.click(".actions .primary")
    page.wait_for_selector(".message.success")
    page.goto("/r/meetings/new")
    assert page.locator(".draft").count() == 0
    assert Meeting.objects.get().title == "四月工作例会"


def test_a_line_is_added_without_leaving_the_page(world, browser_page, complaints):
    page = browser_page
    world.doctor()
    sign_in(page, complaints=complaints)
    page.goto("/r/meetings/new")
    page.fill("#id_title", "四月工作例会")
    page.select_option("#id_kind", "work")
    page.click("#lines-attendances > button")
    page.wait_for_selector("#id_attendances-1-person")
    page.type("#id_attendances-1-person", "cyh")
    page.click("#id_attendances-1-person-offers [role=option]")
    assert page.input_value("#id_title") == "四月工作例会"
    page.click(".actions .primary")
    page.wait_for_selector(".message.success")
    assert [line.person.name for line in Meeting.objects.get().attendances.all()] == ["陈雨禾"]
    assert complaints == []


def test_the_list_answers_while_one_types_at_the_desk(world, browser_page, complaints, screenshot):
    world.resident(name="王桂兰")
    world.resident(name="李大海")
    page = browser_page
    sign_in(page, "sun", complaints)
    page.goto("/r/residents/")
    assert page.locator("tbody tr").count() == 2
    page.type("#id_q", "wgl")
    page.locator("tbody tr").nth(1).wait_for(state="detached")
    assert "found=" in page.url and "wgl" not in page.url
    screenshot(page, "residents-desk")
    assert complaints == []


@pytest.fixture
def plain_page(browser, live_server):
    """A phone in which scripts do not run."""
    context = browser.new_context(base_url=live_server.url, viewport=PHONE, locale="zh-CN", java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_everything_works_without_script(world, plain_page):
    world.doctor()
    page = plain_page
    sign_in(page)
    page.goto("/r/meetings/new")
    page.fill("#id_title", "四月工作例会")
    page.select_option("#id_kind", "work")
    page.fill("#id_attendances-0-person", "陈雨禾")
    page.click("#lines-attendances > button")
    assert page.input_value("#id_title") == "四月工作例会"
    assert page.locator("#id_attendances-1-person").count() == 1
    page.click(".actions .primary")
    page.wait_for_selector(".message.success")
    assert Meeting.objects.get().attendances.count() == 1
    page.goto("/r/meetings/")
    page.fill("#id_q", "没有的会")
    page.click(".search-bar button")
    assert "没有符合条件的记录" in page.inner_text("#listing")


def test_no_page_is_wider_than_the_phone_and_fingers_hit_every_button(world, phone_page):
    world.visit()
    page = phone_page
    sign_in(page)
    for address in ADDRESSES:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, address
        small = page.evaluate(
            """() => [...document.querySelectorAll("main button, main .button, .main-nav a, main select,"
                + "main input:not([type=hidden]):not([type=checkbox]):not([type=radio])")]
                .filter(e => e.offsetParent && !e.classList.contains("hidden") && e.getBoundingClientRect().height < 44)
                .map(e => e.outerHTML.slice(0, 80))"""
        )
        assert small == [], address


def test_the_keyboard_reaches_the_content_first_and_focus_is_seen(world, browser_page):
    page = browser_page
    sign_in(page)
    page.goto("/r/visits/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_a_printed_list_holds_the_rows_and_no_buttons(world, browser_page):
    world.visit()
    page = browser_page
    sign_in(page)
    page.goto("/r/visits/")
    page.emulate_media(media="print")
    assert page.is_visible("tbody tr")
    assert not page.is_visible(".top")
    assert not page.is_visible(".filters")
