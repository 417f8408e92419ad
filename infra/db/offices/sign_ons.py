"""Single sign-ons under way: each is answered once, in the browser in which it began, within ten minutes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Engine, delete, insert

from infra.db.engine import connected
from infra.db.offices.sessions import digest
from infra.db.offices.tables import sign_ons

PATIENCE: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class SignOn:
    """What was sent along, and where the visitor wanted to go."""

    state: str
    nonce: str
    verifier: str
    target: str


class SignOns:
    """The sign-ons under way."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(self, sign_on: SignOn, visit: str, at: datetime) -> None:
        """Keep a sign-on until its answer comes."""
        row = {
            "state": digest(sign_on.state), "visit": digest(visit), "at": at,
            "nonce": sign_on.nonce, "verifier": sign_on.verifier, "target": sign_on.target,
        }  # fmt: skip
        with connected(self._engine) as connection:
            connection.execute(delete(sign_ons).where(sign_ons.c.at < at - PATIENCE))
            connection.execute(insert(sign_ons).values(row))

    def answered(self, state: str, visit: str, at: datetime) -> SignOn | None:
        """The sign-on of this state in this browser; whatever comes of it, it is over."""
        gone = delete(sign_ons).where(sign_ons.c.state == digest(state)).returning(sign_ons)
        with connected(self._engine) as connection:
            row = connection.execute(gone).one_or_none()
        if row is None or row.visit != digest(visit) or row.at < at - PATIENCE:
            return None
        return SignOn(state, row.nonce, row.verifier, row.target)
