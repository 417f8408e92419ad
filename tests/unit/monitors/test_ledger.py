from datetime import date

import msgspec
import pytest

from monitors.ledger import URGENT, Ledger
from monitors.ledger.kept import KEPT
from monitors.terms import PayMonth
from schemas.catalogue import CATALOGUE
from schemas.frame import COMMONS, TICKED, Frame
from tests.build import Project, days, findings, frames_of, ledgers_of

DAY = date(2026, 3, 31)


def ticked(ledger: Ledger, day: date) -> None:
    ledger.apply(Frame(ledger.project, ledger.seq + 1, TICKED, day))


def again(ledger: Ledger) -> Ledger:
    """The ledger drained and restored."""
    state, months = ledger.drain()
    return Ledger.restored(ledger.project, state, months)


def own(project: Project) -> list[Frame]:
    """The frames of the project's own ledger."""
    return [frame for frame in frames_of(project.events) if frame.project == project.id]


def paid(ledger: Ledger, month: str, as_of: date = DAY) -> dict[str, int]:
    return PayMonth(ledger, month, as_of).paid


def told() -> Project:
    project = Project().crew(2, "2026-01-05", "2026-02-05").sheet({"w01": 5}).paid("w01", 3)
    project.happened("attendance.day_corrected", "2026-02-06", worker_id="w01")
    return project.happened("bank.account_opened", "2026-01-06").fed("2026-02-09").fed("2026-02-20")


def test_nothing_is_known_of_a_new_project() -> None:
    ledger = Ledger.new("P1")
    assert (ledger.project, ledger.seq, ledger.today) == ("P1", 0, None)
    assert ledger.month_names() == []
    assert ledger.month("2026-01") is None
    assert ledger.said("project") == []


def test_a_frame_that_is_not_the_next_one_is_refused_and_changes_nothing() -> None:
    told = Project().enrolled("w1").attended("w1", "2026-01-05")
    first, second, third = own(told)
    ledger = Ledger.new("P1")
    with pytest.raises(ValueError, match="P1: frame 2 does not follow 0"):
        ledger.apply(second)
    ledger.apply(first)
    with pytest.raises(ValueError, match="P1: frame 1 does not follow 1"):
        ledger.apply(first)
    with pytest.raises(ValueError, match="frame 3"):
        ledger.apply(third)
    assert (ledger.seq, ledger.month_names()) == (1, [])


def test_a_kind_that_nobody_knows_is_refused_and_may_be_skipped() -> None:
    ledger = Ledger.new("P1")
    strange = Frame("P1", 1, "weather.changed", DAY)
    with pytest.raises(ValueError, match="weather.changed"):
        ledger.apply(strange)
    assert ledger.seq == 0
    ledger.skip(strange)
    assert ledger.seq == 1


def test_every_event_type_of_the_contract_has_its_place() -> None:
    folded = {
        "attendance.punched",
        "attendance.day_corrected",
        "project.pay_sheet_submitted",
        "bank.wages_paid",
    }
    assert KEPT.keys() | folded == set(CATALOGUE)
    assert KEPT.keys().isdisjoint(folded)


def test_what_cannot_wait_for_the_evaluation_interval_is_urgent() -> None:
    assert URGENT <= set(CATALOGUE)
    assert len(URGENT) == 5


def test_a_restored_ledger_answers_as_the_drained_one() -> None:
    ledger = told().ledger()
    ticked(ledger, date(2026, 3, 1))
    restored = again(ledger)
    assert (restored.project, restored.seq, restored.today) == (ledger.project, ledger.seq, ledger.today)
    assert restored.month_names() == ledger.month_names() == ["2026-01", "2026-02"]
    assert findings(restored, "2026-03-01") == findings(ledger, "2026-03-01") != []


def test_a_restored_ledger_can_be_drained_and_restored_again() -> None:
    ledger = told().ledger()
    state, months = ledger.drain()
    restored = Ledger.restored("P1", state, months)
    assert restored.drain() == (state, {})
    for name in restored.month_names():
        assert restored.month(name) is not None
    assert restored.drain() == (state, {})


def test_only_the_months_that_changed_since_the_last_drain_are_drained() -> None:
    *frames, last = own(told().attended("w01", "2026-01-07"))
    ledger = ledgers_of(frames)["P1"]
    assert set(ledger.drain()[1]) == {"2026-01", "2026-02"}
    assert ledger.drain()[1] == {}
    ledger.apply(last)
    assert set(ledger.drain()[1]) == {"2026-01"}


def test_a_month_that_rested_is_whole_again_when_something_reaches_it() -> None:
    frames = own(told().paid("w02", 7).attended("w02", "2026-01-08"))
    ledger, rows = Ledger.new("P1"), {}
    for frame in frames:
        ledger.apply(frame)
        state, changed = ledger.drain()
        rows |= changed
        ledger.drain()
    restored = Ledger.restored("P1", state, rows)
    assert findings(restored, "2026-03-31") == findings(ledgers_of(frames)["P1"], "2026-03-31")
    assert paid(restored, "2026-01") == {"w01": 3, "w02": 7}


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
    due = {(name, day): PayMonth(ledger, name, date(2026, 2, day)).due for name in ledger.month_names() for day in (11, 12)}
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


def test_a_tick_makes_it_that_day_and_an_earlier_one_does_not_turn_it_back() -> None:
    ledger = Ledger.new("P1")
    ticked(ledger, date(2026, 3, 2))
    ticked(ledger, date(2026, 3, 1))
    assert ledger.today == date(2026, 3, 2)


def feeds(ledger: Ledger) -> list[tuple[str, str]]:
    return [(str(said.on), said.data["complete_until"]) for said in ledger.said("feed", "102")]


def test_of_a_banks_statements_all_that_reach_farther_than_the_earlier_ones_are_kept() -> None:
    project = Project().happened("bank.account_opened", "2026-01-06").fed("2026-01-07").fed("2026-01-09")
    project.fed("2026-01-08", on="2026-01-10").fed("2026-01-12", on="2026-01-20")
    assert feeds(project.ledger()) == [
        ("2026-01-07", "2026-01-07"),
        ("2026-01-09", "2026-01-09"),
        ("2026-01-20", "2026-01-12"),
    ]


def stated(ledger: Ledger, until: str, *, on: str) -> None:
    data = {"bank_code": "102", "complete_until": until}
    ledger.apply(Frame("P1", ledger.seq + 1, "bank.feed_completed", date.fromisoformat(on), data))


def test_of_a_banks_past_statements_only_the_last_is_kept_when_another_comes() -> None:
    project = Project().happened("bank.account_opened", "2026-01-06").fed("2026-01-07").fed("2026-01-09")
    project.fed("2026-01-12", on="2026-01-20")
    ledger = project.ledger()
    ticked(ledger, date(2026, 1, 10))
    for frame in own(project.fed("2026-01-13", on="2026-01-21"))[ledger.seq - 1 :]:
        ledger.apply(msgspec.structs.replace(frame, seq=ledger.seq + 1))
    assert feeds(ledger) == [("2026-01-09", "2026-01-09"), ("2026-01-20", "2026-01-12"), ("2026-01-21", "2026-01-13")]


def test_ticks_do_not_make_the_feed_grow() -> None:
    project = Project().happened("bank.account_opened", "2026-01-06")
    for day in days("2026-01", 7, 31):
        project.fed(day)
    ledger = ledgers_of(frames_of(project.events, ticks=True))["P1"]
    assert len(feeds(ledger)) <= 2
    assert ledger.today == date(2026, 1, 31)


def test_a_resting_ledger_answers_as_before_and_can_be_told_more() -> None:
    ledger = told().ledger()
    expected = findings(ledger, "2026-03-01")
    ledger.drain()
    ledger.rest()
    assert findings(ledger, "2026-03-01") == expected
    ledger.rest()
    ticked(ledger, date(2026, 3, 2))
    assert again(ledger).said("project") == ledger.said("project") != []


def test_a_ledger_that_changed_since_its_last_drain_forgets_nothing_at_rest() -> None:
    ledger = told().ledger()
    expected = findings(ledger, "2026-03-01")
    ledger.rest()
    assert findings(ledger, "2026-03-01") == expected


def test_a_statement_that_comes_late_replaces_those_that_reach_less_far_from_its_day_on() -> None:
    project = Project().happened("bank.account_opened", "2026-01-06").fed("2026-01-08", on="2026-01-10")
    project.fed("2026-01-09", on="2026-01-11").fed("2026-01-12", on="2026-01-10").fed("2026-01-12", on="2026-01-10")
    assert feeds(project.ledger()) == [("2026-01-10", "2026-01-12")]


def test_the_same_account_id_in_two_projects_is_two_accounts_in_the_commons() -> None:
    first = Project().happened("bank.account_opened", "2026-03-02").happened("bank.account_closed", "2026-03-03")
    second = Project("P2").happened("bank.account_opened", "2026-03-02")
    assert len(first.commons(second).things("account")) == 2
    assert [f.subject for f in findings(first.commons(second), "2026-03-31")] == ["bank/102"]


def test_a_project_that_calls_itself_as_the_commons_breaks_nothing() -> None:
    ledger = Ledger.new(COMMONS)
    ledger.apply(Frame(COMMONS, 1, "project.started", DAY, {"on": "2026-03-02"}))
    assert findings(ledger, "2026-03-31") == []
