from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from monitors import rule as rules
from monitors.evaluate import evaluate
from monitors.ledger import Ledger
from monitors.policy import Policy
from monitors.rule import Rule, Scope, catalogue
from monitors.terms import Terms
from monitors.verdict import Term, Verdict
from schemas.finding import Key, Level
from tests.build import Project, findings

DAY = date(2026, 3, 31)
Only = Callable[..., None]


def verdict(level: Level = Level.YELLOW, workers: tuple[str, ...] | None = None, **more: Any) -> Verdict:
    return Verdict((Term("是 it is so", holds=True),), level, workers=workers, **more)


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Only:
    """Judge by these rules alone: name and verdicts, or an error to raise."""

    def told(**answers: list[Verdict] | Exception) -> None:
        def judging(answer: list[Verdict] | Exception) -> rules.Judge:
            def judge(_: Terms) -> Iterator[Verdict]:
                if isinstance(answer, Exception):
                    yield verdict()
                    raise answer
                yield from answer

            return judge

        made = {name: Rule(name, ("law",), (), Scope.BOTH, judging(answer), "") for name, answer in answers.items()}
        monkeypatch.setattr("monitors.evaluate.catalogue", lambda: made)

    return told


def test_a_rule_that_crashes_is_reported_and_is_not_among_the_judged(only: Only) -> None:
    only(bad=ZeroDivisionError("by nought"), good=[verdict()])
    seen = evaluate(Project().ledger(), DAY, Policy.shipped())
    assert seen.failed == {"bad": "ZeroDivisionError: by nought"}
    assert seen.judged == {"good"}
    assert [finding.rule for finding in seen.findings] == ["good"]


def test_rules_that_find_no_value_of_a_parameter_fail_and_the_others_are_judged_all_the_same() -> None:
    seen = evaluate(Project().attended("w1", "2026-01-05").ledger(), DAY, Policy([]))
    assert "wages.unpaid" in seen.failed
    assert seen.judged == frozenset(catalogue()) - seen.failed.keys()
    assert "attendance.unregistered" in {finding.rule for finding in seen.findings}


def test_a_verdict_with_a_term_that_does_not_hold_is_no_finding(only: Only) -> None:
    only(one=[Verdict((Term("是 yes", holds=True), Term("否 no", holds=False)), Level.RED)])
    assert evaluate(Project().ledger(), DAY, Policy.shipped()).findings == ()


def test_verdicts_on_one_subject_are_one_finding_with_the_highest_level_and_all_workers(only: Only) -> None:
    only(
        one=[
            verdict(Level.ORANGE, ("b",), since=date(2026, 3, 2), facts={"n": 1}, evidence=(("s", "5"),)),
            verdict(Level.RED, ("c", "a"), since=date(2026, 3, 9), facts={"n": 2}, evidence=(("s", "3"), ("s", "5"))),
            verdict(Level.YELLOW),
        ]
    )
    (finding,) = evaluate(Project().ledger(), DAY, Policy.shipped()).findings
    assert (finding.level, finding.workers) == (Level.RED, ("a", "b", "c"))
    assert (finding.since, finding.facts, finding.evidence) == (date(2026, 3, 2), {"n": 2}, (("s", "3"), ("s", "5")))


def test_joined_findings_of_a_rule_that_names_nobody_name_nobody(only: Only) -> None:
    only(one=[verdict(), verdict(Level.RED)])
    (finding,) = evaluate(Project().ledger(), DAY, Policy.shipped()).findings
    assert (finding.level, finding.workers, finding.since) == (Level.RED, None, None)


def test_nobody_at_all_is_not_the_same_as_no_workers_named(only: Only) -> None:
    only(one=[verdict(workers=())])
    (finding,) = evaluate(Project().ledger(), DAY, Policy.shipped()).findings
    assert finding.workers == ()


def test_findings_are_sorted_by_rule_project_and_subject(only: Only) -> None:
    only(b=[verdict(subject="2"), verdict(subject="10")], a=[verdict(subject="-")])
    seen = evaluate(Project().ledger(), DAY, Policy.shipped())
    assert [finding.key for finding in seen.findings] == [
        Key("a", "P1", "-"),
        Key("b", "P1", "10"),
        Key("b", "P1", "2"),
    ]


def test_an_unregistered_project_is_quiet_and_every_rule_counts_as_judged() -> None:
    seen = evaluate(Ledger.new("P1"), DAY, Policy.shipped())
    assert (seen.findings, seen.failed, seen.judged) == ((), {}, frozenset(catalogue()))


def test_a_registration_of_tomorrow_is_none_today_and_what_came_before_it_counts_then() -> None:
    told = Project(registered_on=None).attended("stranger", "2026-01-05")
    told.happened("project.registered", "2026-02-20")
    assert told.findings("2026-02-19") == []
    assert told.levels("2026-02-20", "wages.unpaid") == {"2026-01": "orange"}


def test_the_rules_of_the_commons_are_not_judged_in_a_project_nor_the_others_in_the_commons() -> None:
    told = Project().happened("bank.account_opened", "2026-01-06", protection_mark=False)
    told.happened("lead.received", "2026-01-06", project_id="P1")
    assert {finding.rule for finding in told.findings("2026-03-01")} == {"account.unmarked", "lead.overdue"}
    assert {finding.rule for finding in findings(told.commons(), "2026-03-01")} == {"feed.late"}


def test_a_finding_carries_its_articles_its_evidence_and_plain_facts() -> None:
    told = (
        Project()
        .happened("bank.account_opened", "2026-01-06")
        .happened("bank.account_debited", "2026-01-07", purpose="cash")
    )
    (finding,) = told.findings("2026-01-07", "account.improper_debit")
    assert finding.articles[0].startswith("《保障农民工工资支付条例》")
    assert finding.evidence == (("urn:test", told.events[-1]["id"]),)
    (finding,) = Project().findings("2026-03-01", "account.unopened")
    assert finding.facts == {"contract_signed_on": "2026-01-05"}


def test_a_finding_does_not_change_merely_because_a_day_passed() -> None:
    told = Project(contract_amount_fen=400_000_000).happened("project.started", "2026-01-05")
    told.crew(2, "2026-01-05").sheet({"w01": 5, "w02": 5}, unsigned=["w01"]).paid("w01", 4)
    ledger = told.ledger()
    assert findings(ledger, "2026-03-25") == findings(ledger, "2026-03-26")
