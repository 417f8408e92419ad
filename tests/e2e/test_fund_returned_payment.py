"""A case that advances living cost: one payment comes back and is paid again, read from the bank's own messages.

By hand, in yuan. The county has set living cost at 600.00 a month for two months and 150.00 for the way home:
2 × 600.00 + 150.00 = 1,350.00; the minimum wage of the region is 1,890.00; the share is 20 %.

    worker   March      April       owed        20 %       least                 advanced
    w01      5,000.00   5,000.00   10,000.00   2,000.00   1,350.00 living cost   1,350.00
    w02      2,000.00   1,500.50    3,500.50     700.10     700.10 share           700.00
    in all                         13,500.50                                     2,050.00

The first order pays both 2,050.00; w02's 700.00 comes back and is reserved again: at the bank 0.00, advanced 1,350.00,
free 10,000.00 − 2,050.00 = 7,950.00. The second order pays 700.00 to another card: advanced 2,050.00, free 7,950.00.
"""

from collections.abc import Iterator
from datetime import date

import httpx
import pytest
from defusedxml import ElementTree
from playwright.sync_api import BrowserContext, expect

from fund.books import Account
from infra.db.fund import Funds
from infra.db.fund.faults import faults
from infra.db.policies import FUND, Draft, Policies
from monitors.policy import Policy
from schemas.office import Sight
from streams.caretaker.fund import look_after_fund
from tests.database import rows
from tests.e2e.browser import signed_in
from tests.e2e.fund_steps import Worked, amounts, endowed, officer, unpaid_site
from tests.machine_client import Signs, bank, new_key, register
from tests.portal_fixtures import TODAY, Portal

COUNTY = Sight(("520103",))
CARD, OTHER = "6222021234567800010", "6222021234567800028"
NEW = "6222021234567800036"
_STATUS = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
<GrpHdr><MsgId>{batch}-A</MsgId><CreDtTm>2026-05-18T15:00:00+08:00</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>{batch}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts><OrgnlPmtInfId>{batch}</OrgnlPmtInfId>{lines}</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"""
_LINE = "<TxInfAndSts><OrgnlEndToEndId>{n}</OrgnlEndToEndId><TxSts>{status}</TxSts></TxInfAndSts>"


@pytest.fixture
def its_bank(portal: Portal) -> Iterator[httpx.Client]:
    """The fund's bank, which signs what it sends."""
    key = new_key()
    register(portal.engine, bank("105"), key)
    with httpx.Client(base_url=portal.url, auth=Signs(key), timeout=60, trust_env=False) as client:
        yield client


def answered(portal: Portal, its_bank: httpx.Client, batch: str, *statuses: str) -> None:
    """The bank says what became of a batch's payments, and the caretaker takes it."""
    lines = "".join(_LINE.format(n=n, status=status) for n, status in enumerate(statuses, start=1))
    body = _STATUS.format(batch=batch, lines=lines).encode()
    answer = its_bank.post(f"/v1/submissions?name={batch}.xml", content=body)
    assert answer.status_code == 201, answer.text
    assert answer.json()["receipt"]["records"]["accepted"] == len(statuses), answer.text
    look_after_fund(portal.engine, Policy.shipped())


def living_cost(portal: Portal) -> None:
    """The province sets living cost, drafted by one officer and published by another."""
    policies = Policies(portal.engine)
    values = {"living_cost_fen": 60_000, "living_cost_months": 2, "travel_cost_fen": 15_000}
    draft = Draft(FUND, "52", date(2026, 1, 1), "黔人社发〔2026〕8号", values)
    number = policies.draft(draft, officer(portal, "policy-1"), TODAY)
    policies.publish(number, officer(portal, "policy-2"), TODAY)


def balances(portal: Portal) -> tuple[int, int, int, int]:
    """Free, reserved, with the bank, and advanced, in fen."""
    held = Funds(portal.engine).balances("F520103", COUNTY)
    assert faults(portal.engine) == []
    return held.free_fen, held.total(Account.RESERVED), held.total(Account.ORDERED), held.total(Account.ADVANCED)


def test_living_cost_with_a_payment_that_comes_back(
    portal: Portal, visit: BrowserContext, its_bank: httpx.Client
) -> None:
    endowed(portal, 10_000_00)
    living_cost(portal)
    unpaid_site(portal, {"w01": (500_000, 500_000), "w02": (200_000, 150_050)})
    page = signed_in(visit, portal, "fund-clerk")
    page.goto(f"{portal.url}/fund/new")
    page.get_by_label("项目编号").fill("P1")
    page.get_by_role("button", name="汇集数据并立案").click()
    case = Worked(visit, portal, page.url)
    number = page.locator(".crumbs span").last.inner_text()
    case.completed("fund-clerk", kind="living", trigger="temp_unable")
    for worker, card in (("w01", CARD), ("w02", OTHER)):
        case.done_by("fund-clerk", "card", worker, card=card, bank="105").close()
    page = case.done_by("fund-clerk", "submit")
    assert amounts(page) == {"w01": "1,350.00", "w02": "700.00"}
    assert balances(portal) == (795_000, 205_000, 0, 0)

    case.agreed()
    case.sent()
    assert balances(portal) == (795_000, 0, 205_000, 0)
    first = f"{number}-1-1"
    with portal.signed_in("fund-cashier") as cashier:
        table = cashier.get(f"{case.path}/payments/{first}.csv")
        message = cashier.get(f"{case.path}/payments/{first}.xml")
        assert cashier.get(f"{case.path}/payments/{first}.xml").content == message.content
    assert [number in table.content.decode("utf-8-sig") for number in (CARD, OTHER)] == [True, True]
    told = ElementTree.fromstring(message.text)
    space = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}
    assert [node.text for node in told.iterfind(".//p:InstdAmt", space)] == ["1350.00", "700.00"]
    assert [node.text for node in told.iterfind(".//p:CdtrAcct//p:Othr/p:Id", space)] == [CARD, OTHER]
    for who in ("fund-clerk", "fund-finance", "chief-a"):
        with portal.signed_in(who) as somebody:
            assert somebody.get(f"{case.path}/payments/{first}.csv").status_code == 403

    answered(portal, its_bank, first, "ACSC", "RJCT")
    page = case.seen_by("fund-clerk")
    expect(page.locator(".steps .is-now")).to_have_text("待下达支付令")
    expect(page.locator('tr[data-worker="w02"]')).to_contain_text("被银行退回")
    expect(page.locator('tr[data-worker="w02"]')).to_contain_text("未登记银行卡")
    assert balances(portal) == (795_000, 70_000, 0, 135_000)

    case.done_by("fund-clerk", "card", "w02", card=NEW, bank="105", why="本人新卡").close()
    case.sent()
    second = f"{number}-2-1"
    with portal.signed_in("fund-cashier") as cashier:
        again = cashier.get(f"{case.path}/payments/{second}.csv").content.decode("utf-8-sig")
    assert (NEW in again, OTHER in again, CARD in again) == (True, False, False)
    answered(portal, its_bank, second, "ACSC")
    page = case.seen_by("fund-finance")
    expect(page.locator(".steps .is-now")).to_have_text("追偿中")
    assert balances(portal) == (795_000, 0, 0, 205_000)
    everything = str(rows(portal.engine, "SELECT body FROM fund_cases UNION ALL SELECT payments FROM fund_batches"))
    everything += str(rows(portal.engine, "SELECT encode(body, 'escape') FROM fund_files"))
    everything += str(rows(portal.engine, "SELECT body FROM chronicle"))
    assert [card for card in (CARD, OTHER, NEW) if card in everything] == []


def test_a_card_number_that_no_card_has_is_refused(portal: Portal, visit: BrowserContext) -> None:
    endowed(portal, 10_000_00)
    unpaid_site(portal, {"w01": (500_000, 500_000)})
    page = signed_in(visit, portal, "fund-clerk")
    page.goto(f"{portal.url}/fund/new?project=P1")
    page.get_by_role("button", name="汇集数据并立案").click()
    case = Worked(visit, portal, page.url)
    with pytest.raises(AssertionError):
        case.done_by("fund-clerk", "card", "w01", card="6222021234567800011", bank="105")
    expect(case.seen_by("fund-clerk").locator('tr[data-worker="w01"]')).to_contain_text("未登记银行卡")
