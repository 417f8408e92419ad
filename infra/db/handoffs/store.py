"""Hand-offs: prepared only where their elements are met, one open hand-off of a kind per alert."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import msgspec
import sqlalchemy
from sqlalchemy import Engine, select
from sqlalchemy.dialects.postgresql import insert

from alerts.handoffs import (
    KINDS,
    Command,
    Element,
    Handoff,
    HandoffState,
    Kind,
    KindSpec,
    Refused,
    after,
    due_on,
    elements,
    prepared,
)
from infra.db.chronicle import Entry, append
from infra.db.engine import connected
from infra.db.handoffs.situations import Certified, situation_of
from infra.db.handoffs.tables import handoffs
from infra.db.sight import within
from infra.db.works.rows import work_of
from infra.db.works.tables import works
from monitors import calendar
from schemas.office import Officer, Sight

_HANDOFF: Final = msgspec.json.Decoder(Handoff)
_ELEMENTS: Final = msgspec.json.Decoder(tuple[Element, ...])


@dataclass(frozen=True, slots=True)
class Kept:
    """A hand-off as it is kept; `elements` are those that were met when it was prepared."""

    id: int
    work_id: int
    project: str
    version: int
    handoff: Handoff
    elements: tuple[Element, ...]
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Offer:
    """A kind of hand-off as it stands for an alert; `open_id` where one is under way."""

    spec: KindSpec
    elements: tuple[Element, ...]
    open_id: int | None

    @property
    def lacking(self) -> tuple[Element, ...]:
        """The required elements that are not met or not known."""
        return tuple(one for one in self.elements if one.required and one.met is not True)


@dataclass(frozen=True, slots=True)
class Lacking:
    """It cannot be prepared: these elements are not met, or nobody knows."""

    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Stale:
    """Somebody else took a step meanwhile."""

    version: int


class NotFound:
    """There is no such alert or hand-off, or not in this sight: nobody can tell which."""


class Handoffs:
    """The store of hand-offs. Every method is a transaction of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def offers(self, work_id: int, sight: Sight, today: date) -> list[Offer]:
        """Every kind with its elements as they stand for the alert; empty for an alert out of sight."""
        with connected(self._engine) as connection:
            about = situation_of(connection, work_id, sight, today)
            if about is None:
                return []
            query = select(handoffs.c.kind, handoffs.c.id).where(handoffs.c.work_id == work_id, _open())
            running = {row.kind: row.id for row in connection.execute(query)}
        return [Offer(spec, elements(kind, about), running.get(kind)) for kind, spec in KINDS.items()]

    def prepare(  # noqa: PLR0913, PLR0917 (one act's parts)
        self, work_id: int, kind: Kind, recipient: str, officer: Officer, day: date, certified: Certified
    ) -> int | Lacking | NotFound:
        """Open a hand-off with its dossier; the one that is open already, if there is one.

        Args:
            work_id: The alert.
            kind: Where to.
            recipient: Who exactly, in words.
            officer: Who does it.
            day: Today.
            certified: What only the officer knows; it is kept with the elements.
        """
        with connected(self._engine) as connection:
            about = situation_of(connection, work_id, officer.sight, day, certified)
            if about is None:
                return NotFound()
            found = elements(kind, about)
            lacking = tuple(one for one in found if one.required and one.met is not True)
            if lacking:
                return Lacking(lacking)
            return _prepared(connection, work_id, kind, recipient, found, officer, day)

    def get(self, number: int, sight: Sight) -> Kept | None:
        """The hand-off, if it lies in sight."""
        query = select(handoffs).where(handoffs.c.id == number, within(handoffs.c.region, sight))
        with connected(self._engine) as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else _kept(row)

    def of_work(self, work_id: int, sight: Sight) -> list[Kept]:
        """The hand-offs of an alert, the newest first."""
        query = select(handoffs).where(handoffs.c.work_id == work_id, within(handoffs.c.region, sight))
        with connected(self._engine) as connection:
            return [_kept(row) for row in connection.execute(query.order_by(handoffs.c.id.desc()))]

    def of_project(self, project: str, sight: Sight) -> list[Kept]:
        """The hand-offs of a project's alerts, the newest first."""
        query = select(handoffs).where(handoffs.c.project == project, within(handoffs.c.region, sight))
        with connected(self._engine) as connection:
            return [_kept(row) for row in connection.execute(query.order_by(handoffs.c.id.desc()))]

    def open(self, sight: Sight) -> list[Kept]:
        """The hand-offs under way, the next deadline first."""
        query = select(handoffs).where(_open(), within(handoffs.c.region, sight))
        with connected(self._engine) as connection:
            rows = connection.execute(query.order_by(handoffs.c.due_on.asc().nulls_last(), handoffs.c.id))
            return [_kept(row) for row in rows]

    def act(
        self, number: int, version: int, command: Command, officer: Officer, day: date
    ) -> Kept | Refused | Stale | NotFound:
        """Carry a command out on the version that the officer saw, with its history, or not at all."""
        with connected(self._engine) as connection:
            row = connection.execute(select(handoffs).where(handoffs.c.id == number).with_for_update()).one_or_none()
            if row is None or not officer.sight.sees(row.region):
                return NotFound()
            if row.version != version:
                return Stale(row.version)
            step = after(_HANDOFF.decode(row.body), command, day)
            if isinstance(step, Refused):
                return step
            values = {**_columns(step.handoff), "version": version + 1}
            connection.execute(handoffs.update().where(handoffs.c.id == number).values(values))
            _enter(connection, row, step.act, officer, day, step.body)
            return _kept(connection.execute(select(handoffs).where(handoffs.c.id == number)).one())


def _prepared(  # noqa: PLR0913, PLR0917 (a row's parts)
    connection: sqlalchemy.Connection,
    work_id: int,
    kind: Kind,
    recipient: str,
    found: tuple[Element, ...],
    officer: Officer,
    day: date,
) -> int:
    row = connection.execute(select(works).where(works.c.id == work_id)).mappings().one()
    work = work_of(row)
    handoff = prepared(kind, officer.office, work.region, recipient or KINDS[kind].recipient[0], day)
    values = {
        "work_id": work_id,
        "project": work.key.project,
        "region": work.region,
        "version": 1,
        "elements": msgspec.json.encode(found).decode(),
        **_columns(handoff),
    }
    fresh = insert(handoffs).values(values).on_conflict_do_nothing().returning(handoffs)
    made = connection.execute(fresh).one_or_none()
    if made is None:
        query = select(handoffs.c.id).where(handoffs.c.work_id == work_id, handoffs.c.kind == kind.value, _open())
        return int(connection.execute(query).scalar_one())
    _enter(connection, made, "prepared", officer, day, {"recipient": handoff.recipient})
    return int(made.id)


def _enter(  # noqa: PLR0913, PLR0917 (an entry's parts)
    connection: sqlalchemy.Connection, row: Any, act: str, officer: Officer, day: date, body: dict[str, Any]
) -> None:
    """The step in the hand-off's own history, and in the alert's."""
    told = {"handoff": row.id, "kind": row.kind, **body}
    own = Entry(f"handoff:{row.id}", act, officer.id, officer.office, day, body)
    alert = Entry(f"alert:{row.work_id}", f"hand_off_{act}", officer.id, officer.office, day, told)
    append(connection, [own] if act == "document" else [own, alert])


def _columns(handoff: Handoff) -> dict[str, Any]:
    return {
        "kind": handoff.kind.value,
        "state": handoff.state.value,
        "office": handoff.office,
        "prepared_on": handoff.prepared_on,
        "due_on": None if handoff.state is HandoffState.CLOSED else due_on(handoff, calendar),
        "body": msgspec.json.encode(handoff).decode(),
    }


def _kept(row: Any) -> Kept:
    handoff, found = _HANDOFF.decode(row.body), _ELEMENTS.decode(row.elements)
    return Kept(row.id, row.work_id, row.project, row.version, handoff, found, row.due_on)


def _open() -> sqlalchemy.ColumnElement[bool]:
    return handoffs.c.state != HandoffState.CLOSED.value
