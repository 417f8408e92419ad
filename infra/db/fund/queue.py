"""The queue of cases: by step and deadline, within a sight; and which of them a person may take the next step of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy
from sqlalchemy import Engine, case, func, select

from fund.case import OVER, FundCase, State
from infra.db.engine import connected
from infra.db.fund.rows import case_of
from infra.db.fund.tables import fund_cases
from infra.db.sight import within
from schemas.office import Sight

PAGE: Final = 50
_OVER: Final = [state.value for state in OVER]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases: of a state, fund or project, with a text in number or name, overdue ones; open ones unless asked."""

    state: str = ""
    fund: str = ""
    project: str = ""
    q: str = ""
    overdue: bool = False
    closed: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases in sight, and how much money, are in each state; `overdue` of the open ones."""

    cases: Mapping[State, int]
    amount_fen: Mapping[State, int]
    overdue: int


class Queue:
    """Lists the cases of the fund. Safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def page(self, wanted: Wanted, sight: Sight, today: date) -> tuple[list[FundCase], int]:
        """A page of the cases that are wanted, the next deadline first, and how many there are in all."""
        which = _which(wanted, sight, today)
        query = select(fund_cases.c.body).where(which)
        order = (fund_cases.c.due_on.asc().nulls_last(), fund_cases.c.id)
        with connected(self._engine) as connection:
            total = connection.execute(select(func.count()).select_from(fund_cases).where(which)).scalar_one()
            rows = connection.execute(query.order_by(*order).limit(PAGE).offset(PAGE * (wanted.page - 1)))
            return [case_of(body) for body in rows.scalars()], total

    def counts(self, sight: Sight, today: date) -> Counts:
        """The cases in sight by state."""
        columns = fund_cases.c
        late = case(((columns.due_on < today) & columns.state.not_in(_OVER), 1), else_=0)
        query = (
            select(columns.state, func.count(), func.sum(columns.amount_fen), func.sum(late))
            .where(within(columns.region, sight))
            .group_by(columns.state)
        )
        with connected(self._engine) as connection:
            rows = connection.execute(query).all()
        return Counts(
            {State(state): count for state, count, _, _ in rows},
            {State(state): int(fen) for state, _, fen, _ in rows},
            sum(int(overdue) for _, _, _, overdue in rows),
        )

    def of_project(self, project: str, sight: Sight) -> list[FundCase]:
        """The cases of a project, the newest first."""
        return self._all(fund_cases.c.project == project, sight)

    def of_fund(self, fund: str, sight: Sight, *states: State) -> list[FundCase]:
        """The cases that a fund pays for in any of the states (in all, if none is named), the newest first."""
        which = fund_cases.c.fund == fund
        return self._all(which & fund_cases.c.state.in_([s.value for s in states]) if states else which, sight)

    def in_states(self, sight: Sight, *states: State) -> list[FundCase]:
        """The cases in sight in any of the states, the newest first: what the recovery board shows."""
        return self._all(fund_cases.c.state.in_([state.value for state in states]), sight)

    def _all(self, which: sqlalchemy.ColumnElement[bool], sight: Sight) -> list[FundCase]:
        query = select(fund_cases.c.body).where(which, within(fund_cases.c.region, sight))
        with connected(self._engine) as connection:
            return [case_of(body) for body in connection.execute(query.order_by(fund_cases.c.id.desc())).scalars()]


def _which(wanted: Wanted, sight: Sight, today: date) -> sqlalchemy.ColumnElement[bool]:
    columns = fund_cases.c
    which = within(columns.region, sight)
    if wanted.state:
        which &= columns.state == wanted.state
    elif not wanted.closed:
        which &= columns.state.not_in(_OVER)
    if wanted.fund:
        which &= columns.fund == wanted.fund
    if wanted.project:
        which &= columns.project == wanted.project
    if wanted.q:
        text = wanted.q
        which &= columns.number.contains(text, autoescape=True) | columns.project_name.contains(text, autoescape=True)
    if wanted.overdue:
        which &= (columns.due_on < today) & columns.state.not_in(_OVER)
    return which
