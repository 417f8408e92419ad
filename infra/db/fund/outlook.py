"""What open red alerts may yet ask of a fund: a query over the works that no case of the fund stands for."""

from collections.abc import Iterator
from datetime import date
from typing import Final

import sqlalchemy
from sqlalchemy import Engine, select

from fund.books import Balances
from fund.solvency import Expected, Outlook, most, outlook
from infra.db.engine import connected
from infra.db.fund.books import balances
from infra.db.fund.cases import Rules
from infra.db.fund.funds import Fund, Funds
from infra.db.fund.tables import fund_cases, funds
from infra.db.handoffs.situations import WAGE_CLAIMS
from infra.db.sight import within
from infra.db.works.tables import works
from schemas.finding import Level
from schemas.office import Sight

_CLAIMS: Final = sorted(WAGE_CLAIMS - {"arrears.group", "arrears.criminal_threshold"})
"""The rules of the arrears themselves; the other two count the same money again."""


def solvency(engine: Engine, code: str, sight: Sight, day: date, rules: Rules) -> tuple[Outlook, list[Expected]] | None:
    """How a fund stands against what open red alerts of its region may ask, and those; None out of sight."""
    fund = Funds(engine).get(code, sight)
    if fund is None:
        return None
    with connected(engine) as connection:
        expected = list(_expected(connection, fund, day, rules))
        held: Balances = balances(connection, code)
    return outlook(held, expected, fund.next_budget_on, fund.region, day, rules.terms), expected


def _expected(connection: sqlalchemy.Connection, fund: Fund, day: date, rules: Rules) -> Iterator[Expected]:
    """One per red alert of arrears that is present, has no case of the fund yet, and lies nowhere nearer a fund."""
    nearer = list(
        connection.execute(
            select(funds.c.region).where(funds.c.region.startswith(fund.region), funds.c.region != fund.region)
        ).scalars()
    )
    applied = select(fund_cases.c.project).where(fund_cases.c.state.not_in(["rejected", "withdrawn", "closed"]))
    query = (
        select(works.c.id, works.c.region, works.c.project_name, works.c.workers, works.c.amount_fen)
        .where(
            works.c.state != "closed",
            works.c.present,
            works.c.level == Level.RED.value,
            works.c.rule.in_(_CLAIMS),
            within(works.c.region, Sight((fund.region,))),
            works.c.project.not_in(applied),
        )
        .order_by(works.c.amount_fen.desc().nulls_last(), works.c.id)
    )
    if nearer:
        query = query.where(~within(works.c.region, Sight(tuple(nearer))))
    for row in connection.execute(query):
        share = rules.terms.in_force("share_cap", row.region, day)
        months = rules.terms.in_force("minimum_wage_months", row.region, day)
        wage = rules.minimum_wage(row.region, day).value
        figure = most(row.workers, row.amount_fen or 0, share, wage if isinstance(wage, int) else 0, months)
        fen = figure.fen if row.amount_fen is not None else _by_wage(row.workers, months.value, wage)
        name = row.project_name or ""
        yield Expected(row.id, row.workers, fen, (f"{name} {row.workers}人", f"{name}, {row.workers} workers"))


def _by_wage(workers: int, months: object, wage: object) -> int:
    """The cap by minimum wages, for arrears of which nobody has said how much they are."""
    return workers * months * wage if isinstance(months, int) and isinstance(wage, int) else 0
