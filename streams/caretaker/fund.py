"""What happens to cases of the fund without anybody asking: banks' answers are taken, limits that came are told."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Final

from sqlalchemy import Engine, select

from alerts.notices import Notice
from fund.case import OVER, FundCase
from fund.terms import FundTerms
from infra.db.clock import ClockStore
from infra.db.engine import connected
from infra.db.fund import Rules
from infra.db.fund.rows import case_of
from infra.db.fund.tables import fund_cases
from infra.db.fund.telling import due, overdue
from infra.db.notices.posting import post
from infra.db.offices import Offices
from infra.db.policies import Policies
from monitors import calendar
from monitors.policy import Policy
from streams.fund.answers import read_answers

_OVER: Final = [state.value for state in OVER]


def look_after_fund(engine: Engine, policy: Policy) -> int:
    """Take the banks' answers and tell of the limits that have come; return how much there was to do."""
    day = ClockStore(engine).today()
    if day is None:
        return 0
    rules = Rules(Policies(engine).fund_terms(), policy)
    return read_answers(engine, rules, day) + remind_of_fund(engine, rules.terms, day)


def remind_of_fund(engine: Engine, terms: FundTerms, day: date) -> int:
    """Tell the offices once of each limit that has come, and those above once it is past; return how many were told."""
    columns = fund_cases.c
    query = select(columns.body).where(columns.due_on <= day, columns.state.not_in(_OVER)).order_by(columns.id)
    with connected(engine) as connection:
        cases = [case_of(body) for body in connection.execute(query).scalars()]
    above = cache(lambda region: [office.code for office in Offices(engine).chain(region)])
    notices = [notice for case in cases for notice in _told(case, above(case.region), terms, day)]
    with connected(engine) as connection:
        return post(connection, notices) if notices else 0


def _told(case: FundCase, chain: list[str], terms: FundTerms, day: date) -> Iterator[Notice]:
    """On its last day the case's own office; on the next working day the one above; later the ones above that."""
    assert case.due_on is not None
    yield due(case, day)
    late, every = calendar.working_days_after(case.due_on, 1), terms.number("escalation_wd", case.region, case.due_on)
    for rung, office in enumerate(dict.fromkeys((case.office, *chain))):
        if calendar.working_days_after(late, every * max(0, rung - 1)) <= day:
            yield overdue(case, office, day)
