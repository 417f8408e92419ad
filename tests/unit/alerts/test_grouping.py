from dataclasses import replace
from datetime import date

from alerts.docket import Docket
from alerts.grouping import case_number, covers, muted_by
from alerts.lifecycle import Gone, heard
from alerts.work import Act, State
from infra.db.works.store import mutes
from monitors.rule import catalogue
from schemas.finding import Level
from tests.works import BY, MONDAY, a_finding, a_step, a_work

MUTES = {"arrears.group": ("wages.unpaid",), "account.frozen": ("account.restriction_uninformed",)}
GROUP = a_work(a_finding("arrears.group", Level.RED, subject="-", workers=("w1", "w2", "w3")), number=7)
MONTH = a_work(number=1)


def test_a_parent_mutes_what_is_about_its_own_workers() -> None:
    stranger = a_work(a_finding(workers=("w1", "w9"), subject="2026-05"), number=2)
    assert muted_by([MONTH, stranger, GROUP], MUTES) == {1: 7, 2: None, 7: None}


def test_what_is_closed_waived_or_gone_mutes_nobody() -> None:
    for silent in (
        replace(GROUP, state=State.CLOSED),
        replace(GROUP, state=State.WAIVED),
        replace(GROUP, present=False),
    ):
        assert muted_by([MONTH, silent], MUTES)[1] is None


def test_a_lesser_parent_mutes_no_graver_child() -> None:
    lesser = a_work(a_finding("arrears.group", Level.YELLOW, subject="-"), number=7)
    assert not covers(lesser, MONTH, MUTES)


def test_an_alert_about_one_thing_mutes_only_what_is_about_the_same() -> None:
    frozen = a_work(a_finding("account.frozen", Level.RED, subject="R1", workers=None), number=3)
    same = a_work(a_finding("account.restriction_uninformed", Level.YELLOW, subject="R1", workers=None), number=4)
    other = a_work(a_finding("account.restriction_uninformed", Level.YELLOW, subject="R2", workers=None), number=5)
    assert muted_by([frozen, same, other], MUTES) == {3: None, 4: 3, 5: None}


def test_the_rules_mute_rules_that_there_are_and_never_each_other() -> None:
    for name, muted in mutes().items():
        assert set(muted) <= set(catalogue())
        assert all(name not in mutes().get(child, ()) for child in muted)


def test_an_opened_child_is_recorded_and_not_told() -> None:
    docket = Docket([GROUP], MUTES)
    docket.put(a_step(number=1))
    docket.settle(MONDAY)
    assert [what.act for step in docket.steps for what in step.happened] == [Act.OPENED, Act.MUTED]
    assert docket.works[1].muted_by == 7
    assert docket.notices == []


def test_a_child_speaks_again_once_its_parent_is_gone() -> None:
    docket = Docket([replace(MONTH, muted_by=7), GROUP], MUTES)
    docket.put(heard(GROUP, Gone(), date(2026, 6, 9), BY))
    docket.settle(date(2026, 6, 9))
    assert docket.works[1].muted_by is None
    assert [notice.about for notice in docket.notices] == ["alert:1"]


def test_a_case_number_names_county_year_and_count() -> None:
    assert case_number("520103", MONDAY, 1) == "520103-2026-0001"
    assert case_number("", MONDAY, 12) == "000000-2026-0012"


def test_a_docket_names_what_changed_and_groups_no_commons() -> None:
    late = a_step(a_finding("feed.late", Level.YELLOW, project="-", subject="bank/102", workers=None), number=5)
    docket = Docket([MONTH, GROUP], MUTES)
    docket.put(late)
    docket.settle(MONDAY)
    assert [work.id for work in docket.changed] == [5]
    assert [notice.about for notice in docket.notices] == ["alert:5"]
