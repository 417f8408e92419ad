"""The cases in sight, as lists: those under way, the next deadline first, and those that are over."""

from typing import Final

from sqlalchemy import Engine, select

from fund.case import OVER, FundCase
from infra.db.engine import connected
from infra.db.fund.rows import case_of
from infra.db.fund.tables import fund_cases
from infra.db.sight import within
from schemas.office import Sight

MOST: Final = 2_000
_OVER: Final = [state.value for state in OVER]


def under_way(engine: Engine, sight: Sight) -> list[FundCase]:
    """The cases that wait for somebody, the next deadline first."""
    columns = fund_cases.c
    query = select(columns.body).where(columns.state.not_in(_OVER), within(columns.region, sight))
    with connected(engine) as connection:
        rows = connection.execute(query.order_by(columns.due_on.asc().nulls_last(), columns.id).limit(MOST))
        return [case_of(body) for body in rows.scalars()]


def over(engine: Engine, sight: Sight) -> list[FundCase]:
    """The cases that nobody waits for any more, the last ended first."""
    columns = fund_cases.c
    query = select(columns.body).where(columns.state.in_(_OVER), within(columns.region, sight))
    with connected(engine) as connection:
        rows = connection.execute(query.order_by(columns.closed_on.desc(), columns.id.desc()).limit(MOST))
        return [case_of(body) for body in rows.scalars()]
