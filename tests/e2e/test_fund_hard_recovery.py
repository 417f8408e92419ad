"""A case from a lead: an override, an amendment, then instalments, letters, hand-offs, and a part given up.

By hand, in yuan (minimum wage of the region 1,890.00; share 20 %):

    worker   March      April      owed        20 %       least      advanced
    w01      9,000.00   9,000.00   18,000.00   3,600.00   1,890.00   10,000.00  the government's approval
    w02      4,000.00   4,000.00    8,000.00   1,600.00   1,600.00    1,600.00  the share
    in all                         26,000.00                         11,600.00

    the fund                                              50,000.00
    reserved, then advanced                 − 11,600.00   38,400.00
    first repayment                         +  1,600.00   40,000.00   10,000.00 outstanding, agreed in 4,000 + 3,000 × 2
    second repayment, after a letter        +  2,500.00   42,500.00    7,500.00 outstanding, 2,500.00 of the first part
    given up by the approver                              42,500.00    7,500.00 − 5,000.00 = 2,500.00 outstanding
    last repayment                          +  2,500.00   45,000.00        0.00; 50,000.00 − 5,000.00 = 45,000.00
"""

from datetime import date
from io import BytesIO

from openpyxl import load_workbook
from playwright.sync_api import BrowserContext, Page, expect

from infra.db.clock import ClockStore
from schemas.office import Role
from tests.e2e.browser import signed_in
from tests.e2e.fund_steps import SUBCONTRACTOR, Worked, amounts, endowed, may_also, send, unpaid_site
from tests.portal_fixtures import TODAY, Portal

CARDS = {"w01": "6222021234567800010", "w02": "6222021234567800028"}
LATER = date(2026, 6, 22)
PLAN = "2026-06-18 4000\n2026-07-20 3000.00\n2026-08-20 3,000.00"


def opened_from_a_lead(portal: Portal, visit: BrowserContext) -> Worked:
    """The clerk opens the case from a lead that was matched with the project."""
    lead = {
        "channel": "window", "received_on": str(TODAY), "project_text": "教学楼", "story": "两月未发", "claimants": "2",
    }  # fmt: skip
    with portal.signed_in("chief-a") as chief:
        address = chief.post("/leads", data=lead).url.path
        chief.post(f"{address}/match", data={"version": "1", "project": "P1"})
    may_also(portal, "fund-clerk", Role.OFFICER)
    page = signed_in(visit, portal, "fund-clerk")
    page.goto(f"{portal.url}{address}")
    page.get_by_role("link", name="申请应急周转金").click()
    page.get_by_role("button", name="汇集数据并立案").click()
    return Worked(visit, portal, page.url)


def outstanding(page: Page) -> str:
    return page.locator(f'tr[data-debtor="{SUBCONTRACTOR}"] .fund-left').inner_text()


def repaid(case: Worked, fen: str, reference: str) -> Page:
    """A repayment recorded by the cashier and confirmed by finance."""
    case.done_by("fund-cashier", "repayment", fen=fen, reference=reference, evidence=f"回单{reference}").close()
    return case.done_by("fund-finance", "confirm-repayment")


def pressed(case: Worked, how: str, number: str) -> Page:
    return case.done_by("fund-clerk", "press", pressure=how, document_no=number)


def advanced(portal: Portal, visit: BrowserContext) -> Worked:
    """The case up to the last payment: an override by two persons, sent back once, approved, paid."""
    endowed(portal, 50_000_00)
    unpaid_site(portal, {"w01": (900_000, 900_000), "w02": (400_000, 400_000)})
    case = opened_from_a_lead(portal, visit)
    case.completed("fund-clerk", trigger="gov_approved")
    for worker, number in CARDS.items():
        case.done_by("fund-clerk", "card", worker, card=number, bank="102").close()
    approval = {"approval_no": "云府函〔2026〕21号", "why": "重病住院"}
    page = case.done_by("fund-clerk", "propose-override", "w01", fen="10000", **approval)
    expect(page.locator('form[data-act="confirm-override"]')).to_have_count(0)
    send(page, "submit")
    expect(page.locator(".note.is-bad")).to_contain_text("超限申请待第二人确认")
    case.done_by("fund-finance", "confirm-override", "w01").close()
    page = case.done_by("fund-clerk", "submit")
    assert amounts(page) == {"w01": "10,000.00", "w02": "1,600.00"}
    expect(page.locator(".fund-available")).to_have_text("38,400.00")

    case.done_by("fund-check", "agree", why="属实").close()
    page = case.done_by("fund-sector", "send-back", why="请补充工程款结算单")
    expect(page.locator(".fund-available")).to_have_text("50,000.00")
    expect(page.locator(".note.is-warn").first).to_contain_text("请补充工程款结算单")
    case.done_by("fund-clerk", "submit", why="已补充").close()
    case.agreed()
    case.sent()
    for worker in CARDS:
        page = case.done_by("fund-cashier", "paid", worker, evidence=f"回单{worker}")
    assert outstanding(page) == "11,600.00"
    return case


def test_what_cannot_be_recovered_is_given_up_in_part(portal: Portal, visit: BrowserContext) -> None:
    case = advanced(portal, visit)
    assert outstanding(repaid(case, "1600", "B-1")) == "10,000.00"
    page = case.done_by("fund-clerk", "plan", instalments=PLAN, document_no="还款协议1号")
    assert page.locator(".fund-plan td").all_inner_texts()[2::3] == ["未到期", "未到期", "未到期"]

    ClockStore(portal.engine).tick_to(LATER)
    page = case.seen_by("fund-clerk")
    expect(page.locator(".fund-plan .badge").first).to_have_text("已逾期")
    expect(page.locator(".fund-next").first).to_contain_text("发催收函")
    page.goto(f"{portal.url}/fund/recovery")
    ages = page.locator(".fund-ages td").all_inner_texts()
    assert ages == ["0.00", "10,000.00", "0.00", "0.00", "0.00"]
    page = pressed(case, "dunned", "催〔2026〕1号")
    with portal.signed_in("fund-clerk") as clerk:
        letter = clerk.get(page.locator(".fund-letters a").first.get_attribute("href") or "")
        assert (letter.status_code, letter.content[:5]) == (200, b"%PDF-")
        assert clerk.get(f"{case.path}/letters/9-9.pdf").status_code == 404
    page = repaid(case, "2500.00", "B-2")
    assert outstanding(page) == "7,500.00"
    assert page.locator(".fund-plan td").all_inner_texts()[:3] == ["4,000.00", "2,500.00", "已逾期"]
    pressed(case, "blacklist", "失信〔2026〕1号").close()
    page = pressed(case, "court", "诉〔2026〕1号")
    assert page.locator(f'li[data-party="{SUBCONTRACTOR}"] .fund-letters a').count() == 3

    case.done_by("fund-finance", "write-off", fen="6000", why="企业注销").close()
    page = case.done_by("fund-approver", "refuse-write-off", why="仍有可执行财产")
    assert outstanding(page) == "7,500.00"
    page = case.done_by("fund-finance", "write-off", fen="5000", why="法院终结执行")
    expect(page.locator('form[data-act="confirm-write-off"]')).to_have_count(0)
    page = case.done_by("fund-approver", "confirm-write-off", document_no="云府批〔2026〕30号")
    assert outstanding(page) == "2,500.00"
    page = repaid(case, "2,500", "B-3")
    expect(page.locator(".badge.is-info").first).to_have_text("已结案")
    page.goto(f"{portal.url}/fund/overview")
    expect(page.locator(".fund-free")).to_have_text("45,000.00")
    assert moved(portal, "2026-06") == {"可用资金": 5_000.0, "已核销": 5_000.0, "垫付待追偿": -10_000.0}


def moved(portal: Portal, month: str) -> dict[str, float]:
    """How the accounts changed in a month, as the workbook for the finance bureau says it, in yuan."""
    with portal.signed_in("fund-finance") as finance:
        answer = finance.get(f"/fund/report.xlsx?month={month}")
    sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
    told = [row for row in sheet.iter_rows(values_only=True) if isinstance(row[0], str) and len(row) > 2]
    return {row[0]: float(row[2]) for row in told if isinstance(row[2], int | float) and row[2]}
