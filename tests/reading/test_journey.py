"""In a real browser, in Chinese: paste a plan, correct one obligation, make the draft, publish it."""

import pytest

from linli.programmes.models import Programme
from tests.world import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(page, username):
    page.goto("/account/login/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button")
    page.wait_for_url("**/")


def test_from_the_text_of_a_plan_to_a_published_programme(world, browser_page, plan_text, screenshot):
    page = browser_page
    broken = []
    page.on("console", lambda message: broken.append(message.text) if message.type == "error" else None)
    sign_in(page, "zhou")

    page.goto("/programmes/")
    page.click("text=识读方案")
    page.fill("textarea[name=text]", plan_text)
    page.click("text=开始识读")
    page.wait_for_selector(".plan-text .span")
    screenshot(page, "plan-read")

    first = page.locator(".found > li").first
    first.get_by_role("button", name="采用").click()
    page.wait_for_selector(".found > li:first-child .state.good")
    assert "1/" in page.locator("#counter").inner_text().replace(" ", "")

    page.locator(".found > li", has_text="举办健康讲座").get_by_role("link", name="更正").click()
    page.fill("input[name=value]", "15")
    page.click("button[value=correct]")
    page.wait_for_selector("text=更正已保存")
    assert "≥ 15 场" in page.locator(".found > li.at").inner_text()

    page.evaluate(
        """() => { const text = document.querySelector("[data-plan]");
        const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const at = node.data.indexOf("营造良好氛围");
          if (at >= 0) { getSelection().setBaseAndExtent(node, at, node, at + 6); return; } } }"""
    )
    page.wait_for_function("document.querySelector('#quote').value === '营造良好氛围'")
    page.click("form[data-add] button")
    page.wait_for_selector("text=营造良好氛围")
    page.locator(".crumbs a").last.click()

    page.click("text=生成方案草稿")
    page.wait_for_selector("text=正文无误")
    assert "举办健康讲座" in page.input_value("#id_text")
    screenshot(page, "plan-draft")
    page.click("button[value=publish]")
    page.wait_for_url("**/publish")
    for reason in page.locator("[name^=reason-]").all():
        reason.fill("原计划如此要求")
    page.locator("main form button.primary").first.click()
    page.wait_for_selector("text=已发布")

    programme = Programme.objects.get()
    assert programme.current() is not None
    [talks] = [part for part in programme.current().definition.obligations.values() if part.title == "举办健康讲座"]
    assert str(talks.target.low) == "15"
    assert not broken


def test_on_a_phone_the_plan_stands_above_and_links_lead_down_and_up(world, phone_page, plan_text, screenshot):
    page = phone_page
    sign_in(page, "zhou")
    page.goto("/programmes/read/")
    page.fill("textarea[name=text]", plan_text)
    page.click("text=开始识读")
    page.wait_for_selector(".plan-text .span")
    screenshot(page, "plan-read-phone")

    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.click(".jump a[href='#list']")
    assert page.locator("#list").bounding_box()["y"] < 200
    page.locator(".found > li .nr").nth(2).click()
    assert 0 <= page.locator(".plan-text .nr").nth(2).bounding_box()["y"] < 740
