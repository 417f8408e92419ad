"""Payment orders, two persons each, and what the bank says of every line: a payment that came back is open again."""

import re
from dataclasses import replace
from datetime import date
from typing import Final

from fund import commands as c
from fund.books import Account, Entry, Kind, transfer
from fund.case import Act, Duty, FundCase, Line, LineState, Order, Signature, State
from fund.claims import opened_claims, overpaid, resting
from fund.drafting import with_line
from fund.setting import Setting
from fund.step import Step, moved, step
from fund.why import Refused, Why
from schemas.office import Officer

_PLAIN_NUMBER: Final = re.compile(r"[\d -]{12,}")
"""What no token is: a card's number that was misspelt, or else it would have become a token at the door."""


def prepared(case: FundCase, officer: Officer, day: date, by: Setting) -> Step | Refused:
    """An order of every open line, each to a card that somebody has stated since the last payment came back."""
    lines = [line for line in case.lines if line.is_open]
    if cardless := tuple(case.name_of(line) for line in lines if not line.card):
        return Refused(Why.NO_CARD, cardless)
    number = len(case.orders) + 1
    order = Order(number, officer.id, day, tuple((case.name_of(line), line.amount_fen) for line in lines))
    told = _signed(replace(case, orders=(*case.orders, order)), Duty.PREPARE, officer, day)
    body = {"order": number, "workers": len(lines), "amount_fen": order.total_fen}
    return step(moved(told, State.PREPARED, day, by), Act.ORDER_PREPARED, day, body)


def released(case: FundCase, officer: Officer, day: date, by: Setting) -> Step:
    """The order goes to the bank; its money is on its way."""
    order = case.order
    assert order is not None
    sent = replace(order, released_by=officer.id, released_on=day)
    names = dict(order.lines)
    lines = tuple(_ordered(line) if case.name_of(line) in names else line for line in case.lines)
    told = replace(case, orders=_with(case, sent), lines=lines)
    into, out_of = Entry(Account.ORDERED, case=case.id), Entry(Account.RESERVED, case=case.id)
    posting = transfer(case.fund, Kind.ORDERED, day, order.total_fen, into=into, out_of=out_of, by=officer.id)
    body = {"order": order.number, "amount_fen": order.total_fen, "prepared_by": order.prepared_by}
    signed = _signed(told, Duty.RELEASE, officer, day)
    return step(moved(signed, State.ORDERED, day, by), Act.ORDER_RELEASED, day, body, posting)


def cancelled(case: FundCase, command: c.CancelOrder, day: date, by: Setting) -> Step | Refused:
    """An order that was not released is void; its money stays reserved."""
    order = case.order
    assert order is not None
    if not command.why.strip():
        return Refused(Why.REASON)
    told = replace(case, orders=_with(case, replace(order, cancelled=True)))
    return step(moved(told, State.APPROVED, day, by), Act.ORDER_CANCELLED, day, {"order": order.number})


def paid(case: FundCase, command: c.Pay, officer: Officer | None, day: date, by: Setting) -> Step | Refused:
    """The bank paid a worker: from now on it is to be recovered, and whoever is liable is claimed from."""
    line = case.line(command.worker)
    if line is None or line.state is not LineState.ORDERED:
        return Refused(Why.NO_SUCH_WORKER, (command.worker,))
    refused = _unproved(case, line, command, officer, day)
    if refused is not None:
        return refused
    evidence = (*line.evidence, *command.evidence)
    told = with_line(case, command.worker, state=LineState.PAID, paid_on=command.on, evidence=evidence)
    into = Entry(Account.ADVANCED, case=case.id, debtor=line.employer)
    posting = transfer(
        case.fund, Kind.PAID, command.on, line.amount_fen, into=into, out_of=Entry(Account.ORDERED, case=case.id),
        worker=line.worker, evidence=command.evidence, by=officer.id if officer else "",
    )  # fmt: skip
    claimed, opened = opened_claims(told, line.employer, day)
    body = {"worker": command.worker, "on": command.on, "amount_fen": line.amount_fen, "evidence": command.evidence}
    done = step(claimed, Act.LINE_PAID, day, body, posting)
    rest = resting(claimed, day, by)
    return Step(rest.case, (*done.happened, *opened, *rest.happened), done.postings)


def returned(case: FundCase, command: c.Return, officer: Officer | None, day: date, by: Setting) -> Step | Refused:
    """The bank sent a payment back: the worker's line is open again, without a card until somebody states one."""
    line = case.line(command.worker)
    if line is None or line.state not in (LineState.ORDERED, LineState.PAID):
        return Refused(Why.NO_SUCH_WORKER, (command.worker,))
    refused = Refused(Why.REASON) if not command.reason.strip() else _unproved(case, line, command, officer, day)
    if refused is not None:
        return refused
    was_paid = line.state is LineState.PAID
    debtor = line.employer if was_paid else ""
    out_of = Entry(Account.ADVANCED if was_paid else Account.ORDERED, case=case.id, debtor=debtor)
    posting = transfer(
        case.fund, Kind.RETURNED, command.on, line.amount_fen, into=Entry(Account.RESERVED, case=case.id),
        out_of=out_of, worker=line.worker, evidence=command.evidence, by=officer.id if officer else "",
    )  # fmt: skip
    told = with_line(
        case, command.worker, state=LineState.RETURNED, paid_on=None, returned_on=command.on, card="",
        reason=command.reason.strip(), evidence=(*line.evidence, *command.evidence),
    )  # fmt: skip
    body = {"worker": command.worker, "on": command.on, "amount_fen": line.amount_fen, "reason": command.reason.strip()}
    rest = resting(replace(told, closed_on=None), day, by)
    return Step(rest.case, (*step(case, Act.LINE_RETURNED, day, body).happened, *rest.happened), (posting,))


def redirected(case: FundCase, command: c.SetCard, day: date) -> Step | Refused:
    """A worker is to be paid to another card; not while the line is with the bank."""
    line = case.line(command.worker)
    if line is None or not line.is_open:
        return Refused(Why.NO_SUCH_WORKER, (command.worker,))
    if not command.card.strip() or not command.bank.strip():
        return Refused(Why.NO_CARD, (command.worker,))
    if _PLAIN_NUMBER.fullmatch(command.card.strip()):
        return Refused(Why.CARD, (command.worker,))
    told = with_line(case, command.worker, card=command.card.strip(), bank=command.bank.strip())
    return step(told, Act.REDIRECTED, day, {"worker": command.worker, "bank": command.bank.strip()})


def dropped(case: FundCase, command: c.DropLine, day: date, by: Setting) -> Step | Refused:
    """A worker is not to be paid by this case; what was reserved is free. Not if the debtor has paid for it already."""
    line = case.line(command.worker)
    if line is None or not line.is_open:
        return Refused(Why.NO_SUCH_WORKER, (command.worker,))
    if not command.why.strip():
        return Refused(Why.REASON)
    told = with_line(case, command.worker, state=LineState.DROPPED, reason=command.why.strip())
    body = {"worker": command.worker, "amount_fen": line.amount_fen}
    if case.state is State.DRAFT:
        return step(told, Act.LINE_DROPPED, day, body)
    if overpaid(told, line.employer):
        return Refused(Why.RECOVERED_ALREADY, (command.worker,))
    into, out_of = Entry(Account.CASH), Entry(Account.RESERVED, case=case.id)
    posting = transfer(case.fund, Kind.RELEASED, day, line.amount_fen, into=into, out_of=out_of, worker=line.worker)
    rest = resting(told, day, by)
    return Step(rest.case, (*step(told, Act.LINE_DROPPED, day, body).happened, *rest.happened), (posting,))


def _ordered(line: Line) -> Line:
    return replace(line, state=LineState.ORDERED, attempt=line.attempt + 1)


def _with(case: FundCase, order: Order) -> tuple[Order, ...]:
    return tuple(order if one.number == order.number else one for one in case.orders)


def _unproved(
    case: FundCase, line: Line, command: c.Pay | c.Return, officer: Officer | None, day: date
) -> Refused | None:
    """What a bank's answer lacks. Whoever released the order does not say how it went."""
    name = case.name_of(line)
    order = next(order for order in reversed(case.orders) if name in dict(order.lines) and order.released_on)
    assert order.released_on is not None
    if not any(one.strip() for one in command.evidence):
        return Refused(Why.EVIDENCE)
    if not max(order.released_on, line.paid_on or date.min) <= command.on <= day:
        return Refused(Why.DAY)
    return Refused(Why.SECOND_PERSON) if officer and officer.id == order.released_by else None


def _signed(case: FundCase, duty: Duty, officer: Officer, day: date) -> FundCase:
    return replace(case, signatures=(*case.signatures, Signature(duty, officer.id, officer.office, day, case.revision)))
