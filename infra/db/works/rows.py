"""A work as its row, and back."""

from typing import Any, Final

import msgspec
from sqlalchemy import RowMapping

from alerts.notices import Told
from alerts.scope import Scope
from alerts.work import Outcome, Proposal, Rung, State, Waiver, Work
from schemas.finding import Finding

_PLAIN: Final = (
    "id", "state_since", "present", "version", "region", "office", "step", "escalated_to", "escalated_on", "assignee",
    "opened_on", "due_on", "reopened", "case_id", "muted_by", "project_name", "sector", "funding", "rectify_by",
    "document_no", "reason", "closed_on", "workers", "amount_fen",
)  # fmt: skip
"""The columns that are fields of the same name, or computed from them."""

_COMPUTED: Final = frozenset({"workers", "amount_fen", "escalated_to"})
_FINDING: Final = msgspec.json.Decoder(Finding)
_TOLD: Final = msgspec.json.Decoder(Told)
_CHAIN: Final = msgspec.json.Decoder(tuple[Rung, ...])
_SCOPE: Final = msgspec.json.Decoder(Scope)
_WAIVER: Final = msgspec.json.Decoder(Waiver)
_PROPOSAL: Final = msgspec.json.Decoder(Proposal)


def row_of(work: Work) -> dict[str, Any]:
    """The row of a work."""
    rule, project, subject = work.key
    return {
        **{name: getattr(work, name) for name in _PLAIN},
        "rule": rule,
        "project": project,
        "subject": subject,
        "finding": _text(work.finding),
        "level": work.level.value,
        "rank": work.level.rank,
        "since": work.finding.since,
        "state": work.state.value,
        "outcome": work.outcome and work.outcome.value,
        "chain": _text(work.chain),
        "accepted": _text(work.accepted),
        "waiver": _text(work.waiver),
        "waived_until": work.waiver.until if work.waiver and work.waiver.is_confirmed else None,
        "extension": _text(work.extension),
        "told": _text(work.told),
    }


def work_of(row: RowMapping) -> Work:
    """The work of a row."""
    return Work(
        **{name: row[name] for name in _PLAIN if name not in _COMPUTED},
        finding=_FINDING.decode(row["finding"]),
        state=State(row["state"]),
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        chain=_CHAIN.decode(row["chain"]),
        accepted=_SCOPE.decode(row["accepted"]) if row["accepted"] else None,
        waiver=_WAIVER.decode(row["waiver"]) if row["waiver"] else None,
        extension=_PROPOSAL.decode(row["extension"]) if row["extension"] else None,
        told=_TOLD.decode(row["told"]),
    )


def _text(value: object) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()
