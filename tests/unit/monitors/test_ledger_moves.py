from datetime import date

from monitors.ledger import Ledger
from monitors.terms import PayMonth
from schemas.frame import Frame
from tests.build import Project, findings, frames_of, ledgers_of

DAY = date(2026, 3, 31)


def own(project: Project) -> list[Frame]:
    """The frames of the project's own ledger."""
    return [frame for frame in frames_of(project.events) if frame.project == project.id]


def paid(ledger: Ledger, month: str, as_of: date = DAY) -> dict[str, int]:
    return PayMonth(ledger, month, as_of).paid


def test_a_wage_line_that_is_replaced_in_another_month_leaves_the_first() -> None:
    project = Project().paid("w1", 5, "2026-01", batch="B").paid("w1", 6, "2026-02", batch="B", on="2026-02-12")
    ledger = project.ledger()
    assert (paid(ledger, "2026-01"), paid(ledger, "2026-02")) == ({}, {"w1": 6})
    eve = date(2026, 2, 11)
    assert (paid(ledger, "2026-01", eve), paid(ledger, "2026-02", eve)) == ({"w1": 5}, {})
    project.paid("w1", 7, "2026-01", batch="B", on="2026-02-11")
    assert (paid(project.ledger(), "2026-01"), paid(project.ledger(), "2026-02")) == ({"w1": 7}, {})


def test_another_line_of_the_batch_in_another_month_replaces_nothing() -> None:
    ledger = Project().paid("w1", 5, "2026-01", batch="B").paid("w2", 6, "2026-02", batch="B", line_id="2").ledger()
    assert (paid(ledger, "2026-01"), paid(ledger, "2026-02")) == ({"w1": 5}, {"w2": 6})


def test_a_line_for_another_worker_replaces_the_earlier_one_whole() -> None:
    ledger = Project().paid("w1", 5, batch="B").paid("w2", 6, batch="B").ledger()
    assert paid(ledger, "2026-01") == {"w2": 6}


def test_a_sheet_that_is_replaced_in_another_month_leaves_the_first() -> None:
    project = Project().sheet({"w1": 5}, on="2026-02-02").sheet({"w2": 6}, "2026-02", on="2026-02-12")
    ledger = project.ledger()
    due = {
        (name, day): PayMonth(ledger, name, date(2026, 2, day)).due for name in ledger.month_names() for day in (11, 12)
    }
    assert due == {("2026-01", 11): {"w1": 5}, ("2026-01", 12): {}, ("2026-02", 11): {}, ("2026-02", 12): {"w2": 6}}


def test_a_later_accepted_sheet_of_an_earlier_time_wins_from_then_on() -> None:
    ledger = Project().sheet({"w1": 5}, on="2026-02-12").sheet({"w1": 6}, on="2026-02-02").ledger()
    assert PayMonth(ledger, "2026-01", DAY).due == {"w1": 6}


def test_the_end_of_a_night_shift_on_the_first_changes_the_month_before() -> None:
    *frames, morning = own(Project().punched("2026-03-01", ("w1", "06:00:00", "out")))
    ledger = ledgers_of(frames)["P1"]
    ledger.drain()
    ledger.apply(morning)
    assert set(ledger.drain()[1]) == {"2026-02", "2026-03"}


def test_an_in_on_the_first_after_which_the_out_came_takes_the_night_shift_back() -> None:
    project = Project().punched("2026-03-01", ("w1", "06:00:00", "out"))
    ledger = project.ledger()
    assert [f.subject for f in findings(ledger, "2026-03-01", "attendance.unregistered")] == ["2026-02"]
    ledger.apply(own(project.punched("2026-03-01", ("w1", "05:00:00", "in")))[-1])
    assert [f.subject for f in findings(ledger, "2026-03-01", "attendance.unregistered")] == ["2026-03"]
