"""The demonstration says found, missed and unexpected, and calls it exact only if every alert is explained."""

from schemas.finding import Finding, Level
from streams.county.injected import Expected, Injected
from streams.county.reckoning import Outcome, reckon

FROZEN = Expected("account.frozen", "P1", "R1", Level.RED)
UNMARKED = Expected("account.unmarked", "P1", "A1", Level.YELLOW)
OFFENCE = Injected("冻结", "frozen", "P1", "某项目", (FROZEN, UNMARKED))


def finding(expected: Expected, level: Level | None = None) -> Finding:
    return Finding(*expected.key, level=level or expected.level)


def test_everything_found_and_nothing_else_is_exact() -> None:
    reckoning = reckon([OFFENCE], [finding(UNMARKED), finding(FROZEN)])
    assert [row.expected for row in reckoning.rows] == [FROZEN, UNMARKED]
    assert reckoning.exact


def test_a_missing_alert_is_missed() -> None:
    reckoning = reckon([OFFENCE], [finding(FROZEN)])
    assert reckoning.count(Outcome.MISSED) == 1
    assert not reckoning.exact


def test_an_alert_that_nothing_explains_is_unexpected() -> None:
    stranger = Finding("wages.unpaid", "P2", "2026-01", Level.RED)
    reckoning = reckon([OFFENCE], [finding(FROZEN), finding(UNMARKED), stranger])
    assert reckoning.rows[-1].found == stranger
    assert not reckoning.exact


def test_an_alert_at_another_level_is_not_found() -> None:
    reckoning = reckon([OFFENCE], [finding(FROZEN, Level.YELLOW), finding(UNMARKED)])
    assert reckoning.count(Outcome.WRONG_LEVEL) == 1
    assert not reckoning.exact


def test_the_same_alert_of_another_project_does_not_count() -> None:
    elsewhere = Finding("account.frozen", "P2", "R1", Level.RED)
    reckoning = reckon([OFFENCE], [elsewhere, finding(UNMARKED)])
    assert reckoning.count(Outcome.MISSED) == reckoning.count(Outcome.UNEXPECTED) == 1
