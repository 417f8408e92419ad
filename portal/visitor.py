"""Who looks at a page, what they may see, and in which language.

`SignedIn` is the visitor of every page behind sign-in; `Anyone` reads a public page. `needs(Role.CHIEF)` is a visitor
who has one of the roles: others get the page 403.

Between officers and the people of banks, sites and registries (`Sending`) stands one wall, in `visitor`: these see what
lies below `/sender` and nothing else, officers see everything but that.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import Depends, HTTPException, Request
from sqlalchemy import Engine, select

from infra import clock
from infra.db.clients import Clients
from infra.db.engine import connected
from infra.db.offices.sessions import session_of
from infra.db.offices.store import officer_of
from infra.db.offices.tables import offices
from infra.db.tables import clock as clock_row
from portal import i18n
from portal.security import SAFE_METHODS, SENDERS, visit_of
from schemas.client import Client
from schemas.office import Office, Officer, Role, Sight

LANGUAGE_COOKIE = "lang"
_EVERYBODYS: Final = frozenset({"/", "/profile", "/profile/password", "/signout"})
"""The pages behind sign-in that officers and senders share: one's own account, and the way out."""


class NotSignedIn(Exception):
    """The page asks for a sign-in; `target` is where to go on afterwards."""

    def __init__(self, target: str) -> None:
        super().__init__(target)
        self.target = target


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who is not signed in. `today` is the day of the system's clock."""

    lang: str
    today: date
    engine: Engine

    def say(self, text: str, **values: Any) -> str:
        """A Chinese text in the visitor's language, its `%(name)s` filled in."""
        return i18n.say(text, self.lang, **values)

    def told(self, en: str, zh: str) -> str:
        """The one of two texts that is in the visitor's language."""
        return zh if self.lang == "zh" else en


@dataclass(frozen=True, slots=True)
class Visitor(Guest):
    """An officer who is signed in, with the own office."""

    officer: Officer
    office: Office

    @property
    def sight(self) -> Sight:
        """What the officer may see today: own and substituted regions."""
        return self.officer.sight

    def may(self, *roles: Role) -> bool:
        """Whether the officer has one of the roles."""
        return self.officer.may(*roles)


@dataclass(frozen=True, slots=True)
class Sender(Visitor):
    """Somebody of a machine client who is signed in; `office` is none, it bears the client's name."""

    client: Client


def language_of(request: Request) -> str:
    """The language chosen by the switch; Chinese until one is."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    return chosen if chosen in i18n.LANGUAGES else i18n.LANGUAGES[0]


def guest(request: Request) -> Guest:
    """The visitor of a public page."""
    engine: Engine = request.app.state.engine
    with connected(engine) as connection:
        today = connection.execute(select(clock_row.c.day)).scalar()
    return Guest(language_of(request), today or clock.today(), engine)


def visitor(request: Request) -> Visitor:
    """The officer, or the sender, who is signed in.

    Raises:
        NotSignedIn: nobody is.
        HTTPException: 403, the page is beyond the wall between officers and senders.
    """
    found = _signed_in(request)
    request.state.visitor = found
    path = request.url.path
    if path not in _EVERYBODYS and isinstance(found, Sender) != is_senders(path):
        raise HTTPException(403)
    return found


def is_senders(path: str) -> bool:
    """Whether a page is of the senders."""
    return path == SENDERS or path.startswith(f"{SENDERS}/")


def _signed_in(request: Request) -> Visitor:
    engine: Engine = request.app.state.engine
    with connected(engine) as connection:
        session = session_of(connection, visit_of(request), clock.now())
        today = connection.execute(select(clock_row.c.day)).scalar() or clock.today()
        officer = officer_of(connection, session.officer, today) if session else None
        if officer is None:
            raise NotSignedIn(_target(request))
        row = connection.execute(select(offices).where(offices.c.code == officer.office)).one_or_none()
    lang = language_of(request)
    if row is not None:
        return Visitor(lang, today, engine, officer, Office(row.code, row.name, row.region, row.parent))
    client = Clients(engine).get(officer.client or "")
    if client is None:
        raise NotSignedIn(_target(request))
    return Sender(lang, today, engine, officer, Office("", client.name, ""), client)


def sender(request: Request) -> Sender:
    """The sender who is signed in. Raises as `visitor` does."""
    found = visitor(request)
    if not isinstance(found, Sender):
        raise HTTPException(403)
    return found


def needs(*roles: Role) -> Callable[[Request], Visitor]:
    """A dependency: the visitor, who has one of the roles. `Annotated[Visitor, Depends(needs(Role.CHIEF))]`."""

    def one_of(request: Request) -> Visitor:
        found = visitor(request)
        if not found.may(*roles):
            raise HTTPException(403)
        return found

    return one_of


SignedIn = Annotated[Visitor, Depends(visitor)]
Sending = Annotated[Sender, Depends(sender)]
Anyone = Annotated[Guest, Depends(guest)]
Chief = Annotated[Visitor, Depends(needs(Role.CHIEF))]
Worker = Annotated[Visitor, Depends(needs(Role.OFFICER, Role.CHIEF))]
"""Who works alerts, cases and leads."""
Admin = Annotated[Visitor, Depends(needs(Role.ADMIN))]
PolicyEditor = Annotated[Visitor, Depends(needs(Role.POLICY))]
Auditor = Annotated[Visitor, Depends(needs(Role.AUDITOR))]


def _target(request: Request) -> str:
    """Where to go on after sign-in: the page asked for, or for a partial the page that it belongs to."""
    if request.method not in SAFE_METHODS or "HX-Request" in request.headers:
        return "/"
    path, query = request.url.path, request.url.query
    return quote(path, safe="/") + (f"?{query}" if query else "")
