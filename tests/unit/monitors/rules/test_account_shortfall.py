from tests.build import Project, policy

RULE = "account.shortfall"


def site(balance_fen: int = 999) -> Project:
    """Two workers are due 600 and 400 fen on 10 February 2026; five working days before it is the 3rd."""
    told = Project().happened("bank.account_opened", "2026-01-06").sheet({"w1": 600, "w2": 400}, on="2026-02-01")
    return told.happened("bank.account_credited", "2026-02-01", amount_fen=999, balance_fen=balance_fen)


def test_it_looks_ahead_five_working_days_and_no_further() -> None:
    assert site().levels("2026-02-02", RULE) == {}
    assert site().levels("2026-02-03", RULE) == {"2026-01": "yellow"}


def test_it_ends_with_the_due_day() -> None:
    assert site().levels("2026-02-10", RULE) == {"2026-01": "yellow"}
    assert site().levels("2026-02-11", RULE) == {}


def test_the_lead_is_policy() -> None:
    assert site().levels("2026-02-09", RULE, policy(shortfall_lead_wd=0)) == {}
    assert site().levels("2026-02-10", RULE, policy(shortfall_lead_wd=0)) == {"2026-01": "yellow"}


def test_a_balance_that_just_covers_what_is_due_is_enough() -> None:
    assert site(1000).levels("2026-02-03", RULE) == {}


def test_what_was_already_paid_is_no_longer_due_but_a_surplus_helps_nobody() -> None:
    assert site().paid("w1", 1, on="2026-02-03").levels("2026-02-03", RULE) == {}
    assert site(399).paid("w1", 900, on="2026-02-03").levels("2026-02-03", RULE) == {"2026-01": "yellow"}


def test_who_was_paid_in_full_or_more_is_due_nothing_and_not_less() -> None:
    assert site(400).paid("w1", 600, on="2026-02-03").levels("2026-02-03", RULE) == {}
    assert site(399).paid("w1", 600, on="2026-02-03").levels("2026-02-03", RULE) == {"2026-01": "yellow"}


def test_money_that_comes_in_cures() -> None:
    told = site(1)
    told.happened("bank.account_credited", "2026-02-04", transaction_id="T2", amount_fen=1, balance_fen=999)
    assert told.levels("2026-02-04", RULE) == {"2026-01": "yellow"}
    told.happened("bank.account_credited", "2026-02-05", transaction_id="T3", amount_fen=1, balance_fen=1000)
    assert told.levels("2026-02-05", RULE) == {}


def test_the_last_balance_is_the_latest_by_time_and_of_equal_times_the_later_accepted() -> None:
    late = {"transaction_id": "T0", "amount_fen": 1, "balance_fen": 5000}
    assert site().happened("bank.account_credited", "2026-01-20", **late).levels("2026-02-03", RULE) != {}
    assert site().happened("bank.account_credited", "2026-02-01", **late).levels("2026-02-03", RULE) == {}
    earlier = site().happened("bank.account_credited", "2026-02-01", at="11:59:59+08:00", **late)
    assert earlier.levels("2026-02-03", RULE) != {}


def test_a_debit_tells_the_balance_too_and_it_may_be_negative() -> None:
    told = site(1000).happened("bank.account_debited", "2026-02-02", transaction_id="T2", balance_fen=-1)
    assert told.levels("2026-02-03", RULE) == {"2026-01": "yellow"}


def test_the_balances_of_all_open_wage_accounts_are_added_and_others_are_not() -> None:
    told = site()
    told.happened("bank.account_opened", "2026-01-06", account_id="B", kind="bond")
    told.happened("bank.account_credited", "2026-02-01", account_id="B", amount_fen=1, balance_fen=1)
    assert told.levels("2026-02-03", RULE) != {}
    told.happened("bank.account_opened", "2026-01-06", account_id="A2")
    told.happened("bank.account_credited", "2026-02-01", account_id="A2", amount_fen=1, balance_fen=1)
    assert told.levels("2026-02-03", RULE) == {}
    assert told.happened("bank.account_closed", "2026-02-03", account_id="A2").levels("2026-02-03", RULE) != {}


def test_an_unknown_balance_accuses_nobody() -> None:
    told = Project().happened("bank.account_opened", "2026-01-06").sheet({"w1": 600})
    assert told.happened("bank.account_credited", "2026-02-01", amount_fen=1).levels("2026-02-03", RULE) == {}


def test_a_balance_told_for_tomorrow_is_not_known_today() -> None:
    told = site().happened("bank.account_credited", "2026-02-04", transaction_id="T2", amount_fen=1, balance_fen=5000)
    assert told.levels("2026-02-03", RULE) == {"2026-01": "yellow"}


def test_a_negative_balance_alone_makes_no_month_short() -> None:
    told = Project().happened("bank.account_opened", "2026-01-06").crew(1, "2026-01-07")
    told.happened("bank.account_debited", "2026-02-02", balance_fen=-1)
    assert told.levels("2026-02-03", RULE) == {}
    assert told.sheet({"w01": 0}).levels("2026-02-03", RULE) == {"2026-01": "yellow"}
