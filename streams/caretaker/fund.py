"""What happens to cases of the fund without anybody asking: banks' answers are taken, limits that came are told."""

from datetime import date
from typing import Final

from sqlalchemy import Engine, select

from fund.case import OVER
from fund.terms import FundTerms
from infra.db.clock import ClockStore
from infra.db.engine import connected
from infra.db.fund.cases import Rules
from infra.db.fund.rows import case_of
from infra.db.fund.tables import fund_cases
from infra.db.fund.telling import due
from infra.db.notices.posting import post
from monitors.policy import Policy
from streams.fund.answers import read_answers

_OVER: Final = [state.value for state in OVER]


def look_after_fund(engine: Engine, policy: Policy) -> int:
    """Take the banks' answers and tell of the limits that have come; return how much there was to do."""
    day = ClockStore(engine).today()
    if day is None:
        return 0
    return read_answers(engine, Rules(FundTerms.shipped(), policy), day) + remind_of_fund(engine, day)


def remind_of_fund(engine: Engine, day: date) -> int:
    """Tell the offices once of each limit of a case that has come; return how many were told."""
    columns = fund_cases.c
    query = select(columns.body).where(columns.due_on <= day, columns.state.not_in(_OVER)).order_by(columns.id)
    with connected(engine) as connection:
        notices = [due(case_of(body), day) for body in connection.execute(query).scalars()]
        return post(connection, notices) if notices else 0
