from datetime import date

import pytest

from monitors.explain import Explanation, explain, speaking
from monitors.policy import Policy
from monitors.rule import catalogue
from tests.build import GUIYANG, Project, frames_of


def told() -> Project:
    """Two workers attended January; w01 was paid a part of what was due, w02 nothing."""
    project = Project(region_code=GUIYANG).crew(2, "2026-01-05").attended("w01", "2026-02-05")
    return project.sheet({"w01": 5}).paid("w01", 4)


def explained(project: Project, rule: str, as_of: str = "2026-02-11", subject: str | None = None) -> Explanation:
    return explain(project.ledger(), rule, date.fromisoformat(as_of), Policy.shipped(), subject)


def kinds(project: Project, explanation: Explanation) -> list[str]:
    own = (frame for frame in frames_of(project.events) if frame.project == project.id)
    return [frame.kind.partition(".")[2] for frame in speaking(own, explanation)]


@pytest.mark.parametrize("rule", catalogue())
def test_a_rule_is_explained_to_hold_exactly_where_it_finds_something(rule: str) -> None:
    project = told()
    assert explained(project, rule).holds == bool(project.findings("2026-02-11", rule))


def test_every_subject_is_explained_those_that_hold_first() -> None:
    verdicts = explained(told(), "wages.unpaid").verdicts
    assert [(verdict.subject, verdict.holds) for verdict in verdicts] == [("2026-01", True), ("2026-02", False)]
    (february,) = explained(told(), "wages.unpaid", subject="2026-02").verdicts
    assert [term.holds for term in february.terms] == [False, True, True, True]


def test_the_parameters_are_told_with_their_sources() -> None:
    parameters = explained(told(), "wages.unpaid").parameters
    assert [(it.name, it.prefix) for it in parameters] == [("unpaid_ratio", "00"), ("unpaid_ratio_level", "52")]


def test_a_rule_that_is_not_judged_there_says_so() -> None:
    assert not explained(told(), "feed.late").applies
    assert not explained(Project(registered_on=None), "wages.unpaid").applies
    assert explained(told(), "wages.unpaid").applies


def test_a_rule_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError):
        explained(told(), "wages.missing")


def test_the_events_of_the_month_that_name_the_workers_speak() -> None:
    assert kinds(told(), explained(told(), "wages.unpaid")) == ["worker_enrolled", "punched"]
    assert kinds(told(), explained(told(), "wages.underpaid")) == [
        "worker_enrolled",
        "punched",
        "pay_sheet_submitted",
        "wages_paid",
    ]


def test_the_events_that_a_rule_names_and_those_about_its_subject_speak() -> None:
    project = Project().happened("bank.account_opened", "2026-01-06", protection_mark=False)
    project.happened("bank.account_opened", "2026-01-06", account_id="A2").happened(
        "bank.account_credited", "2026-01-07", amount_fen=1
    )
    assert kinds(project, explained(project, "account.unmarked")) == ["account_opened", "account_credited"]


def test_where_nothing_holds_the_events_about_all_that_was_looked_at_speak() -> None:
    project = Project().happened("bank.account_opened", "2026-01-06")
    assert kinds(project, explained(project, "account.unmarked")) == ["account_opened"]
