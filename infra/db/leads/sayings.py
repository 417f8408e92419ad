"""What the offices say of a lead to the rest of the system: events of the contract, waiting for the intake."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import msgspec
import sqlalchemy
from psycopg import Connection
from sqlalchemy import Engine, select

from alerts.leads import Lead
from infra import clock
from infra.db.engine import connected
from infra.db.leads.tables import lead_sayings

SOURCE: Final = "urn:wagewatch:leads"


@dataclass(frozen=True, slots=True)
class Saying:
    """One event that waits."""

    id: int
    line: bytes


def say_received(connection: sqlalchemy.Connection, lead: Lead, name: str) -> None:
    """Say that the lead came in, or what it is about by now; a later one replaces an earlier."""
    data: dict[str, Any] = {
        "lead_id": lead.id,
        "channel": lead.channel,
        "claimants": lead.claimants,
        "received_on": lead.received_on.isoformat(),
        "project_id": lead.project,
        "employer_uscc": lead.employer_uscc,
        "worker_ids": list(lead.workers) or None,
        "months": list(lead.months) or None,
        "amount_fen": lead.amount_fen,
    }
    present = {key: value for key, value in data.items() if value is not None}
    _say(connection, lead.id, name, "lead.received", lead.received_on, present)


def say_closed(connection: sqlalchemy.Connection, lead: Lead) -> None:
    """Say that the lead is closed, and how."""
    assert lead.closed_on is not None
    data = {"lead_id": lead.id, "closed_on": lead.closed_on.isoformat(), "outcome": lead.closed_as}
    _say(connection, lead.id, "closed", "lead.closed", lead.closed_on, data)


def waiting(engine: Engine) -> Iterator[Saying]:
    """The events that wait, in the order in which they were said."""
    with connected(engine) as connection:
        rows = connection.execute(select(lead_sayings).order_by(lead_sayings.c.id)).all()
    return (Saying(row.id, row.event.encode() + b"\n") for row in rows)


def said(connection: Connection[Any], saying: int) -> None:
    """The event is accepted: in the transaction that accepts it."""
    connection.execute("DELETE FROM lead_sayings WHERE id = %s", (saying,))


def _say(  # noqa: PLR0913, PLR0917 (an event's parts)
    connection: sqlalchemy.Connection, lead_id: str, name: str, kind: str, day: date, data: dict[str, Any]
) -> None:
    event = {
        "specversion": "1.0",
        "id": f"{lead_id}/{name}",
        "source": SOURCE,
        "type": kind,
        "time": datetime.combine(day, clock.now().timetz()).isoformat(timespec="seconds"),
        "data": data,
    }
    body = msgspec.json.encode(event).decode()
    connection.execute(lead_sayings.insert().values(lead_id=lead_id, event=body))
