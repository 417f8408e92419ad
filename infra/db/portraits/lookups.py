"""Look-ups of workers: a purpose first, an entry in the chronicle with it, and an answer for half an hour."""

import enum
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Engine, insert, select

from infra.db.chronicle import Entry, append
from infra.db.engine import connected
from infra.db.portraits.tables import worker_lookups
from schemas.office import Officer

LASTS: Final = timedelta(minutes=30)


class Purpose(enum.StrEnum):
    """What a worker may be looked up for."""

    LEAD = "lead"
    """核处欠薪线索."""
    CASE = "case"
    """办理案件."""
    INSPECTION = "inspection"
    """日常巡查."""
    PAYMENT = "payment"
    """核实支付."""
    FUND = "fund"
    """应急周转金."""
    LEGAL_AID = "legal_aid"
    """仲裁与法律援助."""
    WORKER = "worker"
    """本人申请."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """One look-up. Its id is not guessable and says nothing of the worker."""

    id: str
    worker: str
    officer: str
    purpose: Purpose
    reason: str
    case_number: str
    day: date
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Question:
    """Who is asked about, and for what."""

    worker: str
    purpose: Purpose
    reason: str
    case_number: str = ""


class Lookups:
    """The look-ups' store. The chronicle has each before anybody sees an answer: they commit together."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def open(self, question: Question, officer: Officer, day: date, at: datetime) -> Lookup:
        """Write a look-up down, whether anything is known of the worker or not."""
        found = Lookup(
            secrets.token_urlsafe(18),
            question.worker,
            officer.id,
            question.purpose,
            question.reason,
            question.case_number,
            day,
            at,
            at + LASTS,
        )
        with connected(self._engine) as connection:
            connection.execute(insert(worker_lookups).values(_row(found)))
            append(connection, [_entry(found, officer)])
        return found

    def get(self, name: str, officer: Officer, at: datetime) -> Lookup | None:
        """The officer's own look-up as long as it may be read; None for another's, an old or an invented one."""
        query = select(worker_lookups).where(
            worker_lookups.c.id == name, worker_lookups.c.officer == officer.id, worker_lookups.c.until > at
        )
        with connected(self._engine) as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        told = dict(row._mapping)  # noqa: SLF001 (SQLAlchemy's public name)
        return Lookup(**{**told, "purpose": Purpose(row.purpose)})

    def own(self, officer: Officer, at: datetime) -> list[Lookup]:
        """The officer's look-ups that may still be read, the latest first."""
        query = (
            select(worker_lookups)
            .where(worker_lookups.c.officer == officer.id, worker_lookups.c.until > at)
            .order_by(worker_lookups.c.at.desc())
        )
        with connected(self._engine) as connection:
            rows = connection.execute(query).mappings().all()
        return [Lookup(**{**row, "purpose": Purpose(row["purpose"])}) for row in rows]


def _row(found: Lookup) -> dict[str, object]:
    return {
        "id": found.id,
        "worker": found.worker,
        "officer": found.officer,
        "purpose": found.purpose.value,
        "reason": found.reason,
        "case_number": found.case_number,
        "day": found.day,
        "at": found.at,
        "until": found.until,
    }


def _entry(found: Lookup, officer: Officer) -> Entry:
    body = {"purpose": found.purpose.value, "reason": found.reason, "case_number": found.case_number}
    return Entry(f"worker:{found.worker}", "looked_up", officer.id, officer.office, found.day, body)
