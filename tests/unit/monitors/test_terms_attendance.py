from datetime import date, timedelta

import pytest

from monitors.terms.attendance import first_present, horizon, last_present, presence, upto
from tests.build import Project

END = date(2026, 12, 31)


def present(told: Project, month: str = "2026-03", as_of: date = END) -> dict[str, list[int]]:
    """The days on which each worker was present."""
    masks = presence(told.ledger(), month, as_of)
    return {worker: [day for day in range(32) if mask >> day & 1] for worker, mask in masks.items()}


def on(day: str, *punches: tuple[str, str, str]) -> Project:
    return Project().punched(day, *punches)


@pytest.mark.parametrize(
    ("punches", "days"),
    [
        ([("07:00:00", "in")], [10]),
        ([("12:00:00", "out")], [10]),
        ([("23:59:59", "out")], [10]),
        ([("11:59:59", "out")], [9]),
        ([("00:00:00", "out")], [9]),
        ([("06:00:00", "in"), ("11:00:00", "out")], [10]),
        ([("06:00:00", "out"), ("07:00:00", "in")], [9, 10]),
        ([("06:00:00", "out"), ("06:00:00", "in")], [9, 10]),
        ([("06:00:00", "out"), ("11:00:00", "out")], [9]),
        ([("06:00:00", "out"), ("18:00:00", "in")], [9, 10]),
        ([("06:00:00.5", "in"), ("06:00:00.6", "out")], [10]),
    ],
)
def test_a_punch_belongs_to_its_day_but_an_out_of_the_morning_without_earlier_in_to_the_day_before(
    punches: list[tuple[str, str]], days: list[int]
) -> None:
    for order in (punches, punches[::-1]):
        assert present(on("2026-03-10", *(("w1", at, to) for at, to in order))) == {"w1": days}


def test_an_in_of_another_worker_or_the_day_before_is_no_earlier_in() -> None:
    told = on("2026-03-10", ("w2", "05:00:00", "in"), ("w1", "06:00:00", "out"))
    assert present(told) == {"w1": [9], "w2": [10]}
    assert present(on("2026-03-09", ("w1", "22:00:00", "in")).punched("2026-03-10", ("w1", "06:00:00", "out"))) == {
        "w1": [9]
    }


def test_the_earlier_in_may_come_in_a_later_event() -> None:
    told = on("2026-03-10", ("w1", "06:00:00", "out")).punched("2026-03-10", ("w1", "05:00:00", "in"))
    assert present(told) == {"w1": [10]}


def test_a_night_shift_over_the_end_of_a_month_belongs_to_the_month_before() -> None:
    told = on("2026-04-01", ("w1", "06:00:00", "out"))
    assert present(told) == {"w1": [31]}
    assert present(told, "2026-04") == {}
    assert present(told, as_of=date(2026, 3, 31)) == {}
    assert present(told, as_of=date(2026, 4, 1)) == {"w1": [31]}


def test_a_punch_counts_on_the_day_of_shanghai() -> None:
    event = Project().happened(
        "attendance.punched",
        "2026-03-10",
        punches=[{"worker_id": "w1", "at": "2026-03-09T23:00:00Z", "direction": "in"}],
    )
    assert present(event) == {"w1": [10]}


def test_what_lies_after_the_day_is_left_out() -> None:
    told = on("2026-03-10", ("w1", "07:00:00", "in")).attended("w1", "2026-03-11")
    told.happened("attendance.day_corrected", "2026-03-12")
    assert present(told, as_of=date(2026, 3, 10)) == {"w1": [10]}
    assert present(told, as_of=date(2026, 3, 12)) == {"w1": [10, 11, 12]}
    assert present(told, as_of=date(2026, 2, 28)) == {}


def test_the_latest_correction_wins_over_the_punches_and_over_earlier_ones() -> None:
    told = on("2026-03-10", ("w1", "07:00:00", "in"))
    told.happened("attendance.day_corrected", "2026-03-10", present=False)
    assert present(told) == {}
    told.attended("w1", "2026-03-10")
    assert present(told) == {}
    told.happened("attendance.day_corrected", "2026-03-10", present=True)
    assert present(told) == {"w1": [10]}


def test_a_correction_alone_makes_somebody_present() -> None:
    assert present(Project().happened("attendance.day_corrected", "2026-03-31")) == {"w1": [31]}


def test_a_correction_wins_over_the_end_of_a_night_shift() -> None:
    told = on("2026-04-01", ("w1", "06:00:00", "out"))
    assert present(told.happened("attendance.day_corrected", "2026-03-31", present=False)) == {}


def test_the_calendars_last_month_has_no_morning_after() -> None:
    told = on("9999-12-01", ("w1", "06:00:00", "out"))
    assert present(told, "9999-12", date.max) == {}
    assert present(told, "9999-11", date.max) == {"w1": [30]}
    told.attended("w1", "9999-12-30")
    assert horizon(told.ledger(), "9999-12") == date(9999, 12, 30)


def test_the_calendars_first_month_has_no_evening_before() -> None:
    assert present(on("0001-01-02", ("w1", "09:00:00", "out")), "0001-01", END) == {"w1": [1]}


def test_the_horizon_is_the_latest_day_of_which_a_month_speaks() -> None:
    told = Project()
    assert horizon(told.ledger(), "2026-03") == date.min
    assert horizon(told.paid("w1", 5, "2026-03").ledger(), "2026-03") == date.min
    assert horizon(told.attended("w1", "2026-03-10").ledger(), "2026-03") == date(2026, 3, 10)
    told.happened("attendance.day_corrected", "2026-03-20", present=False)
    assert horizon(told.ledger(), "2026-03") == date(2026, 3, 20)
    assert horizon(told.attended("w1", "2026-04-02").ledger(), "2026-03") == date(2026, 3, 20)
    assert horizon(told.attended("w1", "2026-04-01").ledger(), "2026-03") == date(2026, 4, 1)


def test_masks_tell_their_first_and_last_day_and_are_cut_at_a_day() -> None:
    mask = 1 << 5 | 1 << 20
    assert (first_present("2026-03", mask), last_present("2026-03", mask)) == (date(2026, 3, 5), date(2026, 3, 20))
    kept = [bool(mask & upto("2026-03", date(2026, 2, 28) + timedelta(days))) for days in (0, 4, 5, 400)]
    assert kept == [False, False, True, True]
    assert mask & upto("2026-03", date(2026, 3, 19)) == 1 << 5
