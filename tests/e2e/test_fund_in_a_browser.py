"""The emergency wage fund in a real Chromium: one case through every step, by the people whose steps they are."""

from dataclasses import replace

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from infra.db.fund import Done, FundCases, Opening
from infra.db.offices import Offices
from schemas.office import Officer
from tests.e2e.browser import PHONE, overflow, signed_in
from tests.fund_cases import EMPLOYER, a_fund, a_gathering, a_line
from tests.portal_fixtures import TODAY, Portal

pytest_plugins = ("tests.e2e.browser", "tests.portal_fixtures")


def officer(portal: Portal, name: str) -> Officer:
    found = Offices(portal.engine).officer(name, TODAY)
    assert found is not None
    return found


@pytest.fixture
def draft(portal: Portal) -> str:
    """A fund with 100,000 yuan, and a case of two workers of whom nothing but the arrears is known; its address."""
    clerk = officer(portal, "fund-clerk")
    a_fund(portal.engine, 10_000_000, name="云山县应急周转金", day=TODAY)
    gathered = replace(a_gathering(a_line("w-0001"), a_line("w-0002", 3_000_33)), settlements=(), answers=(), papers=())
    opening = Opening("520103", "yunshan", "application", "P1", "云山学校", EMPLOYER, gathered)
    done = FundCases(portal.engine).open(opening, clerk, TODAY)
    assert isinstance(done, Done)
    return f"{portal.url}/fund/cases/{done.case.id}"


def as_(visit: BrowserContext, portal: Portal, who: str, address: str) -> Page:
    page = signed_in(visit, portal, who)
    page.goto(address)
    return page


def fill(page: Page, act: str, **fields: str) -> None:
    """Open the form of an act, fill it in and send it."""
    form = page.locator(f'form[data-act="{act}"]').first
    details = form.locator("xpath=ancestor::details[1]")
    if details.count() and details.get_attribute("open") is None:
        details.locator("summary").first.click()
    for name, value in fields.items():
        field = form.locator(f'[name="{name}"]')
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    form.locator("button").last.click()
    expect(page.locator(".note.is-bad")).to_have_count(0)


def complete(page: Page) -> None:
    """Everything that an application needs, by its clerk."""
    for _ in range(3):
        fill(page, "settle", outcome="unpaid", evidence="云人社监〔2026〕7号")
    fill(page, "bond-notice", document_no="云人社保〔2026〕2号", fen="13000.33")
    fill(page, "settle", outcome="unpaid", evidence="银行复函〔2026〕1号")
    fill(page, "trigger", trigger="absconded", evidence="云公证〔2026〕3号")
    for item in ("case_filed", "workers_known", "hardship", "group_risk"):
        row = page.locator(f'[data-item="{item}"]')
        if row.count() and row.locator("form").count():
            row.locator("summary").click()
            row.locator('[name="evidence"]').fill("云劳监〔2026〕12号")
            row.locator("button").click()
    while page.locator('form[data-act="paper"]').count():
        form = page.locator('form[data-act="paper"]').first
        form.locator('[name="proof"]').fill("卷一第3页")
        form.locator("button").click()


def test_a_case_goes_through_every_step_by_clicking(portal: Portal, draft: str, visit: BrowserContext) -> None:
    page = as_(visit, portal, "fund-clerk", draft)
    complete(page)
    fill(page, "submit")
    expect(page.locator(".steps .is-now")).to_have_text("人社部门审核")
    expect(page.locator('form[data-act="agree"]')).to_have_count(0)
    for who in ("fund-check", "fund-sector", "fund-finance"):
        fill(as_(visit, portal, who, draft), "agree", why="同意")
    fill(as_(visit, portal, "fund-approver", draft), "agree", why="同意", document_no="云府批〔2026〕5号")
    page = as_(visit, portal, "fund-cashier", draft)
    fill(page, "prepare")
    expect(page.locator('form[data-act="release"]')).to_have_count(0)
    fill(as_(visit, portal, "fund-cashier-2", draft), "release")
    page = as_(visit, portal, "fund-cashier", draft)
    for worker in ("w-0001", "w-0002"):
        page.locator(f'tr[data-worker="{worker}"] + tr summary').first.click()
        form = page.locator(f'tr[data-worker="{worker}"] + tr form[data-act="paid"]')
        form.locator('[name="evidence"]').fill(f"回单{worker}")
        form.locator("button").click()
    expect(page.locator(".steps .is-now")).to_have_text("追偿中")
    advanced = page.locator(f'tr[data-debtor="{EMPLOYER}"] .fund-left').inner_text()
    fill(page, "repayment", fen=advanced, reference="20260518-0007", evidence="银行收款回单1")
    page = as_(visit, portal, "fund-finance", draft)
    page.locator('form[data-act="confirm-repayment"] button').click()
    expect(page.locator(".badge.is-info").first).to_have_text("已结案")
    page.goto(f"{portal.url}/fund/overview")
    expect(page.locator(".fund-free")).to_have_text("100,000.00")
    expect(page.locator(".fund-recovered")).to_have_text(advanced)


@pytest.mark.parametrize(
    "path",
    [
        "/fund",
        "/fund/overview",
        "/fund/answers",
        "/fund/recovery",
        "/fund/report",
        "/fund/cases/1",
        "/fund/cases/1/lines/1",
    ],
)
def test_no_page_of_the_fund_is_wider_than_a_phone(
    portal: Portal, draft: str, visit: BrowserContext, path: str
) -> None:
    assert draft
    for lang in ("zh", "en"):
        page = signed_in(visit, portal, "fund-clerk", lang)
        page.set_viewport_size(PHONE)
        page.goto(f"{portal.url}{path}")
        page.wait_for_load_state("networkidle")
        assert overflow(page) <= 0, (lang, path)
