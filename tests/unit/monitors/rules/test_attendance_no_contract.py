from typing import Any

from tests.build import Project

RULE = "attendance.no_contract"


def site(*present: str, **enrolment: Any) -> Project:
    """A worker enrolled on 2 March 2026; the thirtieth day after it is 1 April."""
    told = Project().enrolled("w1", on="2026-03-02", **{"contract_signed_on": None, **enrolment})
    return told.attended("w1", *present)


def test_the_thirtieth_day_after_the_enrolment_is_the_last_lawful_one() -> None:
    assert site("2026-04-01").levels("2026-04-30", RULE) == {}
    assert site("2026-04-01", "2026-04-02").levels("2026-04-02", RULE) == {"-": "yellow"}


def test_it_names_the_workers() -> None:
    told = site("2026-04-02").enrolled("w0", on="2026-03-02", contract_signed_on=None).attended("w0", "2026-04-09")
    assert told.accused("2026-04-08", RULE) == {"-": ("w1",)}
    assert told.accused("2026-04-09", RULE) == {"-": ("w0", "w1")}


def test_a_contract_cures_the_one_who_has_it() -> None:
    told = site("2026-04-02").enrolled("w0", on="2026-03-02", contract_signed_on=None).attended("w0", "2026-04-02")
    assert told.enrolled("w0", on="2026-03-02", contract_signed_on="2026-04-03").accused("2026-04-03", RULE) == {
        "-": ("w1",)
    }
    assert told.enrolled("w1", on="2026-03-02", contract_signed_on="2026-04-03").accused("2026-04-03", RULE) == {}


def test_who_does_not_come_after_thirty_days_is_not_accused() -> None:
    assert site("2026-03-10").levels("2026-06-30", RULE) == {}


def test_who_exited_is_no_longer_accused() -> None:
    told = site("2026-04-02").happened("attendance.worker_exited", "2026-04-05")
    assert told.levels("2026-04-04", RULE) == {"-": "yellow"}
    assert told.levels("2026-04-05", RULE) == {}


def test_managers_and_the_never_enrolled_are_not_accused_here() -> None:
    assert site("2026-04-02", role="manager").levels("2026-04-02", RULE) == {}
    assert Project().attended("stranger", "2026-03-02", "2026-06-02").levels("2026-06-02", RULE) == {}


def test_a_day_after_the_thirtieth_in_the_future_accuses_nobody_today() -> None:
    assert site("2026-04-02").levels("2026-04-01", RULE) == {}
    assert site("2026-04-02").levels("2026-03-01", RULE) == {}
