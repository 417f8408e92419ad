"""From the application to the approval: what is reserved at submission is free again once it goes back or ends."""

from dataclasses import replace
from datetime import date
from typing import Final

from fund import commands as c
from fund.amounts import advances
from fund.authority import REVIEWER
from fund.books import Account, Entry, Kind, Posting, transfer
from fund.case import Act, Duty, FundCase, LineState, Signature, State
from fund.drafting import overrides_waiting
from fund.eligibility import checklist, lacking, wanted
from fund.papers import missing
from fund.setting import Setting
from fund.step import Step, moved, step
from fund.why import Refused, Why
from schemas.office import Officer

_NEXT: Final = {
    State.CHECK: (State.SECTOR, Act.CHECKED),
    State.SECTOR: (State.FINANCE, Act.SECTOR_AGREED),
    State.FINANCE: (State.APPROVAL, Act.FINANCE_AGREED),
    State.APPROVAL: (State.APPROVED, Act.APPROVED),
}


def submitted(case: FundCase, officer: Officer, day: date, by: Setting) -> Step | Refused:
    """The amounts are computed, explained and reserved; the same money is promised to nobody else."""
    refused = _incomplete(case, day, by)
    if refused is not None:
        return refused
    counted = _counted(case, day, by)
    if isinstance(counted, Refused):
        return counted
    total = counted.total_fen
    if total > by.balances.free_fen:
        return Refused(Why.FUNDS_SHORT)
    applied = replace(counted, revision=case.revision + 1, reason="", applied_on=case.terms_on(day))
    signed = _signed(applied, Duty.SUBMIT, officer, day)
    cash, reserved = Entry(Account.CASH), Entry(Account.RESERVED, case=case.id)
    posting = transfer(case.fund, Kind.RESERVED, day, total, into=reserved, out_of=cash, by=officer.id)
    items = {item.key: item.term.value for item in checklist(case, by, day)}
    body = {"amount_fen": total, "workers": counted.workers, "revision": signed.revision, "checklist": items}
    return step(moved(signed, State.CHECK, day, by), Act.SUBMITTED, day, body, posting)


def agreed(case: FundCase, command: c.Agree, officer: Officer, day: date, by: Setting) -> Step | Refused:
    """The step's opinion is given; the approval needs its document's number."""
    if not command.why.strip():
        return Refused(Why.REASON)
    if case.state is State.APPROVAL and not command.document_no.strip():
        return Refused(Why.DOCUMENT)
    state, act = _NEXT[case.state]
    _, duty = REVIEWER[case.state]
    signed = _signed(case, duty, officer, day, command.why, command.document_no)
    if duty is Duty.APPROVE:
        signed = replace(signed, approval_no=command.document_no.strip())
    body = {"document_no": command.document_no.strip(), "amount_fen": case.total_fen}
    return step(moved(signed, state, day, by), act, day, body)


def back(case: FundCase, act: Act, why: str, day: date, by: Setting) -> Step | Refused:
    """Back to be amended: nothing is reserved for it meanwhile."""
    if not why.strip():
        return Refused(Why.REASON)
    if case.order is not None:
        return Refused(Why.NOT_FROM_HERE)
    drafted = replace(moved(case, State.DRAFT, day, by), reason=why.strip(), approval_no="")
    return step(drafted, act, day, {"from": case.state}, *released(case, day))


def ended(case: FundCase, state: State, act: Act, why: str, day: date) -> Step | Refused:
    """Rejected or withdrawn, for a reason; impossible once anything was paid or is with the bank."""
    if not why.strip():
        return Refused(Why.REASON)
    if any(line.state in (LineState.ORDERED, LineState.PAID) for line in case.lines):
        return Refused(Why.NOT_FROM_HERE)
    over = replace(case, state=state, state_since=day, due_on=None, closed_on=day, reason=why.strip())
    return step(over, act, day, {"from": case.state}, *released(case, day))


def released(case: FundCase, day: date) -> tuple[Posting, ...]:
    """What frees all that is reserved for a case; nothing where nothing is."""
    fen = 0 if case.state is State.DRAFT else sum(line.amount_fen for line in case.lines if line.is_open)
    if not fen:
        return ()
    cash, reserved = Entry(Account.CASH), Entry(Account.RESERVED, case=case.id)
    return (transfer(case.fund, Kind.RELEASED, day, fen, into=cash, out_of=reserved),)


def _incomplete(case: FundCase, day: date, by: Setting) -> Refused | None:
    """What an application lacks."""
    if not case.live:
        return Refused(Why.NO_LINES)
    if waiting := overrides_waiting(case):
        return Refused(Why.OVERRIDE_WAITS, waiting)
    unmet = lacking(case, by, day)
    if unmet == ("not_advanced",):
        return Refused(Why.ADVANCED_ALREADY, tuple(sorted({slot.worker for slot in by.taken & wanted(case)})))
    if unmet:
        return Refused(Why.INELIGIBLE, unmet)
    absent = tuple(paper.key for paper in missing(case, by.terms, day) if paper.essential)
    return Refused(Why.PAPERS, absent) if absent else None


def _counted(case: FundCase, day: date, by: Setting) -> FundCase | Refused:
    """The case with every worker's amount."""
    figures = advances(case, by, day)
    unknown = tuple(name for name, figure in figures.items() if figure is None)
    if unknown:
        return Refused(Why.NO_AMOUNT, unknown)
    nothing = tuple(name for name, figure in figures.items() if figure is not None and figure.fen <= 0)
    if nothing:
        return Refused(Why.NOTHING, nothing)
    lines = tuple(
        replace(line, amount_fen=figure.fen, figure=figure) if (figure := figures.get(case.name_of(line))) else line
        for line in case.lines
    )
    return replace(case, lines=lines)


def _signed(  # noqa: PLR0913, PLR0917 (what a signature consists of)
    case: FundCase, duty: Duty, officer: Officer, day: date, opinion: str = "", document_no: str = ""
) -> FundCase:
    signature = Signature(duty, officer.id, officer.office, day, case.revision, opinion.strip(), document_no.strip())
    return replace(case, signatures=(*case.signatures, signature))
