"""What if: only what the change can touch is judged, and both ways as the running system would."""

from datetime import date
from decimal import Decimal

import pytest

from monitors.evaluate import evaluate
from monitors.policy import Policy, PolicyError
from monitors.rule import catalogue
from monitors.whatif import Hypothesis, Setting, Trial, Validity
from tests.build import Project

LAW = Policy.shipped()
DAY = date(2026, 3, 2)


def quiet_site() -> Project:
    """In construction since February with nobody ever present."""
    return Project().happened("project.started", "2026-02-02")


def test_a_parameter_touches_only_the_rules_that_read_it() -> None:
    touched = Hypothesis((Setting("00", date.min, "silent_days", 3),)).touched()
    assert touched == {name for name, rule in catalogue().items() if "silent_days" in rule.reads}


def test_both_ways_equal_what_the_running_system_finds() -> None:
    hypothesis = Hypothesis((Setting("00", date(2026, 1, 1), "notice_grace_days", 60),))
    trial = Trial.of(hypothesis, LAW)
    before, after = trial.judged(quiet_site().ledger(), DAY)
    for found, law in ((before, LAW), (after, hypothesis.policy(LAW))):
        whole = evaluate(quiet_site().ledger(), DAY, law).findings
        assert found == [finding for finding in whole if finding.rule in trial.rules]
    assert {finding.rule for finding in before} == {"notice.unposted"}
    assert after == []


def test_a_later_setting_holds_from_its_day() -> None:
    trial = Trial.of(Hypothesis((Setting("00", DAY, "notice_grace_days", 60),)), LAW)
    assert trial.judged(quiet_site().ledger(), date(2026, 3, 1))[1]
    assert not trial.judged(quiet_site().ledger(), DAY)[1]


def test_another_regions_setting_changes_nothing_here() -> None:
    trial = Trial.of(Hypothesis((Setting("52", date.min, "notice_grace_days", 60),)), LAW)
    before, after = trial.judged(quiet_site().ledger(), DAY)
    assert before == after != []


@pytest.mark.parametrize(
    ("validity", "day", "holds"),
    [
        (Validity(), DAY, True),
        (Validity(off=True), DAY, False),
        (Validity(since=DAY), date(2026, 3, 1), False),
        (Validity(since=DAY), DAY, True),
        (Validity(until=DAY), date(2026, 3, 1), True),
        (Validity(until=DAY), DAY, False),
    ],
)
def test_a_rule_is_in_force_from_its_first_day_up_to_the_day_before_its_end(
    validity: Validity, day: date, *, holds: bool
) -> None:
    trial = Trial.of(Hypothesis(rules={"notice.unposted": validity}), LAW)
    before, after = trial.judged(quiet_site().ledger(), day)
    assert before != []
    assert bool(after) == holds


def test_a_ratio_stays_exact_however_it_was_written() -> None:
    setting = Setting("00", date.min, "unpaid_ratio", "0.1")
    assert setting.table()["unpaid_ratio"] == Decimal("0.1")


def test_what_is_no_policy_is_refused_by_name() -> None:
    with pytest.raises(PolicyError, match="silent_days"):
        Trial.of(Hypothesis((Setting("00", DAY, "silent_days", -1),)), LAW)
