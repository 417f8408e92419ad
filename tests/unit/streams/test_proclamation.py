"""A publication reaches a running worker: nothing is judged between the repeated tick and the reading of the policy."""

import asyncio
from datetime import date

from infra.db.engine import UnreachableError
from monitors.policy import Policy, PolicyError
from schemas.frame import TICKED, Frame
from streams.case import Case
from streams.desk import Desk
from streams.proclamation import Proclamation
from tests.unit.streams.fakes import newest_frame as nothing_judged

DAY = date(2026, 5, 18)


class Published:
    """A store of publications that a test fills."""

    def __init__(self) -> None:
        self.number = 0
        self.read = 0
        self.fails: list[Exception] = []

    def publication(self) -> int:
        if self.fails:
            raise self.fails.pop(0)
        return self.number

    def in_force(self) -> Policy:
        self.read += 1
        if self.fails:
            raise self.fails.pop(0)
        return Policy.shipped()


def tick(seq: int, day: date = DAY) -> Frame:
    return Frame(project="P1", seq=seq, kind=TICKED, on=day)


def a_case(desk: Desk) -> Case:
    case = desk.admit("P1", 0, None)
    desk.receive(0, 0, tick(1))
    return case


def test_before_the_policy_is_read_nothing_is_judged() -> None:
    async def scenario() -> None:
        desk, published = Desk(nothing_judged), Published()
        case = a_case(desk)
        proclamation = Proclamation(desk, published.publication, published.in_force)
        desk.judge(case)
        assert case.judged_seq == 0
        assert "P1" in desk.dirty
        await proclamation.look()
        desk.judge(case)
        assert case.judged_seq == 1

    asyncio.run(scenario())


def test_a_day_ticked_again_holds_judging_until_the_publications_are_read() -> None:
    async def scenario() -> None:
        desk, published = Desk(nothing_judged), Published()
        case = a_case(desk)
        proclamation = Proclamation(desk, published.publication, published.in_force)
        await proclamation.look()
        before = case.judge_by
        published.number = 1
        desk.receive(0, 1, tick(2))
        assert desk.proclaimed.is_set()
        desk.judge(case)
        assert case.judged_seq == 0
        await proclamation.look()
        desk.judge(case)
        assert case.judged_seq == 2
        assert case.judge_by is not before
        assert published.read == 2

    asyncio.run(scenario())


def test_an_ordinary_tick_asks_for_nothing() -> None:
    desk = Desk(nothing_judged)
    a_case(desk)
    desk.receive(0, 1, tick(2, date(2026, 5, 19)))
    assert not desk.proclaimed.is_set()


def test_a_tick_that_comes_while_the_policy_is_read_is_not_forgotten() -> None:
    async def scenario() -> None:
        desk, published = Desk(nothing_judged), Published()
        case = a_case(desk)
        proclamation = Proclamation(desk, lambda: _then(desk, published), published.in_force)
        await proclamation.look()
        desk.judge(case)
        assert case.judged_seq == 0, "the second publication is not read yet"
        await proclamation.look()
        desk.judge(case)
        assert case.judged_seq == case.ledger.seq

    def _then(desk: Desk, published: Published) -> int:
        if desk.proclamations == 1:
            desk.receive(0, 1, tick(2))
        return published.publication()

    asyncio.run(scenario())


def test_cases_that_come_later_are_judged_by_the_policy_that_was_read() -> None:
    async def scenario() -> None:
        desk, published = Desk(nothing_judged), Published()
        await Proclamation(desk, published.publication, published.in_force).look()
        assert desk.admit("P2", 0, None).judge_by is not nothing_judged

    asyncio.run(scenario())


def test_a_policy_that_cannot_be_read_leaves_the_one_before() -> None:
    async def scenario() -> None:
        desk, published = Desk(nothing_judged), Published()
        case = a_case(desk)
        proclamation = Proclamation(desk, published.publication, published.in_force)
        await proclamation.look()
        known = case.judge_by
        published.number = 1
        proclamation._in_force = _broken
        await proclamation.look()
        assert case.judge_by is known

    asyncio.run(scenario())


def test_a_database_that_does_not_answer_is_asked_again() -> None:
    async def scenario() -> None:
        desk, published = Desk(nothing_judged), Published()
        published.fails.append(UnreachableError("away"))
        await Proclamation(desk, published.publication, published.in_force).look()
        assert published.read == 1

    asyncio.run(scenario())


def _broken() -> Policy:
    raise PolicyError("no policy")
