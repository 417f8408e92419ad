"""Keeps the protection marks up with the ledgers, and the reviews with their deadlines. Silence never consents."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import Engine

from alerts.gate import Mark, Review, Step, adopted, passed
from alerts.routing import placement
from infra.db.clock import ClockStore
from infra.db.gate.marks import Marks
from infra.db.gate.store import Reviews, said
from infra.db.policies import Policies
from monitors import calendar
from monitors.ledger import Ledger
from monitors.terms.accounts import Accounts
from monitors.terms.site import Site
from streams.intake import Intake

BATCH: Final = 50
_EVER: Final = date.max
"""An account opened from tomorrow on is marked today: protected too early hurts nobody."""


def look_after_gate(engine: Engine) -> int:
    """One round; return how much there was to do. Harmless to repeat, at any time, by anybody."""
    done = refresh_marks(engine) + say_restrictions(engine)
    day = ClockStore(engine).today()
    return done if day is None else done + escalate_reviews(engine, day)


def refresh_marks(engine: Engine) -> int:
    """Mark the accounts of projects whose ledgers went on; return of how many projects were looked at.

    Raises:
        UnreachableError: the database went away; what was marked before stays, the next call goes on.
    """
    store = Marks(engine)
    moved = store.moved(BATCH)
    concerned = [one.project for one in moved if one.concerned]
    states, placed = store.states(concerned), store.placed(concerned)
    marks = [
        mark
        for project, (_, state) in states.items()
        for mark in marks_of(Ledger.restored(project, state, {}), placed.get(project, ""))
    ]
    reached = [(one.project, states[one.project][0] if one.project in states else one.seq) for one in moved]
    store.write(marks, reached)
    return len(moved)


def marks_of(ledger: Ledger, placed: str = "") -> Iterator[Mark]:
    """A mark for each protected account that was ever opened for the project."""
    registered = Site(ledger, _EVER).region
    region = placed if registered and placed.startswith(registered) else registered
    for account in Accounts(ledger, _EVER).all.values():
        data, closing = account.opening.data, account.closing
        yield Mark(
            bank_code=data["bank_code"],
            account_id=account.id,
            project=ledger.project,
            kind=data["kind"],
            name=data["name"],
            region=region,
            opened_on=account.opening.on,
            closed_on=None if closing is None else closing.on,
        )


def escalate_reviews(engine: Engine, day: date) -> int:
    """Let missed deadlines climb from county to prefecture to province, and find offices for cases that have none."""
    store = Reviews(engine)
    limits = Policies(engine).limits()

    def steps(review: Review, offices: Any) -> Sequence[Step]:
        first = adopted(review, placement(review.region, offices).chain)
        return (first, *passed(first.review, day, limits, calendar))

    return sum(store.step(case, steps, day) for case in store.overdue(day))


def say_restrictions(engine: Engine) -> int:
    """Send what reviews have become through the intake; each event once, whoever is killed on the way."""
    count = 0
    for number, case, line in Reviews(engine).said():
        Intake(engine).accept(
            [line.encode() + b"\n"],
            name=f"{case}.jsonl",
            channel="gate",
            alongside=lambda connection, number=number: said(connection, number),  # type: ignore[misc]  # mypy knows no default of a lambda
        )
        count += 1
    return count
