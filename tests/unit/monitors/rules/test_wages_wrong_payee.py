from tests.build import Project

RULE = "wages.wrong_payee"


def site() -> Project:
    return Project().paid("w1", 1, payee_name_matches=False).paid("w2", 1)


def test_a_wage_paid_to_another_name_is_yellow_and_names_the_worker() -> None:
    assert site().levels("2026-02-10", RULE) == {"2026-01": "yellow"}
    assert site().accused("2026-02-10", RULE) == {"2026-01": ("w1",)}


def test_the_day_before_the_payment_nobody_is_accused() -> None:
    assert site().levels("2026-02-09", RULE) == {}


def test_a_return_cures_what_it_returns() -> None:
    told = site().paid("w3", 1, payee_name_matches=False)
    told.happened("bank.wages_returned", "2026-02-11", batch_id="w1/2026-01")
    assert told.accused("2026-02-11", RULE) == {"2026-01": ("w3",)}
    told.happened("bank.wages_returned", "2026-02-11", batch_id="w3/2026-01")
    assert told.accused("2026-02-11", RULE) == {}


def test_a_replaced_line_counts_as_the_later_accepted_says() -> None:
    assert site().paid("w1", 1).accused("2026-02-10", RULE) == {}


def test_a_failed_line_went_to_nobody() -> None:
    assert Project().paid("w1", 1, payee_name_matches=False, status="failed").accused("2026-02-10", RULE) == {}


def test_it_needs_no_settled_month() -> None:
    assert site().happened("bank.account_opened", "2026-01-05").levels("2026-02-10", RULE) == {"2026-01": "yellow"}
