"""One plan runs from its text to its report: a director on a phone, the bureau at a desk, in Chinese, in a browser.

The world is the small demo district on 20 May 2026; the centre of zhuren2 has fallen behind.
"""

import io
import re

import pytest
from docx import Document

from linli.demo.world import PASSWORD, build
from linli.records.publicity.models import Manuscript

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def district(transactional_db):
    """The small demo district."""
    return build("small", seed=1)


@pytest.fixture
def violations(phone_page, browser_page):
    """What the browser complained of: script errors and refused styles or scripts."""
    found: list[str] = []
    for page in (phone_page, browser_page):
        page.on("pageerror", lambda error: found.append(str(error)))
        page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    return found


def sign_in(page, username):
    page.goto("/account/login/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(re.compile(r"/$"))


@pytest.mark.proves("S1-26", "S1-32")
def test_a_note_written_on_a_phone_is_seen_on_the_board_and_behind_its_number(
    district, phone_page, browser_page, screenshot, violations
):
    doctor = next(team for team in district.teams if team.centre == district.failing).doctors[0]
    before = Manuscript.objects.count()
    sign_in(phone_page, "zhuren2")
    assert "今日" in phone_page.inner_text("h1")
    april = phone_page.locator("li.task", has=phone_page.locator('a[href$="/notes/2026-04/"]'))
    assert "1/2" in april.inner_text().replace("\n", "").replace(" ", "")
    screenshot(phone_page, "journey-today-phone")

    april.get_by_role("link", name="补记").click()
    assert phone_page.locator("select[name=kind]").input_value() == "doctor-note"
    assert phone_page.locator("input[name=for_month]").input_value().startswith("2026-04")
    phone_page.fill("input[name=title]", "雨天里的随访")
    phone_page.fill("input[name=author]", f"{doctor.name} #{doctor.pk}")
    phone_page.fill("textarea[name=text]", "雨天路滑，改为电话随访，血压平稳，约定周四上门。")
    screenshot(phone_page, "journey-note-phone")
    phone_page.get_by_role("button", name="保存", exact=True).click()
    phone_page.wait_for_url(re.compile(r"/r/manuscripts/\d+"))
    assert Manuscript.objects.count() == before + 1

    phone_page.goto("/")
    late = phone_page.locator("section[aria-labelledby=late]")
    assert late.locator('a[href$="/notes/2026-04/"]').count() == 0, "April has its two notes: met, late"

    sign_in(browser_page, "weijian")
    browser_page.goto("/board/family-doctor/?period=2026")
    screenshot(browser_page, "journey-board-desk")
    browser_page.goto(f"/explain/{_adoption(district)}/notes/2026-04/")
    page = browser_page.inner_text("main")
    assert "逾期完成" in page and "雨天里的随访" in page and "2篇家庭健康医生手记" in page
    screenshot(browser_page, "journey-explain-desk")

    browser_page.goto("/board/family-doctor/submissions/?period=2026")
    row = browser_page.locator("tr, li").filter(has_text="分工").first
    assert "未报" in row.inner_text()
    assert violations == []


@pytest.mark.proves("S1-31")
def test_the_summary_of_the_week_is_drafted_filed_returned_and_filed_again(district, browser_page, phone_page):
    sign_in(phone_page, "zhuren2")
    phone_page.goto("/reports/")
    phone_page.locator('a[href*="activity-week"]').first.click()
    assert "集中签约" in phone_page.inner_text("main")
    answer = phone_page.request.get(_docx_address(phone_page))
    body = Document(io.BytesIO(answer.body()))
    text = "\n".join(paragraph.text for paragraph in body.paragraphs)
    assert "活动周小结" in text and "2026年5月7日至13日" in text and len(body.tables) == 1

    phone_page.get_by_role("button", name=re.compile("报送|存为")).first.click()
    phone_page.wait_for_url(re.compile(r"/r/submissions/\d+"))
    paper = phone_page.url.rstrip("/")
    _act(phone_page, "file", "")
    assert "已报送" in phone_page.inner_text("main")

    sign_in(browser_page, "weijian")
    browser_page.goto(paper)
    _act(browser_page, "send_back", "请补充下一步打算。")
    assert "退回" in browser_page.inner_text("main")

    phone_page.goto(paper)
    assert "请补充下一步打算。" in phone_page.inner_text("main")
    _act(phone_page, "refile", "")
    browser_page.goto(paper)
    _act(browser_page, "accept", "")
    assert "已接收" in browser_page.inner_text("main")


def _adoption(district) -> int:
    return district.failing.adoptions.get().pk


def _docx_address(page) -> str:
    return page.locator('a[href*="docx"]').first.get_attribute("href")


def _act(page, name: str, reason: str) -> None:
    form = page.locator(f'form[action$="/do/{name}"]').first
    if form.locator("summary").count():
        form.locator("summary").click()
    if reason:
        form.locator("textarea").fill(reason)
    form.locator("button").first.click()
    page.wait_for_load_state()
