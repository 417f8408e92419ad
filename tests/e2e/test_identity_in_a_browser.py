"""An officer asks for a number in a browser, reads it, and it is gone when its minutes are over."""

from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, expect
from sqlalchemy import update

from infra import clock
from infra.db.engine import connected
from infra.db.vault.tables import vault_reveals
from tests.e2e.browser import PHONE, overflow, signed_in
from tests.identities import ZHANG, named
from tests.portal_fixtures import Portal


@pytest.fixture
def zhang(portal: Portal) -> str:
    """His token; alert 17 of case 1 names him."""
    return named(portal)


@pytest.mark.usefixtures("zhang")
def test_a_number_is_asked_for_read_and_hidden_again(portal: Portal, visit: BrowserContext) -> None:
    page = signed_in(visit, portal, "officer-a")
    page.goto(f"{portal.url}/alerts/17")
    page.get_by_role("link", name="显示号码…").click()
    page.get_by_label("用途").select_option("case")
    page.get_by_label("具体事由").fill("核对工资支付表与银行回单")
    page.get_by_role("button", name="记录并显示").click()
    expect(page.get_by_role("heading", name="居民身份证号码")).to_be_visible()
    assert page.locator(".identity-number").inner_text().replace("\n", "").replace(" ", "") == ZHANG
    assert ZHANG not in page.url + page.title()
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert overflow(page) <= 0


@pytest.mark.usefixtures("zhang")
def test_the_page_hides_itself_when_the_minutes_are_over(portal: Portal, visit: BrowserContext) -> None:
    page = signed_in(visit, portal, "officer-a", "en")
    page.goto(f"{portal.url}/alerts/17/identities")
    page.get_by_label("Purpose").select_option("case")
    page.get_by_label("Reason").fill("compare the receipts")
    page.get_by_role("button", name="Record and show").click()
    expect(page.get_by_role("heading", name="Identity number")).to_be_visible()
    with connected(portal.engine) as connection:
        connection.execute(update(vault_reveals).values(until=clock.now() + timedelta(seconds=2)))
    page.reload()
    expect(page.get_by_role("heading", name="The number is hidden again")).to_be_visible()
    assert not page.locator(".identity-number").count()
