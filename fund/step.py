"""What a command leads to."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from fund.books import Posting
from fund.case import Act, FundCase, Happened, State
from fund.deadlines import due_on
from fund.setting import Setting


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of a case, everything that happened on the way, and what the books record, in order."""

    case: FundCase
    happened: tuple[Happened, ...]
    postings: tuple[Posting, ...] = ()


def step(case: FundCase, act: Act, day: date, body: dict[str, Any] | None = None, *postings: Posting) -> Step:
    """A step in which one thing happened."""
    return Step(case, (Happened(act, day, body=body or {}),), postings)


def moved(case: FundCase, state: State, day: date, by: Setting) -> FundCase:
    """The case in a state that begins today; one that it is in already goes on as it is."""
    if case.state is state:
        return case
    until = due_on(state, case.region, day, by.terms, by.calendar)
    return replace(case, state=state, state_since=day, due_on=until)
