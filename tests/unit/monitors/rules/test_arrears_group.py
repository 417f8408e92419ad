from tests.build import Project, policy

RULE = "arrears.group"


def site(size: int) -> Project:
    return Project().crew(size, "2026-01-05")


def test_nine_unpaid_workers_are_no_group_and_ten_are() -> None:
    assert site(9).levels("2026-02-11", RULE) == {}
    assert site(10).levels("2026-02-11", RULE) == {"-": "red"}


def test_it_names_all_of_them() -> None:
    assert site(10).accused("2026-02-11", RULE)["-"] == tuple(f"w{number:02d}" for number in range(1, 11))


def test_it_waits_for_the_due_day() -> None:
    assert site(10).levels("2026-02-10", RULE) == {}


def test_the_workers_of_several_months_count_together_and_once_each() -> None:
    told = site(5).attended("w01", "2026-02-05")
    for number in range(6, 11):
        told.enrolled(f"w{number:02d}").attended(f"w{number:02d}", "2026-02-05")
    assert told.levels("2026-03-10", RULE) == {}
    assert told.levels("2026-03-11", RULE) == {"-": "red"}


def test_paying_one_of_eleven_leaves_a_group_and_paying_two_does_not() -> None:
    told = site(11).paid("w01", 1, on="2026-02-12")
    assert len(told.accused("2026-02-12", RULE)["-"] or ()) == 10
    assert told.paid("w02", 1, on="2026-02-13").levels("2026-02-13", RULE) == {}


def test_the_threshold_is_policy() -> None:
    assert site(2).levels("2026-02-11", RULE, policy(group_threshold=2)) == {"-": "red"}


def test_the_underpaid_are_no_part_of_the_group() -> None:
    told = site(10).sheet({"w01": 2}).paid("w01", 1)
    assert told.levels("2026-02-11", RULE) == {}


def test_a_bank_that_has_not_delivered_accuses_nobody() -> None:
    assert site(10).happened("bank.account_opened", "2026-01-05").levels("2026-02-20", RULE) == {}
