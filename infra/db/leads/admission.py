"""Leads from the journal: whatever way they came, each event is admitted exactly once.

The commons have every lead event, numbered under the lock of their head, so that numbers become visible in order: who
has seen frame n has seen every frame before it. The cursor moves in the transaction that writes what follows.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import sqlalchemy
from sqlalchemy import Engine, select, text

from alerts.leads import ClosedOutside, Lead, Refused, after
from alerts.notices import Notice, Reason
from alerts.routing import placement
from infra.db.chronicle import Entry, append
from infra.db.engine import connected
from infra.db.leads.rows import Kept, columns_of, locked, write
from infra.db.leads.store import facts_of
from infra.db.leads.tables import lead_cursor, lead_forms, leads
from infra.db.notices.posting import post
from infra.db.offices.tables import offices
from schemas.frame import COMMONS, Frame, decoded
from schemas.office import Office

CloseBy = Callable[[str, date], date]
"""A region and the day of receipt to the last day of the term for closing."""

ACTOR: Final = "intake"
_BATCH: Final = 2_000
_KINDS: Final = ("lead.received", "lead.closed", "project.registered")
_NEXT: Final = text("""
    SELECT seq, kind, CASE WHEN kind = ANY(:kinds) THEN body END AS body
    FROM journal WHERE project = :commons AND seq > :after ORDER BY seq LIMIT :most
""")
_CLOSED_BEFORE: Final = text("""
    SELECT body FROM journal
    WHERE route_key = :key AND project = :commons AND kind = 'lead.closed' AND seq < :seq ORDER BY seq LIMIT 1
""")
_REGISTERED: Final = text("""
    SELECT body FROM journal WHERE project = :project AND kind IN ('project.registered', 'project.updated') ORDER BY seq
""")


@dataclass(slots=True)
class _Admission:
    connection: sqlalchemy.Connection
    day: date
    close_by: CloseBy
    entries: list[Entry]
    notices: list[Notice]


def admit(engine: Engine, day: date, close_by: CloseBy) -> int:
    """Admit what has come since the last time; return how many frames were looked at, 0 when there is nothing."""
    with connected(engine) as connection:
        after_seq = _cursor(connection)
        values = {"kinds": list(_KINDS), "commons": COMMONS, "after": after_seq, "most": _BATCH}
        rows = connection.execute(_NEXT, values).all()
        admission = _Admission(connection, day, close_by, [], [])
        for row in rows:
            if row.body is not None:
                _admit(admission, decoded(bytes(row.body)))
        if rows:
            connection.execute(lead_cursor.update().values(seq=rows[-1].seq))
        if admission.notices:
            post(connection, admission.notices)
        append(connection, admission.entries)
    return len(rows)


def region_of(connection: sqlalchemy.Connection, project: str) -> str:
    """Where a project lies: the township it was placed in, else what its registration says; empty if unknown."""
    query = text("SELECT region FROM placements WHERE project = :project")
    placed = connection.execute(query, {"project": project}).scalar()
    if placed:
        return str(placed)
    region = ""
    for (body,) in connection.execute(_REGISTERED, {"project": project}):
        region = decoded(bytes(body)).data.get("region_code", region)
    return region


def _cursor(connection: sqlalchemy.Connection) -> int:
    connection.execute(text("INSERT INTO lead_cursor (id, seq) VALUES (1, 0) ON CONFLICT DO NOTHING"))
    seq: int = connection.execute(select(lead_cursor.c.seq).with_for_update()).scalar_one()
    return seq


def _admit(admission: _Admission, frame: Frame) -> None:
    match frame.kind:
        case "lead.received":
            _received(admission, frame)
        case "lead.closed":
            _closed(admission, frame)
        case "project.registered":
            _registered(admission, frame.data["project"])
        case _:  # no other kind is asked for
            return


def _received(admission: _Admission, frame: Frame) -> None:
    kept = locked(admission.connection, frame.data["lead_id"])
    if kept is None:
        _opened(admission, frame)
        return
    lead = _told(kept.lead, frame)
    if lead != kept.lead:
        moved = _placed(admission, replace(kept, lead=lead)) if lead.project != kept.lead.project else None
        now = moved or replace(kept, lead=lead)
        _write(admission, now, "changed", {"event": list(frame.name)})


def _opened(admission: _Admission, frame: Frame) -> None:
    lead_id = frame.data["lead_id"]
    form = admission.connection.execute(select(lead_forms).where(lead_forms.c.lead_id == lead_id)).one_or_none()
    region = region_of(admission.connection, frame.data.get("project_id", ""))
    office, seen = _office(admission.connection, region or (form.region if form else ""))
    received_on = date.fromisoformat(frame.data["received_on"])
    bare = Lead(lead_id, office, form.office if form else office, seen, frame.data["channel"], received_on, 0)
    lead = _told(bare, frame)
    close_by = admission.close_by(seen, received_on)
    kept = Kept(lead, 1, None, close_by, form.region if form else seen, placed=bool(region))
    admission.connection.execute(leads.insert().values(columns_of(kept)))
    body = {"event": list(frame.name), "channel": lead.channel, "claimants": lead.claimants, "project": lead.project}
    _enter(admission, lead, "received", body)
    what = ["欠薪线索", "arrears lead"]
    facts = {"what": what, "due_on": columns_of(kept)["due_on"].isoformat(), **facts_of(lead)}
    about = f"lead:{lead.id}"
    admission.notices.append(Notice(about, lead.office, Reason.LEAD_RECEIVED, admission.day, facts=facts))
    _closed_before(admission, frame)


def _told(lead: Lead, frame: Frame) -> Lead:
    """The lead as the event tells it; what it does not tell stays as it was matched."""
    data = frame.data
    return replace(
        lead,
        channel=data["channel"],
        received_on=date.fromisoformat(data["received_on"]),
        claimants=data["claimants"],
        project=data.get("project_id", lead.project),
        employer_uscc=data.get("employer_uscc", lead.employer_uscc),
        workers=tuple(data["worker_ids"]) if "worker_ids" in data else lead.workers,
        months=tuple(data["months"]) if "months" in data else lead.months,
        amount_fen=data.get("amount_fen", lead.amount_fen),
    )


def _closed_before(admission: _Admission, frame: Frame) -> None:
    """A closing that came before the lead counts all the same."""
    values = {"key": f"lead/{frame.data['lead_id']}", "commons": COMMONS, "seq": frame.seq}
    body = admission.connection.execute(_CLOSED_BEFORE, values).scalar()
    if body is not None:
        _closed(admission, decoded(bytes(body)))


def _closed(admission: _Admission, frame: Frame) -> None:
    kept = locked(admission.connection, frame.data["lead_id"])
    if kept is None:
        return
    on = date.fromisoformat(frame.data["closed_on"])
    step = after(kept.lead, ClosedOutside(frame.data["outcome"], on), on)
    if not isinstance(step, Refused):
        _write(admission, replace(kept, lead=step.lead), step.act, {**step.body, "event": list(frame.name)})


def _registered(admission: _Admission, project: str) -> None:
    """The leads about a project that nobody knew until now go to the office that is responsible."""
    query = select(leads.c.id).where(leads.c.project == project, ~leads.c.placed)
    for lead_id in admission.connection.execute(query).scalars().all():
        kept = locked(admission.connection, lead_id)
        moved = kept and _placed(admission, kept)
        if moved:
            _write(admission, moved, "placed", {"region": moved.lead.region, "office": moved.lead.office})


def _placed(admission: _Admission, kept: Kept) -> Kept | None:
    """The lead where its project lies; None if nobody knows where that is."""
    region = region_of(admission.connection, kept.lead.project or "")
    if not region:
        return None
    office, seen = _office(admission.connection, region)
    return replace(kept, lead=replace(kept.lead, region=seen, office=office), placed=True)


def _office(connection: sqlalchemy.Connection, region: str) -> tuple[str, str]:
    """The office that is responsible for a region, and the region where the lead is seen."""
    rows = connection.execute(select(offices)).all()
    found = placement(region, [Office(row.code, row.name, row.region, row.parent) for row in rows])
    return (found.chain[0].office if found.chain else ""), found.region


def _write(admission: _Admission, kept: Kept, act: str, body: dict[str, object]) -> None:
    write(admission.connection, replace(kept, version=kept.version + 1))
    _enter(admission, kept.lead, act, body)


def _enter(admission: _Admission, lead: Lead, act: str, body: dict[str, object]) -> None:
    admission.entries.append(Entry(f"lead:{lead.id}", act, ACTOR, lead.office, admission.day, body))
