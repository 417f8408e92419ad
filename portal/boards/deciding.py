"""An officer's decision about a photo: confirmed, it becomes the contract's events, and the rules judge the rest."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec
from psycopg import Connection
from sqlalchemy import Engine

from infra import clock
from infra.clock import SHANGHAI
from infra.db.boards import Photo
from infra.db.boards.photos import CONFIRMED, REFUSED, Decision, decide
from infra.db.chronicle import Entry
from infra.db.chronicle.store import appended
from infra.db.engine import transaction
from portal.boards.content import Content
from portal.visitor import Visitor
from streams.intake import Intake

SOURCE: Final = "urn:wagewatch:portal"


class AlreadyDecidedError(Exception):
    """Somebody decided about the photo before."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the officer saw on the photo: which board it is, and the items that are there and right."""

    board_id: str
    items: frozenset[str]
    note: str


def confirm(visitor: Visitor, photo: Photo, content: Content, seen: Seen) -> None:
    """The board stands with these items: submit that it was posted and verified, with the photo's digest.

    Raises:
        AlreadyDecidedError: nothing was submitted.
    """
    missing = sorted(item.key for item in content.items if item.key not in seen.items)
    verdict = {"board_id": seen.board_id, "items": sorted(seen.items), "missing": missing, "note": seen.note}

    def alongside(connection: Connection[Any]) -> None:
        _write(connection, visitor, photo, CONFIRMED, verdict)

    events = (_posted(visitor, photo, content, seen), _verified(visitor, photo, seen, missing))
    lines = [msgspec.json.encode(event) + b"\n" for event in events]
    Intake(visitor.engine).accept(lines, name=f"board-photo/{photo.id}", channel="portal", alongside=alongside)


def refuse(engine: Engine, visitor: Visitor, photo: Photo, note: str) -> None:
    """The photo proves nothing; the site may send another.

    Raises:
        AlreadyDecidedError: it was decided before.
    """
    with transaction(engine) as connection:
        _write(connection, visitor, photo, REFUSED, {"note": note})


def _write(connection: Connection[Any], visitor: Visitor, photo: Photo, state: str, verdict: dict[str, Any]) -> None:
    officer = visitor.officer
    if not decide(connection, photo.id, Decision(state, officer.id, visitor.today, verdict)):
        raise AlreadyDecidedError
    body = {"photo": photo.id, "sha256": photo.sha256, **verdict}
    about, act = f"project:{photo.project}", f"board_photo_{state}"
    appended(connection, [Entry(about, act, officer.id, officer.office, visitor.today, body)])


def _posted(visitor: Visitor, photo: Photo, content: Content, seen: Seen) -> dict[str, Any]:
    taken = None if photo.taken_at is None else photo.taken_at.astimezone(SHANGHAI).date()
    posted_on = min(taken or photo.received_on, visitor.today)
    place = {} if photo.place is None else dict(zip(("longitude", "latitude"), photo.place, strict=True))
    data = {"board_id": seen.board_id, "posted_on": posted_on, "items": content.values(seen.items)}
    return _event(visitor, photo, "posted", {**data, "photo_sha256": [photo.sha256], **place})


def _verified(visitor: Visitor, photo: Photo, seen: Seen, missing: list[str]) -> dict[str, Any]:
    data = {"board_id": seen.board_id, "verified_on": visitor.today, "verified_by": visitor.officer.id, "ok": True}
    return _event(visitor, photo, "verified", {**data, "missing": missing})


def _event(visitor: Visitor, photo: Photo, act: str, data: dict[str, Any]) -> dict[str, Any]:
    now = datetime.combine(visitor.today, clock.now().time().replace(microsecond=0), SHANGHAI)
    return {
        "specversion": "1.0",
        "id": f"board-photo-{photo.id}-{act}",
        "source": SOURCE,
        "type": f"project.notice_board_{act}",
        "subject": photo.project,
        "time": now.isoformat(),
        "data": dict(_present(data)),
    }


def _present(data: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    return ((key, value) for key, value in data.items() if value not in (None, []))
