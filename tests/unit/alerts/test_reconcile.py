from dataclasses import dataclass

import msgspec

from alerts.reconcile import Changed, Cleared, Opened, reconcile
from schemas.finding import Finding, Key, Level

UNPAID = Finding("wages.unpaid", "P1", "2026-01", Level.YELLOW, ("w1",))
WORSE = msgspec.structs.replace(UNPAID, level=Level.RED)
FROZEN = Finding("account.frozen", "P1", "R1", Level.RED)


@dataclass(frozen=True)
class Seen:
    """What an evaluation says."""

    findings: tuple[Finding, ...] = ()
    judged: frozenset[str] = frozenset({"wages.unpaid", "account.frozen"})


def alerts(*findings: Finding) -> dict[Key, Finding]:
    return {finding.key: finding for finding in findings}


def test_what_was_not_wrong_before_is_opened() -> None:
    assert list(reconcile({}, Seen((UNPAID,)))) == [Opened(UNPAID)]


def test_what_is_wrong_in_another_way_is_changed_and_tells_both() -> None:
    assert list(reconcile(alerts(UNPAID), Seen((WORSE,)))) == [Changed(WORSE, UNPAID)]


def test_other_workers_are_a_change() -> None:
    more = msgspec.structs.replace(UNPAID, workers=("w1", "w2"))
    assert [change.kind for change in reconcile(alerts(UNPAID), Seen((more,)))] == ["changed"]


def test_what_is_no_longer_wrong_is_cleared() -> None:
    assert list(reconcile(alerts(UNPAID), Seen())) == [Cleared(UNPAID, UNPAID)]


def test_what_is_wrong_as_before_changes_nothing() -> None:
    assert list(reconcile(alerts(UNPAID, FROZEN), Seen((FROZEN, UNPAID)))) == []


def test_a_rule_that_was_not_judged_clears_nothing() -> None:
    assert list(reconcile(alerts(UNPAID, FROZEN), Seen(judged=frozenset({"account.frozen"})))) == [
        Cleared(FROZEN, FROZEN)
    ]


def test_the_same_rule_on_another_subject_is_another_alert() -> None:
    february = msgspec.structs.replace(UNPAID, subject="2026-02")
    changes = list(reconcile(alerts(UNPAID), Seen((february,))))
    assert changes == [Opened(february), Cleared(UNPAID, UNPAID)]


def test_a_change_knows_its_kind_and_the_alert_that_it_is_about() -> None:
    kinds = [(change.kind, change.key) for change in reconcile(alerts(UNPAID), Seen((FROZEN,)))]
    assert kinds == [("opened", FROZEN.key), ("cleared", UNPAID.key)]
