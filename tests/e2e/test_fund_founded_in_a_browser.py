"""A fund founded, endowed and given its next budget in a real Chromium: by two persons, and by no one person alone."""

from playwright.sync_api import BrowserContext, Page, expect

from infra.db.fund import Funds
from infra.db.fund.faults import faults
from schemas.office import Sight
from tests.e2e.browser import PHONE, overflow, signed_in
from tests.portal_fixtures import Portal

pytest_plugins = ("tests.e2e.browser", "tests.portal_fixtures")
FUND = "F520103"


def matters(visit: BrowserContext, portal: Portal, who: str) -> Page:
    page = signed_in(visit, portal, who)
    page.goto(f"{portal.url}/fund/matters")
    return page


def propose(page: Page, matter: str, **fields: str) -> None:
    """Open the form of a matter, fill it in and send it."""
    asked = page.locator(f'details[data-matter="{matter}"]')
    asked.locator("summary").click()
    for name, value in fields.items():
        field = asked.locator(f'[name="{name}"]')
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    asked.locator("button").click()


def test_two_persons_found_a_fund_and_set_its_budget_and_one_alone_is_refused(
    portal: Portal, visit: BrowserContext
) -> None:
    cashier = matters(visit, portal, "fund-cashier")
    propose(
        cashier, "founding", name="云山县欠薪应急周转金", account_no="520103-ZZJ-001", bank="102",
        document_no="云府办函〔2026〕2号",
    )  # fmt: skip
    waiting = cashier.locator("[data-proposal]")
    expect(waiting).to_contain_text("云府办函〔2026〕2号")
    expect(waiting).to_contain_text("由您提出,须由另一人复核。")
    expect(cashier.locator('form[data-act="confirm"]')).to_have_count(0)
    forged = cashier.request.post(
        f"{portal.url}/fund/matters/{waiting.get_attribute('data-proposal')}/confirm",
        headers={"X-CSRF-Token": cashier.locator('meta[name="csrf"]').get_attribute("content") or ""},
    )
    assert forged.status == 422
    assert Funds(portal.engine).get(FUND, Sight(("",))) is None
    approver = matters(visit, portal, "fund-approver")
    approver.locator('form[data-act="confirm"] button').click()
    expect(approver.locator(".badge.is-good")).to_contain_text("复核通过")

    cashier = matters(visit, portal, "fund-cashier")
    propose(
        cashier, "receipt", origin="allocation", payer="云山县财政局", fen="5000000", on="2026-05-18",
        reference="102-20260518-000017", document_no="云财预〔2026〕1号",
    )  # fmt: skip
    propose(cashier, "budget", on="2026-12-01", fen="3000000", document_no="云财预〔2026〕1号")
    expect(cashier.locator(".fund-free")).to_have_text("0.00")
    finance = matters(visit, portal, "fund-finance")
    for left in (1, 0):
        finance.locator('form[data-act="confirm"] button').first.click()
        expect(finance.locator("[data-proposal]")).to_have_count(left)
    expect(finance.locator(".fund-free")).to_have_text("5,000,000.00")
    expect(finance.locator(".fund-next")).to_contain_text("3,000,000.00")

    cashier = matters(visit, portal, "fund-cashier-2")
    propose(
        cashier, "receipt", origin="donation", payer="某公司", fen="1", on="2026-05-18",
        reference="102-20260518-000017", document_no="捐1",
    )  # fmt: skip
    expect(cashier.locator(".note.is-bad")).to_contain_text("该银行流水号已登记")
    finance.goto(f"{portal.url}/fund/books")
    expect(finance.locator(".fund-trial .badge, #t-trial .badge").first).to_contain_text("借贷平衡")
    expect(finance.locator('tr[data-account="cash"]')).to_contain_text("5,000,000.00")
    expect(finance.locator('tr[data-account="budget"]')).to_contain_text("5,000,000.00")
    assert faults(portal.engine) == []


def test_a_proposal_is_refused_for_a_reason_that_its_proposer_reads(portal: Portal, visit: BrowserContext) -> None:
    cashier = matters(visit, portal, "fund-cashier")
    propose(cashier, "founding", name="云山县周转金", account_no="1", bank="102", document_no="文1")
    finance = matters(visit, portal, "fund-finance")
    finance.locator(".fund-decide summary").click()
    finance.locator('form[data-act="refuse"] textarea').fill("专户尚未开立")
    finance.locator('form[data-act="refuse"] button').click()
    cashier.reload()
    expect(cashier.locator("table .badge.is-bad")).to_contain_text("未通过")
    expect(cashier.locator("table")).to_contain_text("专户尚未开立")
    assert Funds(portal.engine).all(Sight(("",))) == []


def test_the_matters_and_the_books_fit_a_phone_in_both_languages(portal: Portal, visit: BrowserContext) -> None:
    propose(
        matters(visit, portal, "fund-cashier"), "founding", name="云山县欠薪应急周转金", account_no="520103-ZZJ-001",
        bank="102", document_no="云府办函〔2026〕2号",
    )  # fmt: skip
    matters(visit, portal, "fund-finance").locator('form[data-act="confirm"] button').click()
    for lang in ("zh", "en"):
        page = signed_in(visit, portal, "fund-cashier", lang)
        page.set_viewport_size(PHONE)
        for path in ("/fund/matters", "/fund/books"):
            page.goto(f"{portal.url}{path}")
            page.wait_for_load_state("networkidle")
            assert overflow(page) <= 0, (lang, path)
