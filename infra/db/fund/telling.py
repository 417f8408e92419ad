"""What the offices are told of a case: that it waits for somebody, that its limit has come."""

from dataclasses import replace
from datetime import date
from typing import Final

from alerts.notices import Notice, Reason
from fund.case import LABELS, FundCase, LineState, State

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
