"""A case whose bond is drawn first and topped up, and whose bank sends the order's table back filled in.

By hand, in yuan (minimum wage of the region 1,890.00; share 20 %):

    worker   March      April      owed        20 %       advanced
    w01      5,000.00   4,000.00    9,000.00   1,800.00   1,800.00   the share binds
    w02      2,000.00   1,500.50    3,500.50     700.10     700.00   the share binds, rounded

    the bond: asked 10,000.00, paid 6,000.00, topped up 2,500.00 + 3,500.00
    the fund: 50,000.00 − 2,500.00 = 47,500.00
"""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from monitors.policy import Policy
from streams.caretaker.fund import look_after_fund
from tests.database import rows
from tests.e2e.browser import signed_in
from tests.e2e.fund_steps import Worked, amounts, endowed, send, send_form, unpaid_site
from tests.machine_client import bank
from tests.portal_fixtures import TODAY, Portal
from tests.senders import a_sender

pytest_plugins = ("tests.e2e.browser", "tests.portal_fixtures")
CARDS = {"w01": "6222021234567800010", "w02": "6222021234567800028"}
WHY = "银行已更正,重新报送"


@pytest.fixture
def case(portal: Portal, visit: BrowserContext) -> Worked:
    """A case of two workers, just opened by the clerk."""
    endowed(portal, 50_000_00)
    unpaid_site(portal, {"w01": (500_000, 400_000), "w02": (200_000, 150_050)})
    page = signed_in(visit, portal, "fund-clerk")
    page.goto(f"{portal.url}/fund/new?project=P1")
    page.get_by_role("button", name="汇集数据并立案").click()
    return Worked(visit, portal, page.url)


def settled_but_for_the_bond(case: Worked) -> Page:
    """Employer, contractor and owner have paid nothing."""
    page = case.seen_by("fund-clerk")
    for _ in range(3):
        send(page, "settle", outcome="unpaid", evidence="云人社监〔2026〕7号")
    return page


def drawn(case: Worked) -> Page:
    """The bond's bank was asked for ten thousand and paid six."""
    page = settled_but_for_the_bond(case)
    send(page, "bond-notice", document_no="云人社保〔2026〕2号", fen="10000")
    send(page, "bond-paid", fen="6000", evidence="银行付款回单1")
    send(page, "settle", outcome="paid_part", paid="6000", evidence="银行付款回单1")
    return page


def test_the_bond_is_drawn_and_topped_up_step_by_step(case: Worked) -> None:
    page = settled_but_for_the_bond(case)
    send(page, "settle", outcome="unpaid", evidence="银行复函")
    expect(page.locator(".note.is-bad")).to_contain_text("须先向保证金银行发出支付通知书")
    send(page, "bond-notice", document_no="云人社保〔2026〕2号", fen="10000")
    bond = page.locator(".fund-bond")
    expect(bond).to_contain_text("云人社保〔2026〕2号,要求支付 10,000.00 元")
    expect(bond.locator(".badge.is-warn")).to_have_text("等待银行支付")
    send(page, "bond-paid", fen="10000.01", evidence="银行付款回单1")
    expect(page.locator(".note.is-bad")).to_contain_text("金额不符合要求")
    send(page, "bond-paid", fen="6000", evidence="银行付款回单1")
    expect(bond).to_contain_text("银行已付 6,000.00 元")
    expect(bond.locator(".badge.is-warn")).to_have_text("还应补足 6,000.00 元")
    send(page, "settle", outcome="paid_part", paid="5999", evidence="银行付款回单1")
    expect(page.locator(".note.is-bad")).to_contain_text("金额不符合要求")
    send(page, "settle", outcome="paid_part", paid="6000", evidence="银行付款回单1")
    expect(page.locator(".note.is-bad")).to_have_count(0)

    send(page, "bond-topped-up", fen="2500", evidence="补足回单1")
    expect(bond).to_contain_text("已补足 2,500.00 元")
    expect(bond.locator(".badge.is-warn")).to_have_text("还应补足 3,500.00 元")
    send(page, "bond-topped-up", fen="3,500.00", evidence="补足回单2")
    expect(bond).to_contain_text("已补足 6,000.00 元")
    expect(bond.locator(".badge")).to_have_count(0)
    expect(page.locator('form[data-act="bond-topped-up"]')).to_have_count(0)


def table_of(page: Page, tmp_path: Path) -> list[list[str]]:
    """The order's table as the cashier takes it for the bank, read as a spreadsheet reads it."""
    with page.expect_download() as download:
        page.locator('a[href$="-1-1.csv"]').click()
    download.value.save_as(tmp_path / "order.csv")
    return list(csv.reader((tmp_path / "order.csv").read_text("utf-8-sig").splitlines()))


def delivered(case: Worked, path: Path, heading: list[str], *lines: list[str]) -> None:
    """A clerk of the bank uploads the table, and the caretaker takes what it says."""
    with path.open("w", encoding="utf-8-sig", newline="") as text:
        csv.writer(text).writerows([heading, *lines])
    page = signed_in(case.visit, case.portal, "banker")
    page.goto(f"{case.portal.url}/sender/upload")
    page.locator("form[data-upload] input[type=file]").set_input_files(path)
    page.locator("form[data-upload] button").click()
    page.wait_for_url(lambda url: "/sender/deliveries/" in url)
    expect(page.locator("#set-aside")).to_have_count(0)
    page.close()
    look_after_fund(case.portal.engine, Policy.shipped())


def test_the_banks_table_settles_each_line_and_what_differs_is_dealt_with(case: Worked, tmp_path: Path) -> None:
    drawn(case).close()
    case.proved("fund-clerk")
    for worker, number in CARDS.items():
        case.done_by("fund-clerk", "card", worker, card=number, bank="105").close()
    assert amounts(case.done_by("fund-clerk", "submit")) == {"w01": "1,800.00", "w02": "700.00"}
    case.agreed()
    case.sent()
    a_sender(case.portal, bank("105"), "banker")
    heading, first, second = table_of(case.seen_by("fund-cashier"), tmp_path)
    sum_at, result_at = heading.index("实发金额(元)"), heading.index("发放结果")
    assert [line[sum_at] for line in (first, second)] == ["1800.00", "700.00"]
    first[result_at:], second[result_at:] = ["成功", TODAY.isoformat()], ["成功", TODAY.isoformat()]
    wrong = [*second]
    wrong[sum_at] = "70.00"
    delivered(case, tmp_path / "支付结果.csv", heading, first, wrong)
    page = case.seen_by("fund-cashier")
    expect(page.locator('tr[data-worker="w01"]')).to_contain_text("已支付到本人卡")
    expect(page.locator('tr[data-worker="w02"]')).not_to_contain_text("已支付到本人卡")

    page.goto(f"{case.portal.url}/fund/answers")
    expect(page.locator("tr[data-answer]")).to_contain_text("银行报70.00元,与支付令不符")
    send_form(page.locator('form[data-act="handled"]'), why=WHY)
    expect(page.locator(".empty")).to_contain_text("没有待核对的银行答复")
    expect(page.locator("#done")).to_contain_text(WHY)

    delivered(case, tmp_path / "更正.csv", heading, second)
    page = case.seen_by("fund-clerk")
    expect(page.locator('tr[data-worker="w02"]')).to_contain_text("已支付到本人卡")
    expect(page.locator(".steps .is-now")).to_have_text("追偿中")
    expect(page.locator(".fund-available")).to_have_text("47,500.00")
    expect(page.locator("main")).to_contain_text(WHY)
    kept = str(rows(case.portal.engine, "SELECT trouble || handled_why FROM fund_answers WHERE trouble <> ''"))
    assert kept.count(WHY) == 1
