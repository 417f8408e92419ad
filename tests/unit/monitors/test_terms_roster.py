from datetime import date

from monitors.terms.roster import Roster
from tests.build import CONTRACTOR, SUBCONTRACTOR, Project


def roster(told: Project, as_of: str = "2026-12-31") -> Roster:
    return Roster(told.ledger(), date.fromisoformat(as_of))


def left(told: Project, as_of: str = "2026-12-31") -> str | None:
    said = roster(told, as_of).exit("w1")
    return None if said is None else said.on.isoformat()


def exited(told: Project, *on: str) -> Project:
    for day in on:
        told.happened("attendance.worker_exited", day)
    return told


def test_the_enrolment_is_the_last_accepted_that_has_happened() -> None:
    told = Project().enrolled("w1", on="2026-03-02", crew="a").enrolled("w1", on="2026-02-02", crew="b")
    told.enrolled("w1", on="2026-05-02", crew="c")
    crews = {
        day: said.data["crew"] for day in ("2026-02-02", "2026-05-02") if (said := roster(told, day).enrolment("w1"))
    }
    assert crews == {"2026-02-02": "b", "2026-05-02": "c"}
    assert roster(told, "2026-01-31").enrolment("w1") is None


def test_the_enrolment_in_a_month_is_the_last_accepted_up_to_its_last_day_or_else_the_last_accepted() -> None:
    told = Project().enrolled("w1", on="2026-02-28").enrolled("w1", on="2026-03-01", employer_uscc=SUBCONTRACTOR)
    employers = [roster(told).employer("w1", month) for month in ("2026-01", "2026-02", "2026-03")]
    assert employers == [SUBCONTRACTOR, CONTRACTOR, SUBCONTRACTOR]
    assert roster(told).employer("stranger", "2026-01") is None


def test_who_was_never_enrolled_is_no_manager() -> None:
    assert not roster(Project()).is_manager("w1", "2026-01")
    assert roster(Project().enrolled("w1", role="manager")).is_manager("w1", "2025-12")


def test_an_exit_must_follow_the_enrolment() -> None:
    assert left(exited(Project().enrolled("w1", on="2026-03-02"), "2026-03-01")) is None
    assert left(exited(Project().enrolled("w1", on="2026-03-02"), "2026-03-02")) == "2026-03-02"
    assert left(exited(Project(), "2026-03-02").enrolled("w1", on="2026-03-02")) is None
    assert left(exited(Project(), "2026-03-03").enrolled("w1", on="2026-03-02")) == "2026-03-03"


def test_of_several_exits_the_latest_counts_once_it_has_happened() -> None:
    told = exited(Project().enrolled("w1"), "2026-03-10", "2026-03-05", "2026-04-01")
    assert (left(told, "2026-03-09"), left(told, "2026-03-31"), left(told)) == (
        "2026-03-05",
        "2026-03-10",
        "2026-04-01",
    )


def test_who_was_enrolled_again_after_the_exit_has_not_exited() -> None:
    told = exited(Project().enrolled("w1"), "2026-03-10").enrolled("w1", on="2026-03-20")
    assert (left(told, "2026-03-19"), left(told, "2026-03-20")) == ("2026-03-10", None)


def test_the_exited_are_told_by_worker() -> None:
    told = Project().enrolled("w2", "w1", "w3")
    for worker in ("w2", "w1", "nobody"):
        told.happened("attendance.worker_exited", "2026-03-10", worker_id=worker)
    assert [worker for worker, _ in roster(told).exited] == ["w1", "w2"]


def test_the_roster_is_all_past_once_every_enrolment_and_exit_has_happened() -> None:
    told = exited(Project().enrolled("w1", on="2026-03-02"), "2026-03-10")
    assert [roster(told, day).is_all_past() for day in ("2026-03-01", "2026-03-09", "2026-03-10")] == [
        False,
        False,
        True,
    ]
