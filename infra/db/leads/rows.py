"""A lead as a row, and back."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import msgspec
import sqlalchemy
from sqlalchemy import select

from alerts.leads import Lead, State, due_on
from infra.db.leads.tables import leads
from monitors import calendar

_LEAD: Final = msgspec.json.Decoder(Lead)


@dataclass(frozen=True, slots=True)
class Kept:
    """A lead as it is kept: its version, by when it is to be closed, and whether its project settled its region."""

    lead: Lead
    version: int
    due_on: date | None
    close_by: date
    first_region: str
    placed: bool


def kept_of(row: Any) -> Kept:
    """The lead of a row."""
    lead = replace(_LEAD.decode(row.body), case=row.case_id)
    return Kept(lead, row.version, row.due_on, row.close_by, row.first_region, row.placed)


def columns_of(kept: Kept) -> dict[str, Any]:
    """The row of a lead."""
    lead = kept.lead
    return {
        "id": lead.id,
        "version": kept.version,
        "state": lead.state.value,
        "region": lead.region,
        "first_region": kept.first_region,
        "office": lead.office,
        "channel": lead.channel,
        "received_on": lead.received_on,
        "due_on": None if lead.state is State.CLOSED else due_on(lead, calendar, kept.close_by),
        "close_by": kept.close_by,
        "claimants": lead.claimants,
        "amount_fen": lead.amount_fen,
        "project": lead.project,
        "placed": kept.placed,
        "case_id": lead.case,
        "body": msgspec.json.encode(lead).decode(),
    }


def locked(connection: sqlalchemy.Connection, lead_id: str) -> Kept | None:
    """The lead, nobody else's until the transaction ends."""
    row = connection.execute(select(leads).where(leads.c.id == lead_id).with_for_update()).one_or_none()
    return None if row is None else kept_of(row)


def write(connection: sqlalchemy.Connection, kept: Kept) -> None:
    """Write the lead over what was there."""
    values = columns_of(kept)
    connection.execute(leads.update().where(leads.c.id == kept.lead.id).values(values))
