"""A case folds, judges each day once with all that belongs to it, and says what is to be written."""

from datetime import date, timedelta

from monitors.evaluate import Evaluation
from monitors.ledger import Ledger
from schemas.frame import Frame
from streams.case import Case
from tests.unit.streams.fakes import (
    DAY,
    FakeLedgers,
    newest_frame,
    one_per_restriction,
    restricted,
    started,
    tick,
)

NEXT_DAY = DAY + timedelta(days=1)


def case_of(*frames: Frame, judge_by=one_per_restriction) -> Case:
    case = Case.of("P", 0, judge_by, None)
    for frame in frames:
        case.fold(frame)
    return case


def test_a_day_is_judged_with_everything_of_it_before_the_next_begins():
    case = case_of(tick(1), started(2), restricted(3), tick(4, NEXT_DAY))
    assert [(change.kind, change.as_of, change.seq) for change in case.changes] == [("opened", DAY, 3)]


def test_days_without_events_are_judged_each():
    case = case_of(*(tick(n, DAY + timedelta(days=n)) for n in range(1, 5)), judge_by=newest_frame)
    assert [change.as_of for change in case.changes] == [DAY + timedelta(days=n) for n in range(1, 4)]


def test_before_the_first_tick_there_is_no_day_to_judge():
    case = case_of(restricted(1))
    assert not case.to_judge
    case.judge()
    assert case.judged_seq == 0


def test_a_second_judgement_of_the_same_changes_nothing():
    case = case_of(tick(1), restricted(2))
    case.judge()
    case.capture()
    assert not case.to_judge
    case.judge()
    assert case.capture().changes == ()


def test_a_frame_that_cannot_be_folded_is_a_fault_and_passed_over():
    case = case_of(tick(1), Frame("P", 2, "nobody.knows", DAY), restricted(3))
    assert case.ledger.seq == 3
    assert [(seq, "nobody.knows" in text) for seq, text in case.capture().faults] == [(2, True)]


def test_a_rule_that_crashes_is_reported_once_and_closes_nothing():
    crash: dict[str, str] = {}

    def judge_by(ledger: Ledger, as_of: date) -> Evaluation:
        seen = one_per_restriction(ledger, as_of)
        return Evaluation((), frozenset(), dict(crash)) if crash else seen

    case = case_of(tick(1), restricted(2), judge_by=judge_by)
    case.judge()
    crash["account.frozen"] = "KeyError: 'x'"
    for seq in (3, 4):
        case.fold(started(seq))
        case.judge()
    written = case.capture()
    assert [change.kind for change in written.changes] == ["opened"]
    assert written.faults == ((3, "account.frozen could not be judged: KeyError: 'x'"),)


def test_a_judgement_that_crashes_as_a_whole_raises_nothing():
    def judge_by(_ledger: Ledger, _as_of: date) -> Evaluation:
        raise RuntimeError("no")

    case = case_of(tick(1), judge_by=judge_by)
    case.judge()
    assert case.judged_seq == 1
    assert case.capture().faults == ((1, "* could not be judged: RuntimeError: no"),)


def test_what_was_captured_is_not_captured_again():
    case = case_of(tick(1), restricted(2))
    case.judge()
    first, second = case.capture(), case.capture()
    assert (first.version, first.seq, first.judged_seq, first.as_of, len(first.changes)) == (0, 2, 2, DAY, 1)
    assert (second.version, second.seq, second.state, second.changes) == (1, 2, None, ())


def test_a_case_read_again_goes_on_where_it_was_written():
    store = FakeLedgers()
    case = case_of(tick(1), restricted(2))
    case.judge()
    store.checkpoint([case.capture()])
    again = Case.of("P", 0, one_per_restriction, store.load(["P"])["P"])
    assert not again.to_judge
    again.fold(started(3))
    again.judge()
    assert again.capture().changes == ()
