from tests.build import Project, policy

RULE = "wages.exit_unsettled"


def site(left: str = "2026-02-10") -> Project:
    told = Project(pay_day=28).crew(1, "2026-01-05", "2026-02-05")
    return told.happened("attendance.worker_exited", left, worker_id="w01")


def settled(told: Project, on: str, *, confirmed: bool = True) -> Project:
    return told.happened("attendance.exit_settled", on, worker_id="w01", confirmed_by_worker=confirmed)


def test_the_seventh_day_after_the_exit_is_the_last_of_grace() -> None:
    assert site().levels("2026-02-17", RULE) == {}
    assert site().levels("2026-02-18", RULE) == {"w01": "red"}


def test_the_grace_is_policy() -> None:
    assert site().levels("2026-02-10", RULE, policy(exit_grace_days=0)) == {}
    assert site().levels("2026-02-11", RULE, policy(exit_grace_days=0)) == {"w01": "red"}


def test_it_names_the_worker() -> None:
    assert site().accused("2026-02-18", RULE) == {"w01": ("w01",)}


def test_every_month_attended_must_be_paid_and_then_it_is_cured() -> None:
    told = site().paid("w01", 1)
    (finding,) = told.findings("2026-02-18", RULE)
    assert finding.facts["months"] == ["2026-02"]
    assert told.paid("w01", 1, "2026-02", on="2026-02-18").levels("2026-02-18", RULE) == {}


def test_a_settlement_cures_only_if_the_worker_confirmed_it_and_it_does_not_precede_the_exit() -> None:
    assert settled(site(), "2026-02-10").levels("2026-02-18", RULE) == {}
    assert settled(site(), "2026-02-10", confirmed=False).levels("2026-02-18", RULE) != {}
    assert settled(site(), "2026-02-09").levels("2026-02-18", RULE) != {}


def test_a_settlement_dated_tomorrow_cures_tomorrow() -> None:
    told = settled(site(), "2026-02-19")
    assert told.levels("2026-02-18", RULE) != {}
    assert told.levels("2026-02-19", RULE) == {}


def test_a_month_attended_after_the_month_of_the_exit_does_not_count() -> None:
    told = site(left="2026-01-31").paid("w01", 1)
    assert told.levels("2026-02-18", RULE) == {}


def test_who_comes_back_has_not_left() -> None:
    assert site().enrolled("w01", on="2026-02-11").levels("2026-02-18", RULE) == {}


def test_who_was_never_enrolled_cannot_exit() -> None:
    told = Project().attended("w1", "2026-01-05").happened("attendance.worker_exited", "2026-01-06")
    assert told.levels("2026-02-18", RULE) == {}


def test_a_bank_that_has_not_delivered_up_to_the_last_day_of_grace_accuses_nobody() -> None:
    told = site().happened("bank.account_opened", "2026-01-05").fed("2026-02-16")
    assert told.levels("2026-02-18", RULE) == {}
    assert told.fed("2026-02-17").levels("2026-02-18", RULE) == {"w01": "red"}
