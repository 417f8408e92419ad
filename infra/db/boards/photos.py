"""The photos of boards: as they come, as they are looked at, and as an officer decides on them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import msgspec
from psycopg import Connection
from sqlalchemy import Engine, RowMapping, func, insert, select

from infra.db.boards.tables import board_photos
from infra.db.engine import connected, transaction
from infra.db.sight import within
from schemas.office import Sight

WAITING, CONFIRMED, REFUSED = "waiting", "confirmed", "refused"
_BULK: Final = ("original", "shown")
_LIGHT: Final = [column for column in board_photos.c if column.name not in _BULK]
_TWINS: Final = """
    SELECT id, project, region, received_on, bit_count(dhash::bit(128) # %(dhash)s::bit(128)) AS bits
    FROM board_photos
    WHERE project <> %(project)s AND bit_count(dhash::bit(128) # %(dhash)s::bit(128)) <= %(near)s
    ORDER BY bits, id LIMIT 5
"""


@dataclass(frozen=True, slots=True)
class Sent:
    """A photo as a site sent it, examined. `dhash` is 128 characters 0 or 1."""

    project: str
    region: str
    sha256: str
    dhash: str
    longitude: float | None
    latitude: float | None
    taken_at: datetime | None
    items: tuple[str, ...]
    width: int
    height: int
    original: bytes
    shown: bytes


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo without its bytes. `verdict` is what the officer said: the items that were there, a reason."""

    id: int
    project: str
    region: str
    received_at: datetime
    received_on: date
    sha256: str
    dhash: str
    longitude: float | None
    latitude: float | None
    taken_at: datetime | None
    items: tuple[str, ...]
    width: int
    height: int
    state: str
    decided_by: str | None
    decided_on: date | None
    verdict: dict[str, Any]

    @property
    def place(self) -> tuple[float, float] | None:
        """Longitude and latitude, if the camera wrote them."""
        return None if self.longitude is None or self.latitude is None else (self.longitude, self.latitude)


@dataclass(frozen=True, slots=True)
class Twin:
    """A photo of another project that looks the same: the fewer bits differ, the more."""

    id: int
    project: str
    region: str
    received_on: date
    bits: int


class Photos:
    """The photos in PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, sent: Sent, at: datetime, on: date) -> int:
        """Write a photo that waits for an officer; return its number. The same bytes of the same site stay one."""
        table = board_photos.c
        known = select(table.id).where(table.project == sent.project, table.sha256 == sent.sha256)
        row = insert(board_photos).values(**_fields(sent), received_at=at, received_on=on, state=WAITING)
        with connected(self._engine) as connection:
            found = connection.execute(known).scalar()
            return int(found or connection.execute(row.returning(table.id)).scalar_one())

    def recent(self, project: str, at: datetime) -> int:
        """How many photos a project sent in the hour before."""
        table = board_photos.c
        query = select(func.count()).where(table.project == project, table.received_at > at - timedelta(hours=1))
        with connected(self._engine) as connection:
            return int(connection.execute(query).scalar_one())

    def of_project(self, project: str, sight: Sight) -> list[Photo]:
        """A project's photos, the newest first."""
        return self._photos(board_photos.c.project == project, within(board_photos.c.region, sight))

    def waiting(self, sight: Sight) -> list[Photo]:
        """The photos that wait for an officer, the oldest first."""
        found = self._photos(board_photos.c.state == WAITING, within(board_photos.c.region, sight))
        return found[::-1]

    def get(self, number: int, sight: Sight) -> Photo | None:
        """A photo in sight."""
        found = self._photos(board_photos.c.id == number, within(board_photos.c.region, sight))
        return found[0] if found else None

    def shown(self, number: int, sight: Sight) -> bytes | None:
        """The picture to show, of a photo in sight."""
        query = select(board_photos.c.shown).where(board_photos.c.id == number, within(board_photos.c.region, sight))
        with connected(self._engine) as connection:
            found: bytes | None = connection.execute(query).scalar()
        return found

    def twins(self, photo: Photo, near: int) -> list[Twin]:
        """Photos of other projects, wherever they are, that differ in at most so many of 128 bits."""
        values = {"dhash": photo.dhash, "project": photo.project, "near": near}
        with transaction(self._engine) as connection:
            return [Twin(*row) for row in connection.execute(_TWINS, values)]

    def known_places(self, project: str) -> list[tuple[float, float]]:
        """Where the project's confirmed photos were taken."""
        table = board_photos.c
        query = select(table.longitude, table.latitude).where(
            table.project == project, table.state == CONFIRMED, table.longitude.is_not(None)
        )
        with connected(self._engine) as connection:
            return [(row.longitude, row.latitude) for row in connection.execute(query)]

    def _photos(self, *conditions: Any) -> list[Photo]:
        query = select(*_LIGHT).where(*conditions).order_by(board_photos.c.id.desc()).limit(200)
        with connected(self._engine) as connection:
            return [_photo(row) for row in connection.execute(query).mappings()]


@dataclass(frozen=True, slots=True)
class Decision:
    """What an officer decided about a photo: confirmed or refused, and what there was to say."""

    state: str
    by: str
    on: date
    verdict: dict[str, Any]


def decide(connection: Connection[Any], number: int, decision: Decision) -> bool:
    """Write an officer's decision in the caller's transaction; False where somebody decided before."""
    row = connection.execute(
        "UPDATE board_photos SET state = %s, decided_by = %s, decided_on = %s, verdict = %s"
        " WHERE id = %s AND state = 'waiting'",
        (decision.state, decision.by, decision.on, msgspec.json.encode(decision.verdict).decode(), number),
    )
    return row.rowcount == 1


def _fields(sent: Sent) -> dict[str, Any]:
    told = {name: getattr(sent, name) for name in sent.__slots__}
    return {**told, "items": msgspec.json.encode(sent.items).decode()}


def _photo(row: RowMapping) -> Photo:
    told = dict(row)
    told["items"] = tuple(msgspec.json.decode(told["items"]))
    told["verdict"] = {} if told["verdict"] is None else msgspec.json.decode(told["verdict"])
    return Photo(**told)
