"""What is known of projects, as far as an alert keeps it, from their ledgers."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import Engine

from alerts.routing import Site
from infra.db.engine import transaction
from monitors.ledger import Ledger
from monitors.terms.site import Site as Registered

_STATES: Final = "SELECT project, state FROM ledgers WHERE project = ANY(%s)"


def sites(engine: Engine, projects: Sequence[str]) -> dict[str, Site]:
    """The registrations of the projects; nothing of one that has none."""
    with transaction(engine) as connection:
        rows = connection.execute(_STATES, (list(projects),), binary=True).fetchall()
    known = {project: _site(Ledger.restored(project, state, {})) for project, state in rows}
    return {project: known.get(project, Site()) for project in projects}


def _site(ledger: Ledger) -> Site:
    fields = Registered(ledger, date.max).registration
    return Site(str(fields.get("region_code", "")), fields.get("name"), fields.get("sector"), fields.get("funding"))
