from datetime import date

from monitors.terms.accounts import Accounts
from tests.build import Project


def accounts(told: Project, as_of: str = "2026-12-31") -> Accounts:
    return Accounts(told.ledger(), date.fromisoformat(as_of))


def opened(*banks: str) -> Project:
    told = Project()
    for number, bank in enumerate(banks, 1):
        told.happened("bank.account_opened", "2026-02-02", account_id=f"A{number}", bank_code=bank)
    return told


def test_every_bank_that_held_an_open_wage_account_must_have_delivered() -> None:
    told = opened("102", "103").fed("2026-02-10")
    assert accounts(told).incomplete_banks(date(2026, 2, 10)) == ["103"]
    assert accounts(told.fed("2026-02-10", bank="103")).bank_complete(date(2026, 2, 10))
    assert accounts(told).incomplete_banks(date(2026, 2, 11)) == ["102", "103"]


def test_a_day_before_every_opening_or_after_every_closing_needs_no_bank() -> None:
    told = opened("102").happened("bank.account_closed", "2026-03-02")
    complete = [accounts(told).bank_complete(date(2026, *day)) for day in ((2, 1), (2, 2), (3, 1), (3, 2))]
    assert complete == [True, False, False, True]


def test_a_bond_account_needs_no_bank_to_have_delivered() -> None:
    told = Project().happened("bank.account_opened", "2026-02-02", kind="bond")
    assert accounts(told).bank_complete(date(2026, 2, 10))
    assert accounts(told).wage == []


def test_a_statement_counts_from_the_day_on_which_it_was_made() -> None:
    told = opened("102").fed("2026-02-10", on="2026-02-12")
    assert accounts(told, "2026-02-11").complete_until("102") is None
    assert accounts(told, "2026-02-12").complete_until("102") == date(2026, 2, 10)


def test_an_account_counts_from_the_day_of_its_opening() -> None:
    assert accounts(opened("102"), "2026-02-01").all == {}
    assert list(accounts(opened("102"), "2026-02-02").all) == ["A1"]


def test_a_closing_of_tomorrow_leaves_it_open_today() -> None:
    told = opened("102").happened("bank.account_closed", "2026-03-02")
    assert accounts(told, "2026-03-01").all["A1"].is_open
    assert not accounts(told, "2026-03-02").all["A1"].is_open


def test_only_open_wage_accounts_with_a_known_balance_are_added() -> None:
    told = opened("102", "102").happened("bank.account_credited", "2026-02-03", amount_fen=5, balance_fen=0)
    told.happened("bank.account_credited", "2026-02-03", account_id="A2", amount_fen=5)
    assert accounts(told).balances == {"A1": 0}


def test_a_credit_that_is_repeated_without_balance_no_longer_tells_one() -> None:
    told = opened("102").happened("bank.account_credited", "2026-02-03", amount_fen=5, balance_fen=9)
    told.happened("bank.account_credited", "2026-02-03", amount_fen=5)
    assert accounts(told).balances == {}
    assert len(accounts(told).transactions) == 1


def test_a_transaction_of_tomorrow_is_not_known_today() -> None:
    told = opened("102").happened("bank.account_credited", "2026-02-03", amount_fen=5)
    assert accounts(told, "2026-02-02").transactions == []


def test_a_restriction_is_active_from_its_first_event_to_the_day_before_its_release() -> None:
    told = Project().happened("bank.account_restricted", "2026-03-02").happened("bank.account_restricted", "2026-03-05")
    told.happened("bank.account_released", "2026-03-10")
    since = {
        day: [str(it.since) for it in accounts(told, f"2026-03-{day}").restrictions] for day in ("01", "02", "09", "10")
    }
    assert since == {"01": [], "02": ["2026-03-02"], "09": ["2026-03-02"], "10": []}


def test_a_repeated_deposit_keeps_what_was_drawn_and_replenished() -> None:
    told = Project().happened("bank.bond_deposited", "2026-02-02").happened("bank.bond_drawn", "2026-02-03")
    told.happened("bank.bond_replenished", "2026-02-04").happened("bank.bond_deposited", "2026-02-05", amount_fen=7)
    (bond,) = accounts(told).bonds
    assert (bond.deposit.data["amount_fen"], len(bond.drawings), len(bond.replenishments)) == (7, 1, 1)
    assert accounts(told, "2026-02-01").bond_deposits == {}


def test_a_released_bond_was_deposited_but_no_longer_stands() -> None:
    told = Project().happened("bank.bond_deposited", "2026-02-02").happened("bank.bond_released", "2026-02-03")
    assert list(accounts(told).bond_deposits) == ["B1"]
    assert accounts(told).bonds == []
    assert [bond.id for bond in accounts(told, "2026-02-02").bonds] == ["B1"]
