"""Routing: every ledger gets what it needs to be judged by its own frames alone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest

from schemas.frame import COMMONS
from streams.routes import MemoryBook, Routed, Routes

DAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


@dataclass(frozen=True)
class Arrived:
    """An accepted event, as much of it as routing looks at."""

    type: str
    project: str | None
    data: dict[str, Any] | None
    source: str = "test"
    id: str = "1"
    time: datetime | None = NOON
    on: date | None = DAY
    records: int = 1
    rejected: tuple[()] = ()


def opened(project: str, bank: str = "102", n: str = "open") -> Arrived:
    return Arrived("bank.account_opened", project, {"account_id": "A", "bank_code": bank}, id=n)


def fed(n: str, bank: str = "102") -> Arrived:
    return Arrived("bank.feed_completed", None, {"bank_code": bank, "complete_until": "2026-03-01"}, id=n)


def lead(n: str, project: str | None, kind: str = "lead.received") -> Arrived:
    data = {"lead_id": "L"} | ({"project_id": project} if project else {})
    return Arrived(kind, project, data, id=n)


def places(frames: list[Routed]) -> list[tuple[str, str, int]]:
    return [(frame.project, frame.id, frame.records) for frame in frames]


def through(*events: Arrived) -> list[tuple[str, str, int]]:
    """Where the last of the events goes after the ones before it."""
    routes = Routes(MemoryBook())
    *before, last = events
    for event in before:
        routes.of(event)
    return places(routes.of(last))


def test_an_ordinary_event_goes_to_its_project_alone() -> None:
    assert through(Arrived("attendance.punched", "P1", {}, records=200)) == [("P1", "1", 200)]


def test_the_commons_see_every_registration_and_the_project_that_it_came_from() -> None:
    own, copy = Routes(MemoryBook()).of(Arrived("project.registered", "P1", {"name": "n"}))
    assert (own.project, own.data, own.records) == ("P1", {"name": "n"}, 1)
    assert (copy.project, copy.data, copy.records) == (COMMONS, {"name": "n", "project": "P1"}, 0)


def test_the_commons_see_every_closed_account() -> None:
    assert through(Arrived("bank.account_closed", "P1", {"account_id": "A"})) == [("P1", "1", 1), (COMMONS, "1", 0)]


def test_a_feed_statement_reaches_every_project_that_ever_opened_an_account_at_that_bank() -> None:
    went = through(opened("P1"), opened("P2", n="o2"), opened("P3", "103", "o3"), fed("f"))
    assert went == [(COMMONS, "f", 1), ("P1", "f", 0), ("P2", "f", 0)]


def test_a_first_account_at_a_bank_brings_all_earlier_statements_of_that_bank_before_it() -> None:
    went = through(fed("f1"), fed("x", "103"), fed("f2"), opened("P1"))
    assert went == [("P1", "f1", 0), ("P1", "f2", 0), ("P1", "open", 1), (COMMONS, "open", 0)]


def test_a_second_account_at_the_bank_brings_nothing_again() -> None:
    assert through(fed("f1"), opened("P1"), opened("P1", n="again")) == [("P1", "again", 1), (COMMONS, "again", 0)]


def test_a_lead_without_project_belongs_to_the_commons() -> None:
    assert through(lead("l", None)) == [(COMMONS, "l", 1)]


def test_a_lead_that_names_another_project_also_reaches_the_one_that_it_named_before() -> None:
    assert through(lead("l1", "P1"), lead("l2", "P2")) == [
        ("P2", "l1", 0),
        ("P2", "l2", 1),
        (COMMONS, "l2", 0),
        ("P1", "l2", 0),
    ]


def test_a_closed_lead_reaches_every_project_that_it_ever_named() -> None:
    went = through(lead("l1", "P1"), lead("l2", "P2"), lead("c", None, "lead.closed"))
    assert went == [(COMMONS, "c", 1), ("P1", "c", 0), ("P2", "c", 0)]


def test_what_was_said_of_a_lead_before_it_names_a_project_comes_first() -> None:
    went = through(lead("l1", None), lead("c", None, "lead.closed"), lead("l2", "P1"))
    assert went == [("P1", "l1", 0), ("P1", "c", 0), ("P1", "l2", 1), (COMMONS, "l2", 0)]


def test_a_lead_that_drops_its_project_tells_the_project() -> None:
    assert through(lead("l1", "P1"), lead("l2", None)) == [(COMMONS, "l2", 1), ("P1", "l2", 0)]


def test_a_copy_in_a_project_never_says_where_it_came_from() -> None:
    routes = Routes(MemoryBook())
    routes.of(lead("l1", "P1"))
    copies = [frame for frame in routes.of(lead("l2", "P2")) if frame.project != COMMONS]
    assert [frame.data.get("project") for frame in copies] == [None, None, None]


def test_exactly_one_frame_of_an_event_carries_its_records() -> None:
    routes = Routes(MemoryBook())
    for event in (fed("f"), opened("P1"), lead("a", "P1"), lead("b", "P2"), lead("c", None, "lead.closed")):
        assert sum(frame.records for frame in routes.of(event)) == 1


def test_a_quarantined_event_is_refused() -> None:
    with pytest.raises(ValueError, match="only an accepted event"):
        Routes(MemoryBook()).of(Arrived("project.started", "P1", None))
