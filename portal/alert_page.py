"""Everything that the page of one alert is given."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import Request
from sqlalchemy import select

from alerts.work import State, Work
from fund.case import LABELS
from infra.db.chronicle import ChronicleStore, Written
from infra.db.engine import connected
from infra.db.offices import Offices
from infra.db.policies import Policies
from infra.db.works.tables import cases
from monitors.calendar import working_days_after
from monitors.policy import Policy
from monitors.quoted import quoted
from monitors.rule import catalogue
from monitors.ruledoc import sections
from portal.alert_actions import actions
from portal.alert_view import DOUBTS, calculation, facts
from portal.fund.advances import advanced, owes_wages
from portal.navigation import exists
from portal.places import place
from portal.timeline import Told, people, told
from portal.visitor import Visitor
from portal.work_words import OUTCOMES, STATES
from portal.working_days import working_days_left
from schemas.office import Office, Role
from streams.policies import policy_in_force
from streams.sentence import sentence
from streams.wording import rule_title

ORDER_WITHIN_WD: Final = 10
"""What the form proposes for 限期改正; the officer may set another day."""
_PATH: Final = (
    State.OPEN,
    State.ACKNOWLEDGED,
    State.INVESTIGATING,
    State.RECTIFICATION_ORDERED,
    State.DECIDED,
    State.CLOSED,
)
_NEIGHBOURS: Final = {
    "project": "/projects/-",
    "pack": "/alerts/1/evidence.zip",
    "order": "/alerts/1/rectification-order.pdf",
    "handoffs": "/alerts/1/handoffs",
}
"""Pages of others that the alert leads to, where they exist."""


def context(request: Request, visitor: Visitor, work: Work) -> dict[str, Any]:
    """The facts, the words and the possible actions."""
    rule = catalogue().get(work.key.rule)
    offices = Offices(visitor.engine).offices(visitor.sight)
    return {
        "work": work,
        "finding": work.finding,
        "sentence": sentence(work.finding, visitor.lang),
        "title": rule_title(work.key.rule, visitor.lang),
        "place": place(work.region[:6], offices) if work.region else "",
        "office_name": work.chain[0].name if work.chain else work.office,
        "states": STATES,
        "outcomes": OUTCOMES,
        "steps": _steps(work),
        "left": None if work.due_on is None else working_days_left(visitor.today, work.due_on),
        "days": (visitor.today - (work.finding.since or work.opened_on)).days,
        "calculation": calculation(visitor.engine, work, policy(request, visitor), visitor.today, visitor.lang),
        "facts": list(facts(work, visitor.lang)),
        "articles": [(citation, quoted(citation)) for citation in work.finding.articles],
        "rule_text": sections(rule) if rule else {},
        "history": history(visitor, f"alert:{work.id}", _known_names(work)),
        "case_number": _case_number(visitor, work),
        "actions": actions(work, visitor.officer),
        "colleagues": _colleagues(visitor, work),
        "assignee": _name(visitor, work.assignee),
        "takers": _takers(work, offices),
        "suggested": working_days_after(visitor.today, ORDER_WITHIN_WD),
        "has": {name: exists(request.app, path) for name, path in _NEIGHBOURS.items()},
        "doubts_said": DOUBTS,
        "advances": advanced(visitor.engine, work, visitor.sight),
        "fund_labels": LABELS,
        "owes_wages": owes_wages(work),
        "path": "/queue",
    }


def policy(request: Request, visitor: Visitor) -> Policy:
    """The parameters by which the running system judges."""
    return policy_in_force(request.app.state.settings.policy, Policies(visitor.engine))


def history(visitor: Visitor, about: str, names: Mapping[str, str]) -> list[Told]:
    """The chronicle of a subject in words, the newest first."""
    entries: Sequence[Written] = ChronicleStore(visitor.engine).about(about)
    found = Offices(visitor.engine).names(people(entries))
    return told(entries, {**names, **found}, visitor.lang)


def _steps(work: Work) -> list[tuple[str, str]]:
    """The path of states with what is behind and what is now; a waived alert stands beside it."""
    at = _PATH.index(work.state) if work.state in _PATH else -1
    return [
        (STATES[state], "is-now" if place == at else "is-done" if place < at else "")
        for place, state in enumerate(_PATH)
    ]


def _known_names(work: Work) -> dict[str, str]:
    return {rung.office: rung.name for rung in work.chain}


def _case_number(visitor: Visitor, work: Work) -> str | None:
    with connected(visitor.engine) as connection:
        return connection.execute(select(cases.c.number).where(cases.c.id == work.case_id)).scalar()


def _colleagues(visitor: Visitor, work: Work) -> list[tuple[str, str]]:
    """Who of the alert's office, or of one's own, can take it on."""
    offices = dict.fromkeys([work.office, visitor.office.code])
    allowed = {rung.office for rung in work.chain} | {work.office}
    listed = [each for code in offices if code in allowed for each in Offices(visitor.engine).members(code)]
    return [(each.id, each.name) for each in listed if each.roles & {Role.OFFICER, Role.CHIEF}]


def _name(visitor: Visitor, officer: str | None) -> str | None:
    return Offices(visitor.engine).names([officer]).get(officer, officer) if officer else None


def _takers(work: Work, offices: Sequence[Office]) -> list[tuple[str, str]]:
    """The offices that it can be handed over to: those in sight and those above."""
    above = {rung.office: rung.name for rung in work.chain}
    known = {office.code: office.name for office in offices} | above
    return sorted(((code, name) for code, name in known.items() if code != work.office), key=lambda pair: pair[1])
