from typing import Any

from tests.build import Project

RULE = "wages.paid_without_attendance"


def site(**enrolment: Any) -> Project:
    return Project().enrolled("w1", **enrolment).paid("w1", 1)


def test_it_waits_until_the_due_day_is_over() -> None:
    assert site().levels("2026-02-10", RULE) == {}
    assert site().levels("2026-02-11", RULE) == {"2026-01": "yellow"}


def test_it_names_the_absent_who_were_paid() -> None:
    told = site().crew(1, "2026-01-05").paid("w01", 1).paid("ghost", 1)
    assert told.accused("2026-02-11", RULE) == {"2026-01": ("ghost", "w1")}


def test_one_day_present_is_enough() -> None:
    assert site().attended("w1", "2026-01-31").levels("2026-02-11", RULE) == {}


def test_a_correction_to_present_cures() -> None:
    told = site().paid("w2", 1).happened("attendance.day_corrected", "2026-01-09", worker_id="w1")
    assert told.accused("2026-02-11", RULE) == {"2026-01": ("w2",)}
    told.happened("attendance.day_corrected", "2026-01-09", worker_id="w2")
    assert told.accused("2026-02-11", RULE) == {}


def test_a_returned_or_empty_payment_is_none() -> None:
    assert site().happened("bank.wages_returned", "2026-02-12", batch_id="w1/2026-01").levels("2026-02-12", RULE) == {}
    assert Project().enrolled("w1").paid("w1", 0).levels("2026-02-11", RULE) == {}


def test_a_manager_may_be_paid_without_punching() -> None:
    assert site(role="manager").levels("2026-02-11", RULE) == {}


def test_who_becomes_a_manager_next_month_was_none_in_this_one() -> None:
    assert site().enrolled("w1", on="2026-02-01", role="manager").levels("2026-02-11", RULE) == {"2026-01": "yellow"}


def test_a_bank_that_has_not_delivered_accuses_nobody() -> None:
    assert site().happened("bank.account_opened", "2026-01-05").levels("2026-02-20", RULE) == {}
