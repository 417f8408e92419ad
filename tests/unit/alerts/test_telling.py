from datetime import date
from typing import Any

from alerts.notices import Reason, Told
from alerts.telling import telling
from alerts.work import Act, Happened, Rung, State, Work
from schemas.finding import Finding, Level

DAY = date(2026, 5, 18)
NOTHING = Told()
CHAIN = (Rung("yunshan", "云山县"), Rung("gy", "贵阳市"))


def work(level: Level = Level.RED, **given: Any) -> Work:
    finding = Finding("wages.unpaid", "P1", "2026-03", level, workers=("w1", "w2"))
    known = {
        "opened_on": DAY,
        "state_since": DAY,
        "due_on": DAY,
        "chain": CHAIN,
        "region": "520103",
        "office": "yunshan",
    }
    return Work(**{"id": 17, "finding": finding, **known, **given})


def told(one: Work, *happened: Happened, before: Told = NOTHING) -> list[tuple[str, str, str | None]]:
    notices, _ = telling(one, happened, before, DAY)
    return [(notice.reason.value, notice.office, notice.officer) for notice in notices]


STANDING = Told(Level.RED, Level.RED, DAY, standing=True)


def test_a_new_alert_is_told_to_its_office() -> None:
    assert told(work(), Happened(Act.OPENED, DAY)) == [("first", "yunshan", None)]


def test_no_token_of_a_worker_is_in_a_notice() -> None:
    (notice,), _ = telling(work(), (), Told(), DAY)
    assert notice.facts["workers"] == 2
    assert "w1" not in str(notice)


def test_an_escalation_is_told_to_both_offices() -> None:
    what = Happened(Act.ESCALATED, DAY, body={"to": "gy"})
    assert told(work(step=1), what, before=STANDING) == [("escalated", "yunshan", None), ("escalated", "gy", None)]


def test_the_same_step_told_twice_is_told_once() -> None:
    what = Happened(Act.ESCALATED, DAY, body={"to": "gy"})
    _, after = telling(work(step=1), (what,), STANDING, DAY)
    assert telling(work(step=1), (what,), after, DAY) == ([], after)


def test_who_is_assigned_is_told_in_person_but_nobody_is_told_of_the_own_doing() -> None:
    to_b = Happened(Act.ASSIGNED, DAY, by="chief-a", body={"to": "officer-b"})
    own = Happened(Act.ASSIGNED, DAY, by="officer-b", body={"to": "officer-b"})
    assert told(work(), to_b, before=STANDING) == [("assigned", "yunshan", "officer-b")]
    assert told(work(), own, before=STANDING) == []


def test_the_muted_are_quiet_and_speak_when_the_parent_is_gone() -> None:
    assert told(work(muted_by=3), Happened(Act.OPENED, DAY)) == []
    assert told(work(), Happened(Act.UNMUTED, DAY)) == [("first", "yunshan", None)]


def test_what_is_closed_although_it_stands_is_over_for_the_receivers_and_returns_when_it_grows() -> None:
    closed = work(state=State.CLOSED, due_on=None)
    notices, after = telling(closed, (Happened(Act.CLOSED, DAY, by="officer-a"),), STANDING, DAY)
    assert [notice.reason for notice in notices] == [Reason.CLOSED]
    assert telling(closed, (), after, DAY) == ([], after)
    assert told(work(), Happened(Act.REOPENED, DAY), before=after) == [("returned", "yunshan", None)]


def test_what_cured_itself_is_told_once() -> None:
    gone = work(state=State.CLOSED, due_on=None, present=False)
    assert told(gone, Happened(Act.CURED, DAY), before=STANDING) == [("cured", "yunshan", None)]
