import pytest

from tests.build import Project

RULE = "account.improper_debit"


def site(purpose: str, on: str = "2026-03-10") -> Project:
    told = Project().happened("bank.account_opened", "2026-01-06")
    return told.happened("bank.account_debited", on, purpose=purpose)


@pytest.mark.parametrize("purpose", ["cash", "transfer", "other"])
def test_money_that_left_for_something_else_is_orange_from_its_day_on(purpose: str) -> None:
    assert site(purpose).levels("2026-03-09", RULE) == {}
    assert site(purpose).levels("2026-03-10", RULE) == {"T1": "orange"}


@pytest.mark.parametrize("purpose", ["wages", "fee", "judicial"])
def test_wages_fees_and_judicial_debits_are_proper(purpose: str) -> None:
    assert site(purpose).levels("2026-03-10", RULE) == {}


def test_a_bond_account_is_not_watched() -> None:
    told = Project().happened("bank.account_opened", "2026-01-06", kind="bond")
    assert told.happened("bank.account_debited", "2026-03-10", purpose="cash").levels("2026-03-10", RULE) == {}


def finished(purpose: str = "transfer", on: str = "2026-03-31", noticed: str = "2026-03-01") -> Project:
    told = site(purpose, on).happened("project.completed", "2026-03-31")
    return told.happened("project.closing_notice_published", noticed)


def test_the_rest_may_be_transferred_once_completed_and_thirty_days_after_the_notice() -> None:
    assert finished().levels("2026-03-31", RULE) == {}


def test_it_may_not_a_day_before_completion_or_before_the_thirtieth_day() -> None:
    assert finished(on="2026-03-30", noticed="2026-01-10").levels("2026-04-30", RULE) == {"T1": "orange"}
    assert finished(noticed="2026-03-02").levels("2026-04-30", RULE) == {"T1": "orange"}


def test_the_rest_may_not_be_taken_in_cash() -> None:
    assert finished("cash").levels("2026-03-31", RULE) == {"T1": "orange"}


def test_a_corrected_purpose_cures_its_own_debit_only() -> None:
    told = site("cash").happened("bank.account_debited", "2026-03-10", transaction_id="T2", purpose="other")
    told.happened("bank.account_debited", "2026-03-10", purpose="wages")
    assert told.levels("2026-03-10", RULE) == {"T2": "orange"}
    told.happened("bank.account_debited", "2026-03-10", transaction_id="T2", purpose="wages")
    assert told.levels("2026-03-10", RULE) == {}


def test_the_same_transaction_id_on_another_account_is_another_debit() -> None:
    told = site("cash").happened("bank.account_opened", "2026-01-06", account_id="A2")
    told.happened("bank.account_debited", "2026-03-10", account_id="A2", purpose="wages")
    assert told.levels("2026-03-10", RULE) == {"T1": "orange"}
