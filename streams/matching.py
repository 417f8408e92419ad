"""What is known of the projects in sight, for matching a lead to them."""

from datetime import date
from typing import Any, Final

from sqlalchemy import Engine, select, text

from alerts.leads import Lead
from alerts.matching import Candidate, Known, Party, Told, candidates
from infra.db.engine import connected
from infra.db.portraits.tables import portraits
from infra.db.sight import within
from monitors.ledger import Ledger
from monitors.terms.site import Site
from schemas.office import Sight

_MOST: Final = 400
"""Projects whose parties are read; each costs a few milliseconds."""
_STATES: Final = text("SELECT project, state FROM ledgers WHERE project = ANY(:projects)")
_WORKERS: Final = text("SELECT project, worker FROM worker_projects WHERE worker = ANY(:workers)")


def matches(  # noqa: PLR0913, PLR0917 (what the lead and its form say)
    engine: Engine, lead: Lead, project_text: str, employer_text: str, sight: Sight, today: date
) -> list[Candidate]:
    """The projects in sight that a lead may be about, likeliest first."""
    told = Told(lead.project, project_text, lead.employer_uscc, employer_text, lead.workers, lead.region)
    return candidates(told, known_projects(engine, sight, lead.workers, today))


def known_projects(engine: Engine, sight: Sight, workers: tuple[str, ...], today: date) -> list[Known]:
    """The projects in sight with their units, and which of the workers were ever on them."""
    columns = portraits.c
    query = select(columns.project, columns.name, columns.region).where(within(columns.region, sight))
    with connected(engine) as connection:
        listed = connection.execute(query.order_by(columns.project).limit(_MOST)).all()
        names = [row.project for row in listed]
        states = {row.project: row.state for row in connection.execute(_STATES, {"projects": names})}
        there: dict[str, set[str]] = {}
        for row in connection.execute(_WORKERS, {"workers": list(workers)}):
            there.setdefault(row.project, set()).add(row.worker)
    return [
        Known(
            row.project,
            row.name,
            row.region,
            _parties(row.project, states.get(row.project), today),
            frozenset(there.get(row.project, ())),
        )
        for row in listed
    ]


def _parties(project: str, state: bytes | None, today: date) -> tuple[Party, ...]:
    if state is None:
        return ()
    site = Site(Ledger.restored(project, bytes(state), {}), today)
    told: dict[str, Any] = site.registration
    if not told:
        return ()
    return (
        Party(told["general_contractor_uscc"], told["general_contractor_name"], "general_contractor"),
        *(Party(uscc, name, "subcontractor") for uscc, name in site.subcontractors.items()),
        Party(told["owner_uscc"], told["owner_name"], "owner_unit"),
    )
