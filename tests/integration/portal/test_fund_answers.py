"""The banks' answers that could not be taken: shown with their reason, dealt with once, by who keeps the fund."""

import re

import pytest
from sqlalchemy import insert, select

from infra.db.chronicle import ChronicleStore
from infra.db.engine import connected
from infra.db.fund import FundCases
from infra.db.fund.orders import Orders
from infra.db.fund.tables import fund_answers
from schemas.office import Sight
from tests.fund_cases import COUNTY, a_draft, a_fund, a_line, approved, ordered, submitted
from tests.portal_fixtures import TODAY, Portal

pytest_plugins = ("tests.portal_fixtures",)
FUND, HERE = f"F{COUNTY}", Sight((COUNTY,))
WHY = "已与银行核对,银行误报,以回单为准"


@pytest.fixture
def answer(portal: Portal) -> int:
    """The number of an answer for no batch that there is; another one beside it was taken."""
    a_fund(portal.engine, 1_000_000_00)
    return troubled(portal, "ZZJ-1-1")


def troubled(portal: Portal, batch: str, trouble: str = "没有这个批次 / no such batch of this fund") -> int:
    row = {
        "fund": FUND, "batch": batch, "line": "1", "outcome": "paid", "day": TODAY, "event": "event:urn:bank/9",
        "trouble": trouble,
    }  # fmt: skip
    with connected(portal.engine) as connection:
        connection.execute(insert(fund_answers).values({**row, "batch": "ZZJ-taken", "trouble": ""}))
        statement = insert(fund_answers).values(row).returning(fund_answers.c.id)
        return int(connection.execute(statement).scalar_one())


def page_of(portal: Portal, who: str = "fund-cashier", lang: str = "zh") -> str:
    with portal.signed_in(who, lang) as browser:
        return browser.get("/fund/answers").text


def handled(portal: Portal, number: int, why: str = WHY, who: str = "fund-cashier") -> tuple[int, str]:
    with portal.signed_in(who) as browser:
        told = browser.post(f"/fund/answers/{number}/handled", data={"why": why})
    return told.status_code, told.text


def test_an_answer_that_is_dealt_with_leaves_the_list_and_says_how_and_by_whom(portal: Portal, answer: int) -> None:
    assert f"/fund/answers/{answer}/handled" in page_of(portal)
    status, text = handled(portal, answer)
    assert (status, f"/fund/answers/{answer}/handled" in text) == (200, False)
    waiting, _, done = text.partition('id="done"')
    assert "没有待核对的银行答复" in waiting
    assert re.search(rf"ZZJ-1-1.*{WHY}.*宋出纳", done, re.DOTALL)
    assert "Bank answers dealt with" in page_of(portal, lang="en")
    entry = ChronicleStore(portal.engine).about(f"fund:{FUND}")[-1]
    assert (entry.act, entry.actor, entry.body["why"], entry.body["batch"]) == (
        "answer_handled", "fund-cashier", WHY, "ZZJ-1-1",
    )  # fmt: skip


def test_an_answer_is_dealt_with_once_and_for_a_reason(portal: Portal, answer: int) -> None:
    status, text = handled(portal, answer, " ")
    assert (status, "请说明理由" in text) == (422, True)
    assert handled(portal, answer)[0] == 200
    status, text = handled(portal, answer, "再一次", "fund-finance")
    assert (status, "已登记处理" in text) == (422, True)
    with connected(portal.engine) as connection:
        columns = fund_answers.c
        kept = connection.execute(select(columns.handled_by, columns.handled_why).where(columns.id == answer)).one()
    assert tuple(kept) == ("fund-cashier", WHY)


def test_what_a_bank_said_of_a_batch_stands_in_the_history_of_its_case(portal: Portal) -> None:
    a_fund(portal.engine, 1_000_000_00)
    cases = FundCases(portal.engine)
    case = ordered(cases, approved(cases, submitted(cases, a_draft(cases, a_line("w1")))))
    (kept,) = Orders(portal.engine).of_case(case.id, HERE)
    assert handled(portal, troubled(portal, kept.batch.batch), who="fund-finance")[0] == 200
    with portal.signed_in("fund-clerk") as browser:
        text = browser.get(f"/fund/cases/{case.id}").text
    assert "处理银行答复" in text
    assert WHY in text
    assert FundCases(portal.engine).get(case.id, HERE) == case


@pytest.mark.parametrize("who", ["officer-a", "auditor-a", "fund-clerk", "fund-sector", "fund-approver"])
def test_only_cashiers_and_finance_deal_with_answers(portal: Portal, answer: int, who: str) -> None:
    assert f"/fund/answers/{answer}/handled" not in page_of(portal, who)
    assert handled(portal, answer, who=who)[0] == 403


def test_there_is_nothing_to_deal_with_where_the_answer_was_taken(portal: Portal, answer: int) -> None:
    assert handled(portal, answer - 1)[0] == 404
    assert handled(portal, 2**63)[0] == 404
