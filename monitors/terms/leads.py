"""Leads: which of them belong to this ledger."""

from datetime import date

from monitors.ledger import Ledger, Said, standing, visible
from schemas.frame import COMMONS


def own_leads(ledger: Ledger, as_of: date) -> list[Said]:
    """The leads that name this ledger's project; in the commons those that name no registered project."""
    leads = (standing(versions, as_of) for _, versions in sorted(ledger.things("lead").items()))
    return [lead for lead in leads if lead is not None and _belongs(ledger, lead, as_of)]


def closing(ledger: Ledger, lead: Said, as_of: date) -> Said | None:
    """What closed a lead."""
    return next(visible(ledger.said("lead_closing", lead.data["lead_id"]), as_of), None)


def _belongs(ledger: Ledger, lead: Said, as_of: date) -> bool:
    project = lead.data.get("project_id")
    if ledger.project != COMMONS:
        return bool(project == ledger.project)
    registered = any(
        said.kind == "project.registered" for said in visible(ledger.said("project", project or ""), as_of)
    )
    return not registered
