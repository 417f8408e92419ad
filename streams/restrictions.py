"""What a review becomes as events of the contract, so that the rules judge the real course of things."""

from datetime import datetime
from typing import Any, Final

import msgspec

from alerts.gate import Decision, Execution, Review, Step

SOURCE: Final = "urn:wagewatch:gate"


def events_of(review: Review, step: Step) -> list[str]:
    """The lines that a bank's report becomes; each id follows from the case, so that none is told twice.

    A case without a project, of an account that nobody knew, becomes none: the bank's own feed tells of it.
    """
    execution = review.execution
    if not review.project or execution is None:
        return []
    if step.act == "executed":
        return [
            _line(f"{review.case}-executed", "bank.account_restricted", review, execution.at, _told(review, execution))
        ]
    if step.act == "released" and review.released_on is not None:
        data = {
            "account_id": review.check.account_id,
            "restriction_id": execution.restriction_id,
            "on": review.released_on.isoformat(),
        }
        at = max(execution.at, datetime.combine(review.released_on, execution.at.timetz()))
        return [_line(f"{review.case}-released", "bank.account_released", review, at, data)]
    return []


def _told(review: Review, execution: Execution) -> dict[str, Any]:
    check, said = review.check, review.said
    data: dict[str, Any] = {
        "account_id": check.account_id,
        "restriction_id": execution.restriction_id,
        "action": check.action.value,
        "authority": check.authority,
        "document_no": check.document_no,
        "funds": "excess" if _only_excess(review, execution) else "wage",
        "for_project_wages": check.for_project_wages if said is None else said.decision is Decision.PROJECT_WAGES,
        "channel": execution.channel.value,
        "supervisor_informed_at": review.asked_at.isoformat(),
    }
    if execution.amount_fen is not None:
        data["amount_fen"] = execution.amount_fen
    if said is not None:
        data["reviewed_by"] = said.by
    if execution.prompted_at is not None:
        data["authority_prompted_at"] = execution.prompted_at.isoformat()
    return data


def _only_excess(review: Review, execution: Execution) -> bool:
    """Whether no more was taken than the excess funds to which there was no objection."""
    said, fen = review.said, execution.amount_fen
    if said is None or said.decision is not Decision.EXCESS or said.up_to_fen is None:
        return False
    return fen is not None and fen <= said.up_to_fen


def _line(name: str, kind: str, review: Review, at: datetime, data: dict[str, Any]) -> str:
    event = {
        "specversion": "1.0",
        "id": name,
        "source": SOURCE,
        "type": kind,
        "subject": review.project,
        "time": at.isoformat(),
        "data": data,
    }
    return msgspec.json.encode(event).decode()
