"""A real browser for the journeys: Debian's chromium, driven by playwright, cut off from the network."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

SCREENS = Path(__file__).parents[2] / "var" / "screens"
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 740}
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A page that asks another host for anything gets nothing: whatever we show, we serve.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for the whole run."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no chromium here: the journeys in a browser do not run")
    # playwright keeps an event loop in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


def _page(browser: Browser, address: str, size: dict[str, int], *, phone: bool) -> Iterator[Page]:
    context = browser.new_context(
        base_url=address, viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai",
        has_touch=phone, is_mobile=phone,
    )  # fmt: skip
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def browser_page(browser: Browser, live_server) -> Iterator[Page]:
    """A page on a desk: 1440 wide, Chinese."""
    yield from _page(browser, live_server.url, DESKTOP, phone=False)


@pytest.fixture
def phone_page(browser: Browser, live_server) -> Iterator[Page]:
    """A page on a phone: 360 wide, Chinese."""
    yield from _page(browser, live_server.url, PHONE, phone=True)


@pytest.fixture(scope="session")
def screenshot() -> Callable[[Page, str], Path]:
    """`screenshot(page, "today-phone")` keeps a picture of the whole page in var/screens/."""

    def keep(page: Page, name: str) -> Path:
        SCREENS.mkdir(parents=True, exist_ok=True)
        path = SCREENS / f"{name}.png"
        page.screenshot(path=path, full_page=True)
        return path

    return keep
