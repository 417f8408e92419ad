"""What is known of an alert that decides where it may be handed on to: its project's arrears, its orders, its state."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import msgspec
import sqlalchemy
from sqlalchemy import select

from alerts.handoffs import Situation
from alerts.work import Act, Work
from infra.db.chronicle.tables import chronicle
from infra.db.sight import within
from infra.db.works.rows import work_of
from infra.db.works.tables import works
from schemas.office import Sight

WAGE_CLAIMS: Final = frozenset(
    {
        "wages.unpaid",
        "wages.underpaid",
        "wages.exit_unsettled",
        "wages.below_minimum",
        "arrears.group",
        "arrears.criminal_threshold",
    }
)
"""The rules by which workers are owed wages."""
_CRIME: Final = "arrears.criminal_threshold"
_ANEW: Final = frozenset({Act.OPENED, Act.RETURNED, Act.REOPENED})
_ACTS: Final = _ANEW | {Act.RECTIFICATION_ORDERED, Act.DECIDED}


@dataclass(frozen=True, slots=True)
class Certified:
    """What only the officer knows: the day set by the handling decision, a grave incident, an employer's flight."""

    obey_by: date | None = None
    incident: bool = False
    fled: bool = False


@dataclass(frozen=True, slots=True)
class Papers:
    """The order and the decision that stand against an alert since it opened or last returned."""

    order_no: str | None = None
    order_due_on: date | None = None
    decision_no: str | None = None


NOTHING_CERTIFIED: Final = Certified()


def situation_of(
    connection: sqlalchemy.Connection, work_id: int, sight: Sight, today: date, certified: Certified = NOTHING_CERTIFIED
) -> Situation | None:
    """The alert's situation; None for an alert out of sight. An order about any wage claim of the project counts."""
    mine = select(works).where(works.c.id == work_id, within(works.c.region, sight))
    row = connection.execute(mine).mappings().one_or_none()
    if row is None:
        return None
    work = work_of(row)
    claims = _claims(connection, work)
    papers = _papers(connection, [work, *(claim for claim in claims if claim.id != work.id and _is_claim(work))])
    crime = next((claim for claim in claims if claim.key.rule == _CRIME and claim.present), None)
    facts = crime.finding.facts if crime else {}
    return Situation(
        rule=work.key.rule,
        today=today,
        wage_claim=_is_claim(work),
        stands=work.present,
        owed_fen=facts.get("owed_fen", work.amount_fen),
        workers=facts.get("workers", work.workers or None),
        one_worker_reaches=bool(facts.get("one_worker")),
        ten_workers_reach=bool(facts.get("ten_workers")),
        order_no=papers.order_no,
        order_due_on=papers.order_due_on or (certified.obey_by if papers.decision_no else None),
        decision_no=papers.decision_no,
        decision_due_on=certified.obey_by if papers.decision_no else None,
        is_group_incident=True if certified.incident else None,
        fled=True if certified.fled else None,
    )


def papers_of(entries: Iterable[tuple[str, dict[str, Any]]]) -> Papers:
    """What one alert's history, in order, says of its papers: (act, body)."""
    found = Papers()
    for act, body in entries:
        if act in _ANEW:
            found = Papers()
        elif act == Act.RECTIFICATION_ORDERED:
            found = Papers(body["document_no"], date.fromisoformat(body["due_on"]))
        elif act == Act.DECIDED:
            found = Papers(found.order_no or body["document_no"], found.order_due_on, body["document_no"])
    return found


def _is_claim(work: Work) -> bool:
    return work.key.rule in WAGE_CLAIMS


def _claims(connection: sqlalchemy.Connection, work: Work) -> list[Work]:
    query = select(works).where(works.c.project == work.key.project, works.c.rule.in_(sorted(WAGE_CLAIMS)))
    return [work_of(row) for row in connection.execute(query.order_by(works.c.id)).mappings()]


def _papers(connection: sqlalchemy.Connection, about: Sequence[Work]) -> Papers:
    """The papers of the first of the alerts that has any; of one that stands."""
    for work in about:
        query = select(chronicle.c.act, chronicle.c.body).where(
            chronicle.c.about == f"alert:{work.id}", chronicle.c.act.in_(sorted(_ACTS))
        )
        rows = connection.execute(query.order_by(chronicle.c.n))
        found = papers_of((row.act, msgspec.json.decode(row.body)["body"]) for row in rows)
        if found.order_no and work.present:
            return found
    return Papers()
