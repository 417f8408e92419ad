from tests.build import Project

RULE = "wages.shared_card"


def site() -> Project:
    return Project().paid("w1", 1, payee_token="c").paid("w2", 1, payee_token="c")


def test_two_workers_on_one_card_for_a_month_are_named() -> None:
    assert site().accused("2026-02-10", RULE) == {"2026-01": ("w1", "w2")}


def test_it_is_orange_from_the_day_of_the_second_payment() -> None:
    told = Project().paid("w1", 1, payee_token="c").paid("w2", 1, payee_token="c", on="2026-02-12")
    assert told.levels("2026-02-11", RULE) == {}
    assert told.levels("2026-02-12", RULE) == {"2026-01": "orange"}


def test_one_worker_paid_twice_to_one_card_shares_nothing() -> None:
    assert (
        Project().paid("w1", 1, payee_token="c").paid("w1", 1, payee_token="c", batch="B").accused("2026-02-10", RULE)
        == {}
    )


def test_a_card_that_pays_another_worker_in_another_month_is_not_shared() -> None:
    assert (
        Project().paid("w1", 1, payee_token="c").paid("w2", 1, "2026-02", payee_token="c").accused("2026-02-10", RULE)
        == {}
    )


def test_the_workers_of_all_shared_cards_are_named_together() -> None:
    told = site().paid("w3", 1, payee_token="d").paid("w4", 1, payee_token="d").paid("w5", 1)
    assert told.accused("2026-02-10", RULE) == {"2026-01": ("w1", "w2", "w3", "w4")}


def test_a_returned_line_leaves_the_others_and_the_last_but_one_clears() -> None:
    told = site().paid("w3", 1, payee_token="c").happened("bank.wages_returned", "2026-02-11", batch_id="w3/2026-01")
    assert told.accused("2026-02-11", RULE) == {"2026-01": ("w1", "w2")}
    told.happened("bank.wages_returned", "2026-02-12", batch_id="w2/2026-01")
    assert told.accused("2026-02-12", RULE) == {}


def test_a_failed_line_reached_no_card() -> None:
    assert site().paid("w2", 1, payee_token="c", status="failed").accused("2026-02-10", RULE) == {}
