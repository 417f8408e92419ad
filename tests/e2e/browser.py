"""A real Chromium for tests: Debian's package, driven by Playwright.

The fixtures `chromium` and `visit` are there for every test; `signed_in` opens a page as an officer.
"""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.portal_fixtures import Portal

PATIENCE_MS = 15_000
WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Chromium, once per module. Without it the test is skipped loudly; on CI it fails.

    Not once per run: as long as it is there, Playwright's event loop runs in this thread and no test can start its own.
    """
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("chromium is missing: apt-get install chromium")
        pytest.skip("chromium is missing: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser profile of its own on a wide screen; a page that logs an error or breaks the CSP fails the test."""
    context = chromium.new_context(viewport=WIDE, locale="zh-CN")
    context.set_default_timeout(PATIENCE_MS)
    errors: list[str] = []
    context.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    context.on("weberror", lambda error: errors.append(str(error.error)))
    yield context
    context.close()
    wrong = [error for error in errors if "status of 4" not in error]  # a refusal that the test asked for
    assert not wrong, wrong


def signed_in(visit: BrowserContext, portal: Portal, officer: str, lang: str = "zh") -> Page:
    """A page of the officer, who has signed in before."""
    visit.add_cookies([portal.cookie_of(officer), {"name": "lang", "value": lang, "url": portal.url}])  # type: ignore[list-item]
    return visit.new_page()


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the screen."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
