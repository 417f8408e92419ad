"""What a step of a review is told as: to the history, to the offices, and to the bank."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import msgspec
import sqlalchemy
from sqlalchemy.dialects.postgresql import insert

from alerts.gate import Review, State, Step
from alerts.notices import Notice, Reason
from infra import clock
from infra.db.chronicle import Entry
from infra.db.gate.tables import gate_callbacks

WHAT: Final = ["账户冻结审核", "restriction review"]
_TOLD: Final = frozenset({"decided", "confirmed", "unprotected"})
"""The steps of which the bank is called."""


def about(case: str) -> str:
    """The subject of a case's history."""
    return f"review:{case}"


def entry_of(step: Step, actor: str, office: str, day: date) -> Entry:
    """The step in the case's history."""
    return Entry(about(step.review.case), step.act, actor, office, step.on or day, dict(step.body or {}))


def notices_of(step: Step, day: date) -> Iterator[Notice]:
    """Whom a step concerns: the office whose turn it is."""
    review, body = step.review, step.body or {}
    reason = _reason(step.act, body)
    if reason is None or not review.chain:
        return
    facts: dict[str, Any] = {"what": WHAT, "project": review.project, "subject": review.check.account_id}
    facts["amount_fen"] = review.check.amount_fen
    if review.is_open:
        facts["due_on"] = review.due_on.isoformat()
    if reason is Reason.ESCALATED:
        facts["to"] = review.chain[review.step].name
    mark = f"{step.act}/{review.version}"
    yield Notice(about(review.case), review.office, reason, step.on or day, mark=mark, facts=facts)
    if reason is Reason.ESCALATED and review.step:
        below = review.chain[review.step - 1].office
        yield Notice(about(review.case), below, reason, step.on or day, mark=mark, facts=facts)


def queue_callback(connection: sqlalchemy.Connection, step: Step) -> None:
    """Queue the decision for the bank, in the caller's transaction; whether it listens is seen when it is sent."""
    if step.act not in _TOLD:
        return
    review, now = step.review, clock.now()
    row = {"client": review.check.client, "case_no": review.case, "body": msgspec.json.encode(answer(review)).decode()}
    connection.execute(insert(gate_callbacks).values(**row, state="waiting", next_at=now))


def answer(review: Review) -> dict[str, Any]:
    """The case as its bank is told of it: the answer, the decision with its reason, the deadline."""
    said = review.said
    told: dict[str, Any] = {
        "case": review.case,
        "answer": "unprotected" if review.state is State.UNPROTECTED else _answer(review),
        "state": review.state.value,
        "account_id": review.check.account_id,
        "action": review.check.action.value,
        "document_no": review.check.document_no,
        "asked_at": review.asked_at.isoformat(),
        "due_on": review.due_on.isoformat(),
    }
    if said is not None:
        told["decision"] = {
            "decision": said.decision.value,
            "up_to_fen": said.up_to_fen,
            "reason": said.reason,
            "decided_at": None if review.decided_at is None else review.decided_at.isoformat(),
        }
    return told


def _answer(review: Review) -> str:
    """`hold` until a person has decided, whatever the deadline."""
    return "hold" if review.said is None else ("object" if review.said.decision.value == "object" else "no_objection")


def _reason(act: str, body: dict[str, Any]) -> Reason | None:
    match act:
        case "asked" | "adopted":
            return Reason.RESTRICTION_ASKED
        case "proposed":
            return Reason.RESTRICTION_PROPOSED
        case "escalated":
            return Reason.ESCALATED
        case "reminded":
            return Reason.OVERDUE
        case "executed" if body.get("unreviewed") or body.get("against_objection"):
            return Reason.RESTRICTION_EXECUTED
        case _:
            return None
