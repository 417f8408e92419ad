"""The pages of a fund's own matters, its books, and the refusals of what waits for a second person on a case."""

import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from fund.case import FundCase, Line
from fund.commands import Pay, ProposeOverride, ProposeWriteOff, RecordRepayment
from infra.db.engine import connected
from infra.db.fund import Done, FundCases, Funds, Proposals
from infra.db.fund.faults import faults
from schemas.office import Sight
from tests.fund_cases import (
    CASHIER,
    COUNTY,
    EMPLOYER,
    FINANCE,
    NEXT_COUNTY,
    a_draft,
    a_fund,
    a_line,
    approved,
    does,
    ordered,
    submitted,
)
from tests.fund_cases import CLERK as APPLICANT
from tests.fund_cases import DAY as APPLIED
from tests.portal_fixtures import TODAY, Portal

pytest_plugins = ("tests.portal_fixtures",)
FUND, HERE = f"F{COUNTY}", Sight((COUNTY,))
RECEIPT = {
    "matter": "receipt", "fund": FUND, "origin": "donation", "payer": "某公司", "fen": "1,000.50",
    "on": TODAY.isoformat(), "reference": "102-9", "document_no": "捐1",
}  # fmt: skip


def recovering(portal: Portal) -> FundCase:
    """A case of two workers who were paid."""
    return paid_to(portal, a_line("w1"), a_line("w2", 3_000_33))


def paid_to(portal: Portal, *lines: Line) -> FundCase:
    cases = FundCases(portal.engine)
    case = ordered(cases, approved(cases, submitted(cases, a_draft(cases, *lines))))
    for line in lines:
        done = cases.told(case.id, Pay(line.worker, APPLIED, ("event:bank/1",)), APPLIED)
        assert isinstance(done, Done)
        case = done.case
    return case


def now(portal: Portal, case: FundCase) -> FundCase:
    found = FundCases(portal.engine).get(case.id, HERE)
    assert found is not None
    return found


@pytest.mark.parametrize("who", ["fund-clerk", "fund-sector", "fund-approver", "officer-a", "auditor-a"])
def test_only_cashiers_and_finance_propose(portal: Portal, who: str) -> None:
    a_fund(portal.engine, 0)
    with portal.signed_in(who) as browser:
        page = browser.get("/fund/matters")
        assert "登记到账资金" not in page.text
        assert browser.post("/fund/matters", data=RECEIPT).status_code == 403
    assert Proposals(portal.engine).of(HERE, FUND, waiting=True) == []


@pytest.mark.parametrize("who", ["officer-a", "auditor-a", "fund-clerk", "fund-sector"])
def test_who_may_not_decide_gets_no_further_than_the_door(portal: Portal, who: str) -> None:
    a_fund(portal.engine, 0)
    with portal.signed_in("fund-cashier") as browser:
        browser.post("/fund/matters", data=RECEIPT)
    (waiting,) = Proposals(portal.engine).of(HERE, FUND, waiting=True)
    with portal.signed_in(who) as browser:
        assert browser.post(f"/fund/matters/{waiting.id}/confirm").status_code == 403
    with portal.signed_in("fund-approver") as browser:
        refused = browser.post(f"/fund/matters/{waiting.id}/confirm")
        assert (refused.status_code, "您没有执行此操作的权限" in refused.text) == (422, True)
    with portal.signed_in("fund-finance") as browser:
        assert "1,000.50" in browser.get("/fund/matters").text
        assert "复核通过" in browser.post(f"/fund/matters/{waiting.id}/confirm").text
    assert Funds(portal.engine).balances(FUND, HERE).free_fen == 1_000_50


@pytest.mark.parametrize(
    ("wrong", "status"),
    [({"fen": "1.005"}, 422), ({"fen": "viel"}, 422), ({"on": "2026-13-01"}, 422), ({"origin": "theft"}, 422),
     ({"reference": ""}, 422), ({"document_no": ""}, 422), ({"on": "2026-05-19"}, 422), ({"fund": "F52"}, 404)],
)  # fmt: skip
def test_a_form_that_is_not_whole_is_shown_again_and_keeps_nothing(
    portal: Portal, wrong: dict[str, str], status: int
) -> None:
    a_fund(portal.engine, 0)
    with portal.signed_in("fund-cashier") as browser:
        answer = browser.post("/fund/matters", data=RECEIPT | wrong)
        assert answer.status_code == status
        assert status == 404 or "某公司" in answer.text
    assert Proposals(portal.engine).of(HERE, FUND, waiting=True) == []


def test_nobody_proposes_for_a_fund_or_a_region_out_of_sight(portal: Portal) -> None:
    a_fund(portal.engine, 7_77, NEXT_COUNTY)
    founding = {
        "matter": "founding", "name": "x", "region": NEXT_COUNTY, "account_no": "1", "bank": "1", "document_no": "1",
    }  # fmt: skip
    with portal.signed_in("fund-cashier") as browser:
        assert browser.post("/fund/matters", data=RECEIPT | {"fund": f"F{NEXT_COUNTY}"}).status_code == 404
        assert "不在您的管辖范围" in browser.post("/fund/matters", data=founding).text
        for path in (f"/fund/matters?fund=F{NEXT_COUNTY}", f"/fund/books?fund=F{NEXT_COUNTY}"):
            assert "7.77" not in browser.get(path).text
        assert browser.get(f"/fund/books.xlsx?fund=F{NEXT_COUNTY}").status_code == 404


def test_the_books_show_both_sides_of_every_posting_and_their_workbook_says_the_same(portal: Portal) -> None:
    a_fund(portal.engine, 1_000_000_00)
    case = recovering(portal)
    with portal.signed_in("fund-finance") as browser:
        page = browser.get("/fund/books").text
        assert "借贷平衡" in page
        assert page.count("data-posting=") == 5
        assert browser.get(f"/fund/books?case={case.number}").text.count("data-posting=") == 4
        assert browser.get("/fund/books?account=advanced").text.count("data-posting=") == 2
        assert browser.get("/fund/books?since=2026-03-03").text.count("data-posting=") == 0
        assert browser.get("/fund/books?number=2").text.count("data-posting=") == 0
        book = load_workbook(io.BytesIO(browser.get(f"/fund/books.xlsx?fund={FUND}").content))
    balances = {row[0]: row[1:] for row in book["科目余额"].iter_rows(min_row=3, values_only=True)}
    assert balances["可用资金"] == (1_000_000, 2_490, "借", 997_510)
    assert balances["垫付待追偿"] == (2_490, 0, "借", 2_490)
    assert balances["拨入资金"] == (0, 1_000_000, "贷", 1_000_000)
    assert balances["合计"][0] == balances["合计"][1]
    entries = list(book["分录"].iter_rows(min_row=3, values_only=True))
    assert len(entries) == 10
    assert sum(row[6] or 0 for row in entries) == sum(row[7] or 0 for row in entries)


def test_an_override_is_refused_on_the_page_for_a_reason(portal: Portal) -> None:
    a_fund(portal.engine, 1_000_000_00)
    cases = FundCases(portal.engine)
    asked = ProposeOverride("w1", 5_000_00, "府批1号", "大病")
    case = does(cases, a_draft(cases, a_line("w1")), asked, APPLICANT)
    with portal.signed_in("fund-finance") as browser:
        page = browser.get(f"/fund/cases/{case.id}").text
        assert f"/fund/cases/{case.id}/refuse-override" in page
        form = {"version": str(case.version), "worker": "w1"}
        refused = browser.post(f"/fund/cases/{case.id}/refuse-override", data=form | {"why": " "})
        assert (refused.status_code, "请说明理由" in refused.text) == (422, True)
        done = browser.post(f"/fund/cases/{case.id}/refuse-override", data=form | {"why": "不属于特殊情形"})
        assert "不属于特殊情形" in done.text
    assert now(portal, case).lines[0].override is None


def test_a_repayment_and_a_write_off_are_refused_on_the_page_for_a_reason(portal: Portal) -> None:
    a_fund(portal.engine, 1_000_000_00)
    cases, case = FundCases(portal.engine), recovering(portal)
    repaid = RecordRepayment(EMPLOYER, EMPLOYER, 5_00, APPLIED, ("回单",), reference="102-7")
    case = does(cases, does(cases, case, repaid, CASHIER), ProposeWriteOff(EMPLOYER, 3_00, "已注销"), FINANCE)
    with portal.signed_in("fund-finance") as browser:
        page = browser.get(f"/fund/cases/{case.id}").text
        assert "102-7" in page
        for act, why in (("refuse-repayment", "银行未入账"), ("refuse-write-off", "仍有财产可执行")):
            assert f"/fund/cases/{case.id}/{act}" in page
            form = {"version": str(now(portal, case).version), "number": "1"}
            assert browser.post(f"/fund/cases/{case.id}/{act}", data=form).status_code == 422
            assert why in browser.post(f"/fund/cases/{case.id}/{act}", data=form | {"why": why}).text
    told = now(portal, case)
    assert (told.repayments[0].refused, told.write_offs[0].refused) == (True, True)
    assert faults(portal.engine) == []


def test_the_same_line_of_the_banks_statement_is_refused_on_the_case_page(portal: Portal) -> None:
    a_fund(portal.engine, 1_000_000_00)
    case = recovering(portal)
    other = paid_to(portal, a_line("w3"))
    form = {
        "party": EMPLOYER, "debtor": EMPLOYER, "fen": "5", "on": APPLIED.isoformat(), "evidence": "回单",
        "reference": "102-7",
    }  # fmt: skip
    with portal.signed_in("fund-cashier") as browser:
        first = browser.post(f"/fund/cases/{case.id}/repayment", data=form | {"version": str(case.version)})
        second = browser.post(f"/fund/cases/{other.id}/repayment", data=form | {"version": str(other.version)})
    assert (first.status_code, second.status_code) == (200, 422)
    assert "该银行流水号已登记" in second.text
    assert now(portal, other).repayments == ()


def test_the_auditors_page_proves_the_books_and_names_what_does_not_fit(portal: Portal) -> None:
    a_fund(portal.engine, 1_000_000_00)
    recovering(portal)
    with portal.signed_in("auditor-52") as browser:
        good = browser.post("/audit/verify").text
        assert "周转金分录5笔均与审计链相符" in good
        with connected(portal.engine) as connection:
            connection.execute(text("UPDATE funds SET cash_fen = cash_fen + 100"))
        bad = browser.post("/audit/verify").text
        assert "周转金账簿不符" in bad
        assert "F520103" in bad
        assert "均与审计链相符" not in bad
    with portal.signed_in("auditor-a") as browser:
        county = browser.post("/audit/verify").text
        assert "共1处,请报告上级审计" in county
        assert "分录合计为" not in county
