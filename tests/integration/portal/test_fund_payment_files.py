"""Payment files over HTTP: card numbers come from the vault, for cashiers alone, the same bytes every time."""

import pytest

from fund.case import FundCase
from infra.db.fund import FundCases
from infra.db.fund.orders import Orders
from schemas.office import Sight
from tests.database import rows
from tests.fund_cases import a_draft, a_fund, a_line, approved, ordered, submitted
from tests.portal_fixtures import Portal

pytest_plugins = ("tests.database_fixtures", "tests.portal_fixtures")
EVERYWHERE = Sight(("",))
CARD = "6222021234567800010"


@pytest.fixture
def case(portal: Portal) -> FundCase:
    """A released order of two workers: one whose card number was typed in, one known by the bank's own token."""
    a_fund(portal.engine, 1_000_000_00)
    cases = FundCases(portal.engine)
    draft = a_draft(cases, a_line("w1"), a_line("w2"))
    form = {"version": str(draft.version), "worker": "w1", "card": f" {CARD[:4]} {CARD[4:]}", "bank": "105"}
    with portal.signed_in("fund-clerk") as clerk:
        assert clerk.post(f"/fund/cases/{draft.id}/card", data=form).status_code == 200
    kept = cases.get(draft.id, EVERYWHERE)
    assert kept is not None
    return ordered(cases, approved(cases, submitted(cases, kept)))


def addresses(portal: Portal, case: FundCase) -> list[str]:
    [kept] = Orders(portal.engine).of_case(case.id, EVERYWHERE)
    return [f"/fund/cases/{case.id}/payments/{kept.batch.batch}.{form}" for form in ("csv", "xml")]


@pytest.mark.parametrize("form", [0, 1])
def test_a_cashier_gets_the_numbers_and_the_same_bytes_again(portal: Portal, case: FundCase, form: int) -> None:
    address = addresses(portal, case)[form]
    with portal.signed_in("fund-cashier") as one, portal.signed_in("fund-cashier-2") as other:
        first = one.get(address)
        assert first.status_code == 200, first.text
        assert other.get(address).content == first.content
    assert (CARD in first.text, "card-w2" in first.text) == (True, True)
    acts = rows(portal.engine, f"SELECT act, actor FROM chronicle WHERE about = 'fund_case:{case.id}' ORDER BY n")
    assert [acts.count((act, "fund-cashier")) for act in ("revealed", "payment_file")] == [1, 1]


@pytest.mark.parametrize("who", ["fund-clerk", "fund-finance", "fund-approver", "chief-a", "auditor-a"])
def test_nobody_else_gets_a_payment_file(portal: Portal, case: FundCase, who: str) -> None:
    with portal.signed_in(who) as somebody:
        assert [somebody.get(address).status_code for address in addresses(portal, case)] == [403, 403]


def test_a_card_number_is_kept_nowhere_in_plain(portal: Portal, case: FundCase) -> None:
    with portal.signed_in("fund-cashier") as cashier:
        for address in addresses(portal, case):
            cashier.get(address)
        assert CARD not in cashier.get(f"/fund/cases/{case.id}").text
    of = (
        ("body", "fund_cases"),
        ("payments", "fund_batches"),
        ("body", "chronicle"),
        ("encode(body, 'escape')", "fund_files"),
    )
    told = "".join(str(rows(portal.engine, f"SELECT {column}::text FROM {table}")) for column, table in of)
    assert CARD not in told


def test_a_number_that_no_card_has_is_refused_and_an_identity_number_becomes_a_token(portal: Portal) -> None:
    a_fund(portal.engine, 1_000_000_00)
    draft = a_draft(FundCases(portal.engine), a_line("w1"))
    wrong = {"version": str(draft.version), "worker": "w1", "card": "6222021234567800011", "bank": "105"}
    said = {"version": str(draft.version), "why": "身份证 11010519491231002X 已核"}
    with portal.signed_in("fund-clerk") as clerk:
        answer = clerk.post(f"/fund/cases/{draft.id}/card", data=wrong)
        assert (answer.status_code, "银行卡号有误" in answer.text) == (422, True)
        assert clerk.post(f"/fund/cases/{draft.id}/comment", data=said).status_code == 200
        assert "11010519491231002X" not in clerk.get(f"/fund/cases/{draft.id}").text
