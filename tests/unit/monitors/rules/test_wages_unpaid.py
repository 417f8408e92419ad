from typing import Any

from monitors.policy import Policy
from tests.build import GUIYANG, Project, days, policy

RULE = "wages.unpaid"
WORKED = days("2026-01", 5, 9)


def site(**registration: Any) -> Project:
    return Project(**registration).crew(1, *WORKED)


def ten(paid: int) -> Project:
    told = Project().crew(10, *WORKED)
    for number in range(1, paid + 1):
        told.paid(f"w{number:02d}", 600_000)
    return told


def test_the_due_day_itself_is_not_late() -> None:
    assert site().levels("2026-02-10", RULE) == {}


def test_the_day_after_the_due_day_is_late() -> None:
    assert site().accused("2026-02-11", RULE) == {"2026-01": ("w01",)}


def test_a_sunday_pay_day_is_due_on_the_make_up_working_saturday_before() -> None:
    told = site(pay_day=15)
    assert told.levels("2026-02-14", RULE) == {}
    assert told.levels("2026-02-15", RULE) == {"2026-01": "orange"}


def test_exactly_a_tenth_of_those_who_attended_is_yellow() -> None:
    assert ten(paid=9).levels("2026-02-11", RULE) == {"2026-01": "yellow"}


def test_more_than_a_tenth_is_orange_and_in_guizhou_red() -> None:
    assert ten(paid=8).levels("2026-02-11", RULE) == {"2026-01": "orange"}
    assert site(region_code=GUIYANG).levels("2026-02-11", RULE) == {"2026-01": "red"}


def test_the_ratio_is_compared_exactly() -> None:
    law = policy(unpaid_ratio=0.3)
    assert ten(paid=7).levels("2026-02-11", RULE, law) == {"2026-01": "yellow"}
    assert ten(paid=6).levels("2026-02-11", RULE, law) == {"2026-01": "orange"}


def test_it_is_red_from_the_first_day_of_the_second_month_after() -> None:
    assert ten(paid=9).levels("2026-02-28", RULE) == {"2026-01": "yellow"}
    assert ten(paid=9).levels("2026-03-01", RULE) == {"2026-01": "red"}


def test_a_lower_level_of_the_policy_never_softens_the_red_of_time() -> None:
    law = policy(unpaid_ratio_level="yellow")
    assert site().levels("2026-02-28", RULE, law) == {"2026-01": "yellow"}
    assert site().levels("2026-03-01", RULE, law) == {"2026-01": "red"}


def test_paying_one_leaves_the_others_and_paying_all_clears_the_month() -> None:
    told = ten(paid=8).paid("w09", 1, on="2026-02-20")
    assert told.accused("2026-02-20", RULE) == {"2026-01": ("w10",)}
    assert told.paid("w10", 1, on="2026-02-21").accused("2026-02-21", RULE) == {}


def test_one_workers_surplus_is_not_anothers_wage() -> None:
    told = Project().crew(2, *WORKED).paid("w01", 9_000_000)
    assert told.accused("2026-02-11", RULE) == {"2026-01": ("w02",)}


def test_a_failed_or_future_line_pays_nobody() -> None:
    assert site().paid("w01", 5, status="failed").levels("2026-02-11", RULE) != {}
    dated = site().paid("w01", 5, on="2026-02-12")
    assert dated.levels("2026-02-11", RULE) != {}
    assert dated.levels("2026-02-12", RULE) == {}


def test_a_returned_payment_reopens_the_month_from_the_day_of_the_return() -> None:
    told = site().paid("w01", 5, batch="B").happened("bank.wages_returned", "2026-02-13", batch_id="B")
    assert told.levels("2026-02-12", RULE) == {}
    assert told.levels("2026-02-13", RULE) == {"2026-01": "orange"}


def test_somebody_who_was_never_enrolled_is_owed_wages_like_everybody() -> None:
    assert Project().attended("stranger", "2026-01-05").accused("2026-02-11", RULE) == {"2026-01": ("stranger",)}


def test_wages_of_the_same_month_do_not_accuse_for_who_came_after_the_due_day_until_the_month_is_long_over() -> None:
    told = Project(pay_day=20, pay_day_in="same_month").crew(1, "2026-01-21")
    assert told.levels("2026-01-21", RULE) == {}
    assert told.levels("2026-02-28", RULE) == {}
    assert told.levels("2026-03-01", RULE) == {"2026-01": "red"}


def test_a_bank_that_has_not_delivered_up_to_the_due_day_accuses_nobody() -> None:
    told = site().happened("bank.account_opened", "2026-01-05").fed("2026-02-09")
    assert told.levels("2026-02-20", RULE) == {}
    assert told.fed("2026-02-10", on="2026-02-21").levels("2026-02-21", RULE) == {"2026-01": "orange"}


def test_force_majeure_over_the_due_day_excuses_until_it_ends() -> None:
    told = site().happened("project.force_majeure_declared", "2026-02-10", until="2026-02-12")
    assert told.levels("2026-02-12", RULE) == {}
    assert told.levels("2026-02-13", RULE) == {"2026-01": "orange"}


def test_a_manager_and_somebody_corrected_to_absent_are_owed_nothing_here() -> None:
    assert Project().crew(1, *WORKED, role="manager").levels("2026-02-11", RULE) == {}
    told = (
        Project()
        .crew(1, "2026-01-05")
        .happened("attendance.day_corrected", "2026-01-05", worker_id="w01", present=False)
    )
    assert told.levels("2026-02-11", RULE) == {}


def test_a_project_that_is_not_registered_is_not_accused() -> None:
    assert Project(registered_on=None).crew(1, *WORKED).findings("2026-03-01") == []


def test_the_finding_says_since_when_and_how_many() -> None:
    (finding,) = ten(paid=9).findings("2026-03-20", RULE, Policy.shipped())
    assert str(finding.since) == "2026-02-11"
    assert (finding.facts["attended"], finding.facts["unpaid"]) == (10, 1)
