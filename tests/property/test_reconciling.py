"""The laws of reconciling."""

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.reconcile import reconcile
from schemas.finding import Finding, Key, Level

RULES = ("a", "b", "c")

FINDINGS = st.builds(
    Finding,
    rule=st.sampled_from(RULES),
    project=st.sampled_from(("P1", "P2")),
    subject=st.sampled_from(("-", "2026-01")),
    level=st.sampled_from(Level),
    workers=st.none() | st.lists(st.sampled_from(("w1", "w2")), unique=True).map(lambda names: tuple(sorted(names))),
)
OPEN = st.lists(FINDINGS, max_size=8).map(lambda found: {one.key: one for one in found})


@dataclass(frozen=True)
class Seen:
    """An evaluation; a rule that found something was judged."""

    findings: tuple[Finding, ...]
    judged: frozenset[str]


@st.composite
def evaluations(draw: st.DrawFn) -> Seen:
    judged = draw(st.frozensets(st.sampled_from(RULES)))
    found = {key: one for key, one in draw(OPEN).items() if one.rule in judged}
    return Seen(tuple(found.values()), judged)


def reconciled(alerts: dict[Key, Finding], seen: Seen) -> dict[Key, Finding]:
    """The alerts open after the changes."""
    after = dict(alerts)
    for change in reconcile(alerts, seen):
        if change.kind == "cleared":
            del after[change.key]
        else:
            after[change.key] = change.finding
    return after


@settings(max_examples=200)
@given(alerts=OPEN, seen=evaluations())
def test_afterwards_the_open_alerts_of_the_judged_rules_are_what_was_seen(
    alerts: dict[Key, Finding], seen: Seen
) -> None:
    after = reconciled(alerts, seen)
    assert {key: one for key, one in after.items() if key.rule in seen.judged} == {
        one.key: one for one in seen.findings
    }


@settings(max_examples=200)
@given(alerts=OPEN, seen=evaluations())
def test_a_rule_that_was_not_judged_keeps_its_alerts(alerts: dict[Key, Finding], seen: Seen) -> None:
    after = reconciled(alerts, seen)
    assert all(after.get(key) == one for key, one in alerts.items() if key.rule not in seen.judged)


@settings(max_examples=200)
@given(alerts=OPEN, seen=evaluations())
def test_reconciling_twice_changes_nothing(alerts: dict[Key, Finding], seen: Seen) -> None:
    assert list(reconcile(reconciled(alerts, seen), seen)) == []


@settings(max_examples=200)
@given(alerts=OPEN, seen=evaluations())
def test_every_alert_changes_at_most_once_and_tells_what_it_was(alerts: dict[Key, Finding], seen: Seen) -> None:
    changes = list(reconcile(alerts, seen))
    assert len({change.key for change in changes}) == len(changes)
    assert all(change.previous == alerts.get(change.key) for change in changes)
