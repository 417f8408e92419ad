"""An officer's day in a real Chromium: sign-in, queue, alert, action, language, keyboard, phone."""

from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from infra.db.engine import connected
from infra.db.offices.accounts import set_password
from schemas.finding import Level
from tests.crowd import work, write
from tests.e2e.browser import PHONE, overflow, signed_in
from tests.portal_fixtures import TODAY, Portal
from tests.worked_alert import found, submitted, worked_alert

PASSWORD = "a long enough password"


@pytest.fixture
def county(portal: Portal) -> Portal:
    """A county with a real alert (17) on a real record, and twelve more in three projects."""
    submitted(portal.engine)
    worked_alert(portal.engine, found(portal.engine))
    many = [
        work(
            n,
            level=Level.YELLOW,
            project=f"P{n % 3 + 2}",
            subject=f"2026-{n - 100:02d}",
            due_on=TODAY + timedelta(n - 104),
        )
        for n in range(101, 113)
    ]
    write(portal.engine, *many)
    with connected(portal.engine) as connection:
        set_password(connection, "officer-a", PASSWORD)
    return portal


def rows(page: Page) -> int:
    return page.locator(".queue-table tbody tr").count()


def test_an_officers_day(county: Portal, visit: BrowserContext) -> None:
    page = visit.new_page()
    page.goto(f"{county.url}/queue")
    page.fill("input[name=name]", "officer-a")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button.is-primary")
    expect(page.locator("h1")).to_have_text("工作台")
    assert rows(page) == 13

    page.locator('.facet input[name="level"][value="red"]').check()
    expect(page.locator(".queue-total b")).to_have_text("1")
    assert "level=red" in page.url
    page.click(".q-sentence")

    expect(page.locator("h1")).to_contain_text("维权信息告示牌")
    expect(page.locator("#t-calc")).to_be_visible()
    expect(page.locator("table", has_text="project.started").last).to_be_visible()
    page.click('[data-act="acknowledge"] button')
    expect(page.locator(".steps .is-now")).to_have_text("已签收")
    page.fill('[data-act="investigate"] textarea', "到现场核查")
    page.click('[data-act="investigate"] button')
    expect(page.locator(".steps .is-now")).to_have_text("调查中")
    page.fill('[data-act="order"] input[name="document_no"]', "云人社监〔2026〕7号")
    page.click('[data-act="order"] button')
    expect(page.locator(".steps .is-now")).to_have_text("责令限期改正")
    expect(page.locator(".timeline").last).to_contain_text("到现场核查")

    page.click(".language button")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("h1")).to_contain_text("no rights notice board")


def test_alerts_are_acknowledged_together(county: Portal, visit: BrowserContext) -> None:
    page = signed_in(visit, county, "officer-a")
    page.goto(f"{county.url}/queue?level=yellow")
    page.check("#pick-all")
    expect(page.locator(".queue-picked")).to_have_text("已选 12 条")
    page.click('#bulk button[value="acknowledge"]')
    expect(page.locator(".queue-answer")).to_contain_text("已完成 12 条")
    assert page.locator(".q-state", has_text="已签收").count() == 12


def test_the_queue_is_worked_by_keyboard(county: Portal, visit: BrowserContext) -> None:
    page = signed_in(visit, county, "officer-a")
    page.goto(f"{county.url}/queue?level=yellow")
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator(".queue-table tbody tr").nth(1)
    expect(second).to_have_class("is-yellow is-current")
    page.keyboard.press("x")
    expect(second.locator("input")).to_be_checked()
    page.keyboard.press("a")
    expect(page.locator(".queue-answer")).to_contain_text("已完成 1 条")
    page.keyboard.press("/")
    page.keyboard.type("P3")
    page.keyboard.press("Enter")
    expect(page.locator(".chip", has_text="P3")).to_be_visible()
    page.wait_for_url("**q=P3**")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#queue-help")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator(".alert-head")).to_be_visible()


def test_the_queue_works_without_javascript(county: Portal, chromium: object) -> None:
    context = chromium.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = signed_in(context, county, "officer-a")
    page.goto(f"{county.url}/queue")
    page.locator('.facet input[name="level"][value="yellow"]').check()
    page.click(".queue-apply")
    assert rows(page) == 12
    page.locator('input[name="pick"]').first.check()
    page.click('#bulk button[value="acknowledge"]')
    expect(page.locator(".queue-answer")).to_contain_text("已完成 1 条")
    context.close()


@pytest.mark.parametrize("path", ["/queue", "/alerts/17", "/cases"])
def test_nothing_is_wider_than_a_phone(county: Portal, visit: BrowserContext, path: str) -> None:
    for lang in ("zh", "en"):
        page = signed_in(visit, county, "officer-a", lang)
        page.set_viewport_size(PHONE)
        page.goto(f"{county.url}{path}")
        page.wait_for_load_state("networkidle")
        assert overflow(page) <= 0, (lang, path)


def test_a_parameter_is_tried_on_the_history(county: Portal, visit: BrowserContext) -> None:
    page = signed_in(visit, county, "chief-a")
    page.goto(f"{county.url}/what-if")
    page.fill('input[name="title"]', "线索三日内决定")
    page.select_option('select[name="parameter_1"]', "lead_wd")
    page.fill('input[name="since_1"]', "2026-01-01")
    page.fill('input[name="value_1"]', "3")
    page.locator("main form button.is-primary").first.click()
    expect(page.locator("h1")).to_contain_text("线索三日内决定")
