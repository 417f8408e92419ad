"""The evidence attached to a lead: what the ledger said when the lead came in, kept as it was said."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import msgspec
from sqlalchemy import Engine, func, select, text

from infra import clock
from infra.db.chronicle import Entry, append
from infra.db.engine import connected
from infra.db.leads.tables import lead_evidence
from monitors.attested import Attested

ACTOR: Final = "caretaker"
_ATTESTED: Final = msgspec.json.Decoder(Attested)
_WAITING: Final = text("""
    SELECT leads.id, leads.project FROM leads JOIN ledgers ON ledgers.project = leads.project
    WHERE leads.state <> 'closed' AND NOT EXISTS (
        SELECT FROM lead_evidence AS had WHERE had.lead_id = leads.id AND had.project = leads.project
    ) ORDER BY leads.id LIMIT 100
""")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was attested, when, and the digest of the exact text that was kept."""

    n: int
    taken_at: datetime
    sha256: str
    attested: Attested


def waiting(engine: Engine) -> Iterator[tuple[str, str]]:
    """(lead, project) of the leads whose project's ledger has not been asked."""
    with connected(engine) as connection:
        rows = connection.execute(_WAITING).all()
    return ((row.id, row.project) for row in rows)


def attach(engine: Engine, lead_id: str, told: Attested, office: str, day: date, actor: str = ACTOR) -> None:  # noqa: PLR0913, PLR0917 (one act's parts)
    """Keep what was attested as the lead's next snapshot, with its digest in the chronicle."""
    body = msgspec.json.encode(told, order="sorted")
    digest = hashlib.sha256(body).hexdigest()
    with connected(engine) as connection:
        connection.execute(text("SELECT FROM leads WHERE id = :id FOR UPDATE"), {"id": lead_id})
        last = select(func.coalesce(func.max(lead_evidence.c.n), 0)).where(lead_evidence.c.lead_id == lead_id)
        n = connection.execute(last).scalar_one() + 1
        connection.execute(
            lead_evidence.insert().values(
                lead_id=lead_id,
                n=n,
                project=told.project,
                as_of=told.as_of,
                taken_at=clock.now(),
                sha256=digest,
                body=body.decode(),
            )
        )
        kept = {"n": n, "project": told.project, "as_of": told.as_of.isoformat(), "sha256": digest}
        append(connection, [Entry(f"lead:{lead_id}", "evidence_attached", actor, office, day, kept)])


def snapshots(engine: Engine, lead_id: str) -> list[Snapshot]:
    """The snapshots of a lead, the newest first. Whoever asks must have looked whether the lead may be seen."""
    query = select(lead_evidence).where(lead_evidence.c.lead_id == lead_id).order_by(lead_evidence.c.n.desc())
    with connected(engine) as connection:
        rows = connection.execute(query).all()
    return [Snapshot(row.n, row.taken_at, row.sha256, _ATTESTED.decode(row.body)) for row in rows]
