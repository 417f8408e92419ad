from datetime import date

import pytest

from monitors.ledger import URGENT, Ledger
from monitors.ledger.kept import KEPT
from monitors.terms import PayMonth
from schemas.catalogue import CATALOGUE
from schemas.frame import COMMONS, TICKED, Frame
from tests.build import Project, findings, frames_of, ledgers_of

DAY = date(2026, 3, 31)


def paid(ledger: Ledger, month: str, as_of: date = DAY) -> dict[str, int]:
    return PayMonth(ledger, month, as_of).paid


def ticked(ledger: Ledger, day: date) -> None:
    ledger.apply(Frame(ledger.project, ledger.seq + 1, TICKED, day))


def again(ledger: Ledger) -> Ledger:
    """The ledger drained and restored."""
    state, months = ledger.drain()
    return Ledger.restored(ledger.project, state, months)


def own(project: Project) -> list[Frame]:
    """The frames of the project's own ledger."""
    return [frame for frame in frames_of(project.events) if frame.project == project.id]


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
    with pytest.raises(ValueError, match=r"weather\.changed"):
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
    assert set(CATALOGUE) >= URGENT
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
    ledger, rows = Ledger.new("P1"), dict[str, bytes]()
    for frame in frames:
        ledger.apply(frame)
        state, changed = ledger.drain()
        rows |= changed
        ledger.drain()
    restored = Ledger.restored("P1", state, rows)
    assert findings(restored, "2026-03-31") == findings(ledgers_of(frames)["P1"], "2026-03-31")
    assert paid(restored, "2026-01") == {"w01": 3, "w02": 7}


def test_a_tick_makes_it_that_day_and_an_earlier_one_does_not_turn_it_back() -> None:
    ledger = Ledger.new("P1")
    ticked(ledger, date(2026, 3, 2))
    ticked(ledger, date(2026, 3, 1))
    assert ledger.today == date(2026, 3, 2)


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


def test_the_same_account_id_in_two_projects_is_two_accounts_in_the_commons() -> None:
    first = Project().happened("bank.account_opened", "2026-03-02").happened("bank.account_closed", "2026-03-03")
    second = Project("P2").happened("bank.account_opened", "2026-03-02")
    assert len(first.commons(second).things("account")) == 2
    assert [f.subject for f in findings(first.commons(second), "2026-03-31")] == ["bank/102"]


def test_a_project_that_calls_itself_as_the_commons_breaks_nothing() -> None:
    ledger = Ledger.new(COMMONS)
    ledger.apply(Frame(COMMONS, 1, "project.started", DAY, {"on": "2026-03-02"}))
    assert findings(ledger, "2026-03-31") == []
