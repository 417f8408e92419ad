"""What is true of every rule."""

import importlib
import inspect
from datetime import date
from pathlib import Path

import pytest

from monitors.evaluate import evaluate
from monitors.policy import PARAMETERS, InForce, Policy
from monitors.policy.guizhou import GUIZHOU
from monitors.policy.national import NATIONAL
from monitors.rule import Rule, Scope, catalogue
from monitors.terms import Terms
from tests.build import GUIYANG, ITEMS, Project, days

RULES = list(catalogue().values())
HERE = Path(__file__).parent / "rules"
NAMES = [
    "account.closed_early",
    "account.frozen",
    "account.frozen_unreviewed",
    "account.improper_debit",
    "account.labor_cost_missed",
    "account.restriction_uninformed",
    "account.shortfall",
    "account.unmarked",
    "account.unopened",
    "arrears.criminal_threshold",
    "arrears.group",
    "attendance.no_contract",
    "attendance.silent",
    "attendance.unregistered",
    "bond.expiring",
    "bond.insufficient",
    "bond.missing",
    "feed.late",
    "lead.overdue",
    "notice.incomplete",
    "notice.stale",
    "notice.unposted",
    "wages.below_minimum",
    "wages.excessive",
    "wages.exit_unsettled",
    "wages.paid_without_attendance",
    "wages.shared_card",
    "wages.sheet_missing",
    "wages.sheet_unsigned",
    "wages.underpaid",
    "wages.unpaid",
    "wages.wrong_payee",
]


class Listening(Policy):
    """A policy that remembers what it was asked for."""

    def __init__(self) -> None:
        super().__init__((*NATIONAL, *GUIZHOU))
        self.asked: set[str] = set()

    def in_force(self, name: str, region: str, day: date) -> InForce:
        self.asked.add(name)
        return super().in_force(name, region, day)


def busy() -> Project:
    """A project on which every rule finds something to look at."""
    told = Project(region_code=GUIYANG, contract_amount_fen=400_000_000)
    told.happened("project.started", "2026-01-05").happened("project.notice_board_posted", "2026-01-06", items=ITEMS)
    told.happened("bank.account_opened", "2026-01-06").fed("2026-12-31", on="2026-01-06")
    told.happened("bank.bond_deposited", "2026-01-06").happened("bank.bond_drawn", "2026-01-07")
    told.crew(2, *days("2026-01", 5, 26)).sheet({"w01": 5, "w02": 5}).paid("w01", 4)
    told.happened("attendance.worker_exited", "2026-01-30", worker_id="w02")
    return told.happened("lead.received", "2026-01-06", project_id="P1")


def test_there_are_the_32_rules_of_the_specification() -> None:
    assert [rule.name for rule in RULES] == NAMES


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
class TestEveryRule:
    def test_it_lives_in_the_module_of_its_name(self, rule: Rule) -> None:
        name = rule.name.replace(".", "_")
        assert rule.judge.__module__ == f"monitors.rules.{name}"
        assert rule.judge.__name__ == name
        assert getattr(importlib.import_module(rule.judge.__module__), name) is rule

    def test_its_module_defines_no_other_rule(self, rule: Rule) -> None:
        module = importlib.import_module(rule.judge.__module__)
        assert [value for value in vars(module).values() if isinstance(value, Rule)] == [rule]

    def test_its_definition_is_its_modules_docstring(self, rule: Rule) -> None:
        assert rule.doc == importlib.import_module(rule.judge.__module__).__doc__

    def test_its_first_line_is_a_chinese_name_and_an_english_claim(self, rule: Rule) -> None:
        chinese, english = rule.title
        assert chinese
        assert not any(character.isascii() for character in chinese)
        assert english.endswith(".")
        assert english.isascii()

    def test_it_says_law_holds_and_subject_in_that_order(self, rule: Rule) -> None:
        first, empty, *rest = rule.doc.splitlines()
        assert first
        assert not empty
        fixed = [line.split(maxsplit=1) for line in rest if line and not line.startswith(" ")]
        assert [line[0] for line in fixed] == ["Law", "Holds", "Subject"]
        assert all(len(line) == 2 for line in fixed)

    def test_it_reads_the_parameters_that_it_declares_and_no_others(self, rule: Rule) -> None:
        listening = Listening()
        told = busy()
        ledger = told.commons() if rule.scope is Scope.COMMONS else told.ledger()
        list(rule.judge(Terms(ledger, date(2026, 3, 31), listening)))
        assert listening.asked == set(rule.reads)

    def test_it_has_a_test_of_its_name(self, rule: Rule) -> None:
        test = HERE / f"test_{rule.name.replace('.', '_')}.py"
        assert f'RULE = "{rule.name}"' in test.read_text(encoding="utf-8")

    def test_its_terms_are_told_in_chinese_and_english(self, rule: Rule) -> None:
        told = busy()
        ledger = told.commons() if rule.scope is Scope.COMMONS else told.ledger()
        for verdict in rule.judge(Terms(ledger, date(2026, 3, 31), Policy.shipped())):
            for term in verdict.terms:
                chinese, _, english = term.text.partition(" ")
                assert not chinese.isascii()
                assert english
                assert english.isascii()

    def test_it_says_nothing_of_a_project_of_which_only_the_registration_is_known(self, rule: Rule) -> None:
        assert Project().findings("2026-01-05", rule.name) == []


@pytest.mark.parametrize("as_of", [date.min, date.max])
def test_every_rule_can_be_judged_on_the_first_and_the_last_day_of_the_calendar(as_of: date) -> None:
    told = busy()
    assert evaluate(told.ledger(), as_of, Policy.shipped()).failed == {}
    assert evaluate(told.commons(), as_of, Policy.shipped()).failed == {}


def test_every_parameter_is_read_by_a_rule() -> None:
    assert {name for rule in RULES for name in rule.reads} == set(PARAMETERS)


def test_no_test_is_of_a_rule_that_does_not_exist() -> None:
    assert sorted(path.stem for path in HERE.glob("test_*.py")) == [f"test_{name.replace('.', '_')}" for name in NAMES]


def test_a_rule_is_a_generator_function_of_the_terms() -> None:
    for rule in RULES:
        assert inspect.isgeneratorfunction(rule.judge), rule.name
        assert list(inspect.signature(rule.judge).parameters) == ["terms"]
