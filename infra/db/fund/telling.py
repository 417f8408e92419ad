"""What the offices are told of a case: that it waits for somebody, that its limit has come.

And who may decide a matter of the fund itself: that it waits.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final

from alerts.notices import Notice, Reason
from fund.case import LABELS, FundCase, LineState, State
from fund.matters import LABELS as MATTERS
from fund.matters import NextBudget, Receipt
from fund.proposals import Proposal, may_decide
from schemas.office import Officer

_WAITS: Final = (
    State.CHECK,
    State.SECTOR,
    State.FINANCE,
    State.APPROVAL,
    State.APPROVED,
    State.PREPARED,
)


def told(before: FundCase | None, case: FundCase, day: date) -> list[Notice]:
    """What a step is told of: that the case came to a state that waits for somebody, ended, or had money come back."""
    notices = []
    if before is not None and before.state is not case.state:
        ended = case.is_over or (case.state is State.DRAFT)
        if ended or case.state in _WAITS:
            notices.append(_notice(case, Reason.FUND_STEP, day, f"{case.version}/{case.state}"))
    came_back = _returned(case) - (_returned(before) if before else set())
    if came_back:
        notices.append(_notice(case, Reason.FUND_RETURNED, day, f"{case.version}", workers=len(came_back)))
    return notices


def due(case: FundCase, day: date) -> Notice:
    """That the limit of the case's state has come."""
    return _notice(case, Reason.FUND_DUE, day, f"{case.state}/{case.due_on}")


def overdue(case: FundCase, office: str, day: date) -> Notice:
    """That the limit is past, told to the case's office or one above it."""
    return replace(_notice(case, Reason.FUND_OVERDUE, day, f"{case.state}/{case.due_on}"), office=office)


def waits(proposal: Proposal, fund: str, officers: Iterable[Officer]) -> list[Notice]:
    """That a proposal about the fund of that name waits, told in person to each of the officers who may decide it."""
    facts: dict[str, object] = {"what": list(MATTERS[proposal.matter]), "project_name": fund, "by": proposal.by}
    if isinstance(proposal.content, Receipt | NextBudget):
        facts["amount_fen"] = proposal.content.fen
    about, mark = f"fund:{proposal.fund}", f"proposal:{proposal.id}"
    return [
        Notice(about, one.office, Reason.FUND_PROPOSED, proposal.on, mark, one.id, facts)
        for one in officers
        if may_decide(proposal, one)
    ]


def _returned(case: FundCase) -> set[tuple[str, int]]:
    return {(case.name_of(line), line.attempt) for line in case.lines if line.state is LineState.RETURNED}


def _notice(case: FundCase, reason: Reason, day: date, mark: str, workers: int | None = None) -> Notice:
    facts = {
        "what": list(LABELS[case.state]),
        "number": case.number,
        "project": case.project,
        "project_name": case.project_name,
        "amount_fen": case.total_fen,
        "workers": case.workers if workers is None else workers,
    }
    if case.due_on is not None:
        facts["due_on"] = case.due_on.isoformat()
    return Notice(f"fund_case:{case.id}", case.office, reason, day, mark, facts=facts)
