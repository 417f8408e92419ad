from datetime import date

import pytest

from alerts.notices import Quiet, Reason, Repeat, Stands, Tell, Told, Why, decide, once
from schemas.finding import Level

MONDAY = date(2026, 5, 18)
BEFORE = date(2026, 5, 11)
NEVER = Repeat.never()
YELLOW = Told(Level.YELLOW, Level.YELLOW, BEFORE, standing=True)
ORANGE = Told(Level.ORANGE, Level.ORANGE, BEFORE, standing=True)
CURED = Told(Level.ORANGE, Level.RED, BEFORE, standing=False)


@pytest.mark.parametrize(
    ("now", "told", "repeat", "expected"),
    [
        (Stands(Level.YELLOW), Told(), NEVER, Reason.FIRST),
        (Stands(Level.ORANGE), YELLOW, NEVER, Reason.WORSE),
        (Stands(Level.RED), YELLOW, NEVER, Reason.WORSE),
        (Stands(Level.YELLOW), CURED, NEVER, Reason.RETURNED),
        (Stands(Level.ORANGE), ORANGE, Repeat(5, 5), Reason.REPEAT),
        (Stands(Level.YELLOW), ORANGE, Repeat(5, 5), Reason.REPEAT),
        (Stands(Level.ORANGE, present=False), ORANGE, NEVER, Reason.CURED),
        (Stands(Level.ORANGE, present=False, waived=True), ORANGE, NEVER, Reason.CURED),
        (Stands(Level.ORANGE), ORANGE, NEVER, Why.UNCHANGED),
        (Stands(Level.ORANGE), ORANGE, Repeat(5, 4), Why.UNCHANGED),
        (Stands(Level.ORANGE, answered=True), ORANGE, Repeat(5, 9), Why.UNCHANGED),
        (Stands(Level.YELLOW), ORANGE, NEVER, Why.BETTER),
        (Stands(Level.RED, waived=True), YELLOW, NEVER, Why.WAIVED),
        (Stands(Level.RED, muted_by="alert:1"), YELLOW, NEVER, Why.MUTED_BY_PARENT),
        (Stands(Level.RED, muted_by="alert:1"), Told(), NEVER, Why.MUTED_BY_PARENT),
        (Stands(Level.RED, present=False, muted_by="alert:1"), YELLOW, NEVER, Why.MUTED_BY_PARENT),
        (Stands(Level.RED, present=False), Told(), NEVER, Why.NEVER_TOLD),
        (Stands(Level.RED, present=False), CURED, NEVER, Why.ALREADY_TOLD),
    ],
)
def test_a_decision_says_why_somebody_is_told_and_why_nobody(
    now: Stands, told: Told, repeat: Repeat, expected: Reason | Why
) -> None:
    decided = decide(now, told, MONDAY, repeat)
    assert (decided.reason if isinstance(decided, Tell) else decided.why) == expected


def test_what_was_red_once_is_red_for_whoever_is_told_of_its_end() -> None:
    fell = decide(Stands(Level.YELLOW), Told(Level.RED, Level.RED, BEFORE, standing=True), MONDAY, NEVER)
    assert isinstance(fell, Quiet)
    over = decide(Stands(Level.YELLOW, present=False), fell.told, MONDAY, NEVER)
    assert isinstance(over, Tell)
    assert over.extra == {"worst": "red"}


def test_a_new_spell_forgets_how_bad_the_last_one_was() -> None:
    back = decide(Stands(Level.YELLOW), CURED, MONDAY, NEVER)
    assert back.told.worst is Level.YELLOW


def test_what_falls_and_rises_again_is_told_again() -> None:
    fell = decide(Stands(Level.YELLOW), ORANGE, MONDAY, NEVER)
    rose = decide(Stands(Level.ORANGE), fell.told, MONDAY, NEVER)
    assert isinstance(rose, Tell)
    assert rose.reason is Reason.WORSE


def test_one_deadline_missed_is_told_once() -> None:
    first = once(Reason.OVERDUE, "2026-05-15", Stands(Level.RED), YELLOW)
    assert isinstance(first, Tell)
    again = once(Reason.OVERDUE, "2026-05-15", Stands(Level.RED), first.told)
    assert again == Quiet(Why.ALREADY_TOLD, first.told)
    assert isinstance(once(Reason.OVERDUE, "2026-05-22", Stands(Level.RED), first.told), Tell)


def test_the_deadline_of_a_muted_alert_is_missed_in_silence_but_a_person_is_told_of_an_assignment() -> None:
    muted = Stands(Level.RED, muted_by="alert:1")
    assert once(Reason.OVERDUE, "x", muted, Told()) == Quiet(Why.MUTED_BY_PARENT, Told())
    assert isinstance(once(Reason.ASSIGNED, "x", muted, Told(), to_person=True), Tell)
