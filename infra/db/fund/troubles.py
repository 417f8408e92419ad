"""The banks' answers that could not be taken: what waits for somebody, and what was done about it.

Nothing is booked here: whoever deals with an answer books it in its case, or has the bank correct it, and says so.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import Engine, select

from fund.why import Refused, Why
from infra.db.chronicle import Entry, append
from infra.db.engine import connected
from infra.db.fund.answers import Answer
from infra.db.fund.orders import PAYMENTS
from infra.db.fund.tables import fund_answers, fund_batches, fund_cases, funds
from infra.db.sight import within
from schemas.office import Officer, Role, Sight

HANDLERS: Final = (Role.FUND_CASHIER, Role.FUND_FINANCE)
"""Who may say that an answer which could not be taken is dealt with."""
_TROUBLED: Final = (
    select(fund_answers, fund_batches.c.payments, fund_cases.c.id.label("case_id"), fund_cases.c.number)
    .join(funds, funds.c.code == fund_answers.c.fund)
    .join(
        fund_batches,
        (fund_batches.c.batch == fund_answers.c.batch) & (fund_batches.c.fund == fund_answers.c.fund),
        isouter=True,
    )
    .join(fund_cases, fund_cases.c.id == fund_batches.c.case_id, isouter=True)
)


@dataclass(frozen=True, slots=True)
class Handled:
    """What somebody did about an answer that could not be taken."""

    by: str
    on: date
    why: str


@dataclass(frozen=True, slots=True)
class Troubled:
    """An answer that could not be taken: of which fund, why, and the case that its batch pays for, if there is one.

    `fen` is what was ordered of the line; None where the batch has no such line. `handled` is what was done about it.
    """

    id: int
    fund: str
    answer: Answer
    why: tuple[str, str]
    case_id: int | None
    case_number: str
    fen: int | None = None
    handled: Handled | None = None


class Troubles:
    """The store of these answers. Safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, sight: Sight, most: int = 500, *, handled: bool = False) -> list[Troubled]:
        """The answers to funds in sight that could not be taken, those that wait or are handled, the newest first."""
        columns = fund_answers.c
        which = columns.handled_by.is_not(None) if handled else columns.handled_by.is_(None)
        query = _TROUBLED.where(columns.trouble != "", which, within(funds.c.region, sight))
        with connected(self._engine) as connection:
            return [_troubled(row) for row in connection.execute(query.order_by(columns.id.desc()).limit(most))]

    def handle(self, number: int, why: str, officer: Officer, day: date) -> Troubled | Refused | None:
        """Mark an answer that could not be taken as dealt with, once; None where there is none in sight."""
        columns = fund_answers.c
        query = _TROUBLED.where(columns.id == number, columns.trouble != "", within(funds.c.region, officer.sight))
        with connected(self._engine) as connection:
            row = connection.execute(query.with_for_update(of=fund_answers)).one_or_none()
            if row is None:
                return None
            waiting, why = _troubled(row), why.strip()
            if refusal := _unhandled(waiting, why, officer):
                return Refused(refusal)
            done = Handled(officer.id, day, why)
            values = {"handled_by": done.by, "handled_on": done.on, "handled_why": done.why}
            connection.execute(fund_answers.update().where(columns.id == number).values(values))
            append(connection, [_entry(waiting, done, officer)])
        return replace(waiting, handled=done)


def _unhandled(waiting: Troubled, why: str, officer: Officer) -> Why | None:
    """Why it may not be marked as dealt with; None where it may."""
    if not officer.may(*HANDLERS):
        return Why.ROLE
    if waiting.handled is not None:
        return Why.HANDLED_ALREADY
    return None if why else Why.REASON


def _entry(waiting: Troubled, done: Handled, officer: Officer) -> Entry:
    """What the history of its case says of it, or that of its fund where the batch is no case's."""
    answer = waiting.answer
    about = f"fund:{waiting.fund}" if waiting.case_id is None else f"fund_case:{waiting.case_id}"
    body = {"answer": waiting.id, "batch": answer.batch, "line": answer.line, "outcome": answer.outcome}
    told = {**body, "event": answer.event, "trouble": " / ".join(waiting.why), "why": done.why}
    return Entry(about, "answer_handled", officer.id, officer.office, done.on, told)


def _troubled(row: Any) -> Troubled:
    answer = Answer(row.batch, row.line, row.outcome, row.day, row.event)
    payments = PAYMENTS.decode(row.payments) if row.payments else ()
    fen = next((payment.amount_fen for payment in payments if payment.line == row.line), None)
    chinese, _, english = row.trouble.partition(" / ")
    handled = None if row.handled_by is None else Handled(row.handled_by, row.handled_on, row.handled_why)
    return Troubled(row.id, row.fund, answer, (chinese, english), row.case_id, row.number or "", fen, handled)
