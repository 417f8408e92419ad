"""A case of the fund from an alert to its recovery, by clicking: an employer has fled, three workers lack two months.

By hand, in yuan (minimum wage of the region 1,890.00; share 20 %; rounded down to whole yuan):

    worker   March      April      owed        20 %       least of both   advanced
    w01      3,000.00   3,000.00    6,000.00   1,200.00   1,200.00        1,200.00   the share binds
    w02      8,000.55   6,000.00   14,000.55   2,800.11   1,890.00        1,890.00   the minimum wage binds
    w03      1,234.56   2,345.67    3,580.23     716.046    716.04          716.00   the share binds, rounded
    in all                         23,580.78                              3,806.00

The fund has 100,000.00: free while reserved and afterwards 96,194.00. The employer repays 3,806.00: free 100,000.00.
It owes 23,580.78 throughout; of it the workers 19,774.78 once they have had 3,806.00 of the fund.
"""

from playwright.sync_api import BrowserContext, expect

from schemas.office import Role
from tests.database import rows
from tests.e2e.browser import signed_in
from tests.e2e.fund_steps import SUBCONTRACTOR, Worked, amounts, endowed, may_also, unpaid_alert, unpaid_site
from tests.portal_fixtures import Portal

OWED = {"w01": (300_000, 300_000), "w02": (800_055, 600_000), "w03": (123_456, 234_567)}
CARDS = {"w01": "6222021234567800010", "w02": "6222021234567800028", "w03": "6222021234567800036"}


def test_from_the_alert_to_the_last_yuan_recovered(portal: Portal, visit: BrowserContext) -> None:
    endowed(portal, 100_000_00)
    unpaid_site(portal, OWED)
    alert = f"{portal.url}/alerts/{unpaid_alert(portal)}"
    may_also(portal, "fund-clerk", Role.OFFICER)

    page = signed_in(visit, portal, "fund-clerk")
    page.goto(alert)
    page.get_by_role("link", name="申请应急周转金").click()
    page.get_by_role("button", name="汇集数据并立案").click()
    case = Worked(visit, portal, page.url)
    case.completed("fund-clerk")
    for worker, number in CARDS.items():
        case.done_by("fund-clerk", "card", worker, card=number, bank="102").close()
    page = case.done_by("fund-clerk", "submit")
    assert amounts(page) == {"w01": "1,200.00", "w02": "1,890.00", "w03": "716.00"}
    expect(page.locator(".fund-total")).to_have_text("3,806.00")
    expect(page.locator(".fund-available")).to_have_text("96,194.00")

    case.agreed()
    case.sent()
    for worker in OWED:
        page = case.done_by("fund-cashier", "paid", worker, evidence=f"回单{worker}")
    expect(page.locator(".steps .is-now")).to_have_text("追偿中")
    debt = page.locator(f'tr[data-debtor="{SUBCONTRACTOR}"]')
    expect(debt.locator("td").first).to_have_text("23,580.78")
    expect(debt.locator(".fund-left")).to_have_text("3,806.00")
    expect(debt.locator(".fund-workers")).to_have_text("19,774.78")

    page = signed_in(visit, portal, "fund-clerk")
    page.goto(alert)
    expect(page.locator(".alert-head .badge").first).to_be_visible()
    advanced = page.locator("tr[data-fund-case] td")
    assert advanced.all_inner_texts() == ["3", "23,580.78", "3,806.00", "19,774.78"]
    assert rows(portal.engine, "SELECT DISTINCT present FROM works WHERE rule = 'wages.unpaid'") == [(True,)]

    case.done_by("fund-cashier", "repayment", fen="3806", reference="20260518-0007", evidence="收款回单1")
    page = case.seen_by("fund-finance")
    page.get_by_role("button", name="确认还款到账").click()
    expect(page.locator(".badge.is-info").first).to_have_text("已结案")
    page.goto(f"{portal.url}/fund/overview")
    expect(page.locator(".fund-free")).to_have_text("100,000.00")
