"""What a step leaves behind beside the case itself, in its transaction: all of it, or the transaction is undone."""

from dataclasses import replace
from datetime import date
from typing import Final

import sqlalchemy

from fund.case import Act, FundCase, Happened
from fund.course import slots
from fund.step import Step
from infra.db.chronicle import Entry, append
from infra.db.fund.books import post_all
from infra.db.fund.orders import made, ordered
from infra.db.fund.receipts import claim
from infra.db.fund.slots import hold
from infra.db.fund.telling import told
from infra.db.notices.posting import post
from schemas.office import Officer

CARETAKER: Final = "caretaker"


class QuickerError(Exception):
    """No error: another case took a worker's month meanwhile; everything is undone."""

    def __init__(self, workers: tuple[str, ...]) -> None:
        super().__init__(workers)
        self.workers = workers


class BookedError(Exception):
    """The line of the bank's statement stands behind another receipt; everything is undone."""

    def __init__(self, references: tuple[str, ...]) -> None:
        super().__init__(references)
        self.references = references


def finish(
    connection: sqlalchemy.Connection, before: FundCase | None, step: Step, officer: Officer | None, day: date
) -> None:
    """Books, the workers' months, what is for the banks, notices, and the history last."""
    case = step.case
    stamp = post_all(connection, step.postings)
    lost = hold(connection, slots(case), case.id)
    if lost:
        raise QuickerError(tuple(sorted({slot.worker for slot in lost})))
    references = {one.reference for one in case.repayments if one.reference and not one.refused}
    if booked := claim(connection, case.fund, f"fund_case:{case.id}", references):
        raise BookedError(tuple(sorted(booked)))
    if any(one.act is Act.ORDER_RELEASED for one in step.happened):
        made(connection, ordered(case), case, day)
    if notices := told(before, case, day):
        post(connection, notices)
    actor, office = (officer.id, officer.office) if officer else (CARETAKER, case.office)
    about = f"fund_case:{case.id}"
    entries = [Entry(about, one.act, one.by or actor, office, one.day, _body(one)) for one in step.happened]
    append(connection, [replace(entries[0], body={**entries[0].body, **stamp}), *entries[1:]])


def _body(one: Happened) -> dict[str, object]:
    return {**one.body, "why": one.why} if one.why else dict(one.body)
