"""What open red alerts may yet ask of a fund: a query over the works that no case of the fund stands for."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any, Final

import msgspec
import sqlalchemy
from sqlalchemy import Engine, select

from alerts.work import State
from fund.books import Balances
from fund.solvency import Expected, Outlook, most, outlook
from infra.db.engine import connected
from infra.db.fund.books import balances
from infra.db.fund.funds import Fund, Funds
from infra.db.fund.rules import Rules
from infra.db.fund.tables import fund_cases, funds
from infra.db.handoffs.situations import WAGE_CLAIMS
from infra.db.sight import within
from infra.db.works.tables import works
from schemas.finding import Finding, Level
from schemas.office import Sight

_CLAIMS: Final = sorted(WAGE_CLAIMS - {"arrears.group", "arrears.criminal_threshold"})
"""The rules of the arrears themselves; the other two count the same money again."""
_FINDING: Final = msgspec.json.Decoder(Finding)


def solvency(engine: Engine, code: str, sight: Sight, day: date, rules: Rules) -> tuple[Outlook, list[Expected]] | None:
    """How a fund stands against what open red alerts of its region may ask, and those; None out of sight."""
    fund = Funds(engine).get(code, sight)
    if fund is None:
        return None
    with connected(engine) as connection:
        expected = _expected(connection, fund, day, rules)
        held: Balances = balances(connection, code)
    coming = fund.next_budget_fen or 0
    return outlook(held, expected, fund.next_budget_on, fund.region, day, rules.terms, coming), expected


def _expected(connection: sqlalchemy.Connection, fund: Fund, day: date, rules: Rules) -> list[Expected]:
    """One per project with red alerts of arrears that stand, that has no case of the fund yet and no nearer fund."""
    nearer = list(
        connection.execute(
            select(funds.c.region).where(funds.c.region.startswith(fund.region), funds.c.region != fund.region)
        ).scalars()
    )
    applied = select(fund_cases.c.project).where(fund_cases.c.state.not_in(["rejected", "withdrawn", "closed"]))
    query = (
        select(works.c.id, works.c.region, works.c.project, works.c.project_name, works.c.finding, works.c.amount_fen)
        .where(
            works.c.state != State.CLOSED.value,
            works.c.present,
            works.c.level == Level.RED.value,
            works.c.rule.in_(_CLAIMS),
            within(works.c.region, Sight((fund.region,))),
            works.c.project.not_in(applied),
        )
        .order_by(works.c.project, works.c.id)
    )
    if nearer:
        query = query.where(~within(works.c.region, Sight(tuple(nearer))))
    by_project = groupby(connection.execute(query), key=lambda row: row.project)
    expected = [_of_project(list(rows), day, rules) for _, rows in by_project]
    return sorted(expected, key=lambda one: (-one.fen, one.project))


def _of_project(alerts: Sequence[Any], day: date, rules: Rules) -> Expected:
    """What one project's alerts come to: the sums that they state, and each worker once."""
    region = alerts[0].region
    people = {worker for row in alerts for worker in _FINDING.decode(row.finding).workers or ()}
    sums = [row.amount_fen for row in alerts if row.amount_fen is not None]
    share = rules.terms.in_force("share_cap", region, day)
    months = rules.terms.in_force("minimum_wage_months", region, day)
    wage = rules.minimum_wage(region, day).value
    figure = most(len(people), sum(sums) if sums else None, share, wage if isinstance(wage, int) else 0, months)
    numbers = tuple(row.id for row in alerts)
    return Expected(numbers, alerts[0].project, alerts[0].project_name or "", len(people), figure)
