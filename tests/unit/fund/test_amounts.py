"""Caps by table, from each local document that was read: who may be advanced how much, and why."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from fund import commands as c
from fund.amounts import advance, advances
from fund.case import Kind, Override
from fund.claims import debts
from fund.terms import FundTerms, Given
from schemas.measures import Mark
from tests.fund_course import CASH, CONTRACTOR, DAY, EMPLOYER, PROOF, Course, line, setting

NATIONAL, ZHENGZHOU, JINZHOU, FUSHUN = "520103", "410102", "210702", "210402"
OUHAI, SONGSHAN = "330304", "441900401"
DAY_AFTER_ALL = date(2026, 3, 2)


def given(fen: int | None) -> Given:
    return Given("minimum_wage_fen", fen, "", date.min, "最低工资标准", Mark.LAW)


@pytest.mark.parametrize(
    ("region", "owed_fen", "wage_fen", "fen"),
    [
        (NATIONAL, 500_000, 189_000, 100_000),
        (NATIONAL, 945_000, 189_000, 189_000),
        (NATIONAL, 945_500, 189_000, 189_000),
        (NATIONAL, 944_500, 189_000, 188_900),
        (NATIONAL, 999, 189_000, 100),
        (ZHENGZHOU, 1_000_000, 210_000, 200_000),
        (ZHENGZHOU, 1_050_000, 210_000, 210_000),
        (ZHENGZHOU, 3_000_000, 210_000, 210_000),
        (JINZHOU, 800_000, 190_000, 160_000),
        (JINZHOU, 5_000_000, 190_000, 190_000),
        (FUSHUN, 800_000, 190_000, 160_000),
        (OUHAI, 1_000_000, 249_000, 300_000),
        (OUHAI, 3_000_000, 249_000, 900_000),
        (OUHAI, 333_333, 249_000, 99_900),
        (SONGSHAN, 1_000_000, 190_000, 190_000),
        (SONGSHAN, 100_000, 190_000, 100_000),
    ],
)
def test_the_least_cap_of_each_document_holds_rounded_down_to_the_yuan(region, owed_fen, wage_fen, fen):
    figure = advance(line("w1", owed_fen), Kind.WAGES, setting(minimum_wage=given(wage_fen)), region, DAY_AFTER_ALL)
    assert figure is not None
    assert figure.fen == fen
    assert figure.fen <= min(part.fen for part in figure.parts)
    assert sum(part.binds for part in figure.parts) == 1


def test_a_document_does_not_speak_of_days_before_it():
    before = advance(line("w1", 1_000_000), Kind.WAGES, setting(), OUHAI, date(2020, 9, 14))
    since = advance(line("w1", 1_000_000), Kind.WAGES, setting(), OUHAI, date(2020, 9, 15))
    assert before is not None
    assert since is not None
    assert (before.fen, since.fen) == (189_000, 300_000)


def test_every_part_says_how_it_came_about_and_by_which_source_in_two_languages():
    figure = advance(line("w1", 700_000, 300_000), Kind.WAGES, setting(), ZHENGZHOU, DAY)
    assert figure is not None
    owed, share, wage = figure.parts
    assert owed.how == ("2025-12、2025-11 应发减实发", "due less paid for 2025-12, 2025-11")
    assert share.how[0] == "10,000.00 × 20%"
    assert "20%" in share.source
    assert wage.how[1] == "1,890.00 × 1"
    assert wage.binds
    assert wage.source.endswith("贵州省最低工资标准")
    assert figure.rounding == ("向下取整到1.00元", "rounded down to 1.00 yuan")


@pytest.mark.parametrize("wage", [None, given(None), given(0)])
def test_an_unknown_minimum_wage_leaves_the_amount_unknown(wage):
    assert advance(line(), Kind.WAGES, setting(minimum_wage=wage), NATIONAL, DAY) is None
    assert advance(line(), Kind.WAGES, setting(minimum_wage=wage), OUHAI, DAY) is not None


def test_living_cost_is_a_further_cap_with_travel_and_unknown_until_somebody_sets_it():
    assert advance(line(), Kind.LIVING, setting(), NATIONAL, DAY) is None
    tables = {"52": [{"from": date(2025, 1, 1), "source": "黔人社", "living_cost_fen": 60_000, "travel_cost_fen": 500}]}
    by = setting(terms=FundTerms.shipped().with_tables(tables))
    figure = advance(line(), Kind.LIVING, by, NATIONAL, DAY)
    assert figure is not None
    assert figure.fen == 60_500
    assert figure.parts[-1].how[0] == "600.00 × 1 + 5.00"
    assert advance(line("w1", 100_000), Kind.LIVING, by, NATIONAL, DAY).fen == 20_000


def test_a_confirmed_override_stands_above_the_caps_and_names_its_document():
    asked = Override(900_001, "云府批〔2026〕4号", "大病", "ann", DAY)
    capped = advance(_with(asked), Kind.WAGES, setting(), NATIONAL, DAY)
    assert capped.fen == 189_000
    figure = advance(
        _with(Override(900_001, "云府批〔2026〕4号", "大病", "ann", DAY, "bo", DAY)),
        Kind.WAGES,
        setting(),
        NATIONAL,
        DAY,
    )
    assert figure.fen == 900_001
    assert "云府批〔2026〕4号" in figure.parts[-1].source
    assert figure.rounding[0] == "不取整"


def test_the_rounding_is_the_regions():
    tables = {"52": [{"from": date(2025, 1, 1), "source": "x", "rounding_fen": 10_000, "share_cap": Decimal("0.5")}]}
    by = setting(terms=FundTerms.shipped().with_tables(tables))
    assert advance(line("w1", 399_998), Kind.WAGES, by, NATIONAL, DAY).fen == 180_000


def _with(override: Override):
    return replace(line(), override=override)


def two_employers(*owed_fen: int):
    """A case of one worker whom two employers owe."""
    return Course().drafted(line("w1", owed_fen[0]), line("w1", owed_fen[1], employer=CONTRACTOR)).case


def test_the_minimum_wage_limits_the_person_and_not_each_employer():
    found = advances(two_employers(600_000, 500_000), setting(), DAY)
    first, second = found[f"w1@{EMPLOYER}"], found[f"w1@{CONTRACTOR}"]
    assert (first.fen, second.fen) == (120_000, 69_000)
    assert [part.fen for part in second.parts if part.binds] == [69_000]
    assert "1,200.00" in next(part.how[1] for part in second.parts if part.binds)


def test_what_is_left_of_the_persons_cap_can_be_nothing():
    found = advances(two_employers(1_000_000, 500_000), setting(), DAY)
    assert [figure.fen for figure in found.values()] == [189_000, 0]


def test_a_line_of_several_employers_is_called_by_both_names():
    case = two_employers(600_000, 500_000)
    assert case.line("w1") is None
    assert case.line(f"w1@{CONTRACTOR}") is case.lines[1]
    assert (case.workers, len(case.live)) == (1, 2)


def test_both_employers_lines_are_paid_and_claimed_for_themselves():
    course = Course().ordered(line("w1", 600_000), line("w1", 300_000, employer=CONTRACTOR))
    first, second = f"w1@{EMPLOYER}", f"w1@{CONTRACTOR}"
    assert course.case.order is not None
    assert course.case.order.lines == ((first, 120_000), (second, 60_000))
    course.must(c.Pay(first, DAY, PROOF), c.Pay(second, DAY, PROOF), officer=CASH)
    assert {debt.debtor: debt.advanced_fen for debt in debts(course.case)} == {EMPLOYER: 120_000, CONTRACTOR: 60_000}
    assert {claim.debtor for claim in course.case.claims} == {EMPLOYER, CONTRACTOR}
