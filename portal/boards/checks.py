"""What can be said of a photo before an officer looks: where it was taken, when, and whether another site sent it."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Engine

from infra.clock import SHANGHAI
from infra.db.boards import Photo, Photos, Twin
from infra.db.ledgers import LedgerStore
from monitors.ledger import Ledger
from monitors.terms.boards import Boards
from portal.boards.picture import NEAR_BITS, NEAR_M, distance_m
from schemas.office import Sight

OLD_DAYS: Final = 7
"""A photo taken so many days before it came is shown as old. An assumption of ours."""


@dataclass(frozen=True, slots=True)
class SeenTwin:
    """A look-alike: its project where that lies in sight, None where it is somebody else's; `same` bytes or alike."""

    project: str | None
    photo: int | None
    received_on: date
    same: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks say. They accuse nobody: an officer decides.

    `off_m` are the metres from the nearest place known of the board or its earlier photos; None where the photo or the
    project has no place. `days_old` is how long before it came it was taken; None where the camera did not say.
    """

    photo: Photo
    off_m: float | None
    days_old: int | None
    twins: tuple[SeenTwin, ...]

    @property
    def is_far(self) -> bool:
        """Whether it was taken away from the site."""
        return self.off_m is not None and self.off_m > NEAR_M

    @property
    def is_old(self) -> bool:
        """Whether it was taken long before it came, or after."""
        return self.days_old is not None and not 0 <= self.days_old <= OLD_DAYS


def checked(engine: Engine, photo: Photo, sight: Sight, today: date) -> Checked:
    """Check one photo against everything known today."""
    store = Photos(engine)
    places = [*store.known_places(photo.project), *_posted_places(engine, photo.project, today)]
    off_m = min((distance_m(photo.place, place) for place in places), default=None) if photo.place else None
    days = None if photo.taken_at is None else _days_old(photo, photo.taken_at.date())
    twins = tuple(_seen(twin, sight) for twin in store.twins(photo, NEAR_BITS))
    return Checked(photo, off_m, days, twins)


def _seen(twin: Twin, sight: Sight) -> SeenTwin:
    """A look-alike of another county is said to be there, and nothing more."""
    visible = sight.sees(twin.region)
    project, number = (twin.project, twin.id) if visible else (None, None)
    return SeenTwin(project, number, twin.received_on, same=twin.bits == 0)


def _days_old(photo: Photo, taken_on: date) -> int:
    """Days from taking to receiving, by the wall's calendar or the system's clock, whichever says less."""
    arrived = (photo.received_at.astimezone(SHANGHAI).date(), photo.received_on)
    return min(((day - taken_on).days for day in arrived), key=abs)


def _posted_places(engine: Engine, project: str, today: date) -> list[tuple[float, float]]:
    """Where the project's boards were said to stand."""
    loaded = LedgerStore(engine).load([project]).get(project)
    if loaded is None:
        return []
    ledger = Ledger.restored(project, loaded.state, loaded.months)
    told = (board.posting.data for board in Boards(ledger, today).all)
    return [(data["longitude"], data["latitude"]) for data in told if "longitude" in data and "latitude" in data]
