"""The checklist: every item answered by data or a person, with evidence, or known to be unknown."""

from dataclasses import replace
from datetime import date

import pytest

from fund import commands as c
from fund.case import Outcome, Source, Trigger
from fund.course import Why
from fund.eligibility import checklist, lacking
from fund.papers import OwedBy, missing, papers
from tests.fund_course import DAY, PROOF, Course, blank, line


def held(course, region="520103"):
    case = replace(course.case, region=region)
    return {item.key: item.term.holds for item in checklist(case, course.setting, DAY)}


def test_of_a_new_case_nothing_is_known_and_nobody_is_named():
    assert held(Course()) == {
        "case_filed": None, "trigger": None, "covered": True, "sources": None, "bond": None, "arrears": False,
        "workers_known": None, "hardship": None, "not_advanced": True,
    }  # fmt: skip


def test_a_complete_case_meets_every_item_each_with_a_source():
    course = Course().drafted()
    assert set(held(course).values()) == {True}
    items = checklist(course.case, course.setting, DAY)
    assert all(item.term.source and item.term.text[0] and item.term.text[1] for item in items)
    answered = {item.key: item.answer for item in items if item.answerable}
    assert answered["hardship"].by == "ann"
    assert items[1].term.evidence == PROOF


@pytest.mark.parametrize(
    ("region", "key", "holds"),
    [
        ("441900401", "covered", False),
        ("441900401", "group_risk", None),
        ("210702", "group_risk", None),
        ("210702", "covered", True),
    ],
)
def test_the_local_documents_ask_for_more(region, key, holds):
    assert held(Course().drafted(), region)[key] is holds


def test_a_fund_for_construction_only_refuses_other_sectors():
    course = Course(blank(is_construction=False)).drafted()
    assert held(course)["covered"]
    assert held(course, "210402")["covered"] is False


@pytest.mark.parametrize(("region", "holds"), [("410102", False), ("210402", True), ("520103", True)])
def test_force_majeure_counts_where_the_document_says_so(region, holds):
    assert held(Course().drafted(trigger=Trigger.FORCE_MAJEURE), region)["trigger"] is holds


def test_an_item_that_is_not_met_stops_the_application_by_name():
    course = Course().drafted().must(c.AnswerItem("hardship", False, PROOF, "已返乡"))
    assert lacking(course.case, course.setting, DAY) == ("hardship",)
    assert course.do(c.Submit()).about == ("hardship",)


def test_what_waits_and_what_was_paid_is_said():
    course = Course().must(c.Settle(Source.EMPLOYER, Outcome.UNPAID, PROOF))
    sources = next(i for i in checklist(course.case, course.setting, DAY) if i.key == "sources")
    assert sources.term.value.startswith("施工总承包单位先行清偿")
    course.must(c.Settle(Source.EMPLOYER, Outcome.PAID_ALL, PROOF, 5))
    assert held(course)["sources"] is False


def test_a_bond_that_paid_everything_leaves_nothing_to_advance():
    course = Course().drafted()
    course.must(c.NoticeBond("1", 600, DAY), c.BondPaid(600, DAY, PROOF))
    course.must(c.Settle(Source.BOND, Outcome.PAID_ALL, PROOF, 600))
    assert held(course)["bond"] is False
    assert course.why(c.Submit()) is Why.INELIGIBLE


def test_a_worker_who_is_owed_nothing_is_named():
    course = Course().drafted(line(), line("w2", 0))
    item = next(i for i in checklist(course.case, course.setting, DAY) if i.key == "arrears")
    assert (item.term.holds, item.term.value) == (False, "w2")


def test_what_is_missing_is_listed_with_who_owes_it_essential_first():
    course = Course().must(c.AttachPaper("filing", "立案1号"))
    absent = missing(course.case, course.setting.terms, DAY)
    assert [paper.key for paper in absent] == ["roster", "agreement", "identity", "cards"]
    assert absent[0].owed_by is OwedBy.WORKER
    assert not any(paper.owed_by is OwedBy.SYSTEM for paper in absent)


def test_flight_asks_for_its_note_and_jinzhou_for_an_agreement():
    terms = Course().setting.terms
    fled = {standing.paper.key for standing in papers(blank(trigger=Trigger.ABSCONDED), terms, DAY)}
    assert "flight" in fled
    assert "agreement" not in fled
    jinzhou = papers(blank(region="210702"), terms, date(2026, 3, 2))
    assert next(one.paper.essential for one in jinzhou if one.paper.key == "agreement")
