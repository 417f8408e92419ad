"""The cases of the fund: opened, read within a sight, acted on in one transaction with books, history and notices.

Locks are taken in one order: the case, its fund, the workers' months, the lines of bank statements, the chronicle.
"""

from dataclasses import replace
from datetime import date
from typing import Final

import sqlalchemy
from sqlalchemy import Engine, select, text

from fund.books import Balances
from fund.case import FundCase
from fund.commands import Command
from fund.course import act, opened
from fund.eligibility import wanted
from fund.setting import Setting
from fund.why import Refused, Why
from infra.db.engine import connected
from infra.db.fund.books import balances, locked
from infra.db.fund.finishing import BookedError, QuickerError, finish
from infra.db.fund.funds import fund_of
from infra.db.fund.outcomes import Done, NotFound, Opening, Outcome, Stale
from infra.db.fund.rows import case_of, columns_of
from infra.db.fund.rules import Rules
from infra.db.fund.slots import taken
from infra.db.fund.tables import fund_cases
from infra.db.sight import within
from monitors import calendar
from schemas.office import Officer, Role, Sight

_ID: Final = text("SELECT nextval(pg_get_serial_sequence('fund_cases', 'id'))")
_NUMBER: Final = text("""
    INSERT INTO fund_numbers (name, year, last) VALUES (:name, :year, 1)
    ON CONFLICT (name, year) DO UPDATE SET last = fund_numbers.last + 1 RETURNING last
""")


class FundCases:
    """The store of cases. Safe to use from several threads."""

    def __init__(self, engine: Engine, rules: Rules | None = None) -> None:
        self._engine = engine
        self._rules = rules or Rules.shipped()

    @property
    def rules(self) -> Rules:
        """What cases are judged by."""
        return self._rules

    def get(self, case_id: int, sight: Sight) -> FundCase | None:
        """The case of a number, if it lies in sight."""
        query = select(fund_cases.c.body).where(fund_cases.c.id == case_id, within(fund_cases.c.region, sight))
        with connected(self._engine) as connection:
            body = connection.execute(query).scalar_one_or_none()
        return None if body is None else case_of(body)

    def numbered(self, number: str, sight: Sight) -> FundCase | None:
        """The case of a number on paper, if it lies in sight."""
        query = select(fund_cases.c.body).where(fund_cases.c.number == number, within(fund_cases.c.region, sight))
        with connected(self._engine) as connection:
            body = connection.execute(query).scalar_one_or_none()
        return None if body is None else case_of(body)

    def of_origin(self, origin: str, sight: Sight) -> list[FundCase]:
        """The cases that were opened from an alert or a lead, the newest first."""
        query = select(fund_cases.c.body).where(fund_cases.c.origin == origin, within(fund_cases.c.region, sight))
        with connected(self._engine) as connection:
            bodies = connection.execute(query.order_by(fund_cases.c.id.desc())).scalars()
            return [case_of(body) for body in bodies]

    def setting(self, case: FundCase, day: date) -> Setting:
        """What the case would be judged by now, for showing its checklist, amounts and timers; it locks nothing."""
        with connected(self._engine) as connection:
            return self._setting(connection, case, balances(connection, case.fund), day)

    def open(self, opening: Opening, officer: Officer, day: date) -> Outcome:
        """Open a case as a draft with what was gathered for it."""
        if not officer.may(Role.FUND_CLERK):
            return Refused(Why.ROLE)
        if not officer.sight.sees(opening.region):
            return NotFound()
        with connected(self._engine) as connection:
            fund = fund_of(connection, opening.region)
            if fund is None:
                return NotFound()
            case = FundCase(
                id=int(connection.execute(_ID).scalar_one()),
                number=_numbered(connection, opening.region, day),
                region=opening.region,
                office=opening.office,
                fund=fund.code,
                origin=opening.origin,
                project=opening.project,
                employer=opening.employer,
                opened_on=day,
                opened_by=officer.id,
                state_since=day,
                is_construction=opening.is_construction,
                project_name=opening.project_name,
            )
            by = self._setting(connection, case, Balances(), day)
            first = opened(case, day, by)
            found = act(first.case, opening.gathered, officer, day, by)
            if isinstance(found, Refused):
                connection.rollback()
                return found
            step = replace(found, happened=(*first.happened, *found.happened))
            connection.execute(fund_cases.insert().values(columns_of(step.case)))
            finish(connection, None, step, officer, day)
            return Done(step.case)

    def act(  # noqa: PLR0913, PLR0917 (what an action consists of)
        self, case_id: int, version: int, command: Command, officer: Officer, sight: Sight, day: date
    ) -> Outcome:
        """Carry out a command on a case as it was on `version`, with all that follows, or not at all."""
        return self._act(case_id, version, command, officer, sight, day)

    def told(self, case_id: int, command: Command, day: date) -> Outcome:
        """Carry out what data says (a bank's answer), on the case as it now is."""
        return self._act(case_id, None, command, None, Sight(("",)), day)

    def _act(  # noqa: PLR0913, PLR0917 (what an action consists of)
        self, case_id: int, version: int | None, command: Command, officer: Officer | None, sight: Sight, day: date
    ) -> Outcome:
        try:
            with connected(self._engine) as connection:
                return self._acted(connection, case_id, version, command, officer, sight, day)
        except QuickerError as quicker:
            return Refused(Why.ADVANCED_ALREADY, quicker.workers)
        except BookedError as booked:
            return Refused(Why.BOOKED, booked.references)

    def _acted(  # noqa: PLR0913, PLR0917 (what an action consists of)
        self,
        connection: sqlalchemy.Connection,
        case_id: int,
        version: int | None,
        command: Command,
        officer: Officer | None,
        sight: Sight,
        day: date,
    ) -> Outcome:
        case = _locked(connection, case_id, sight)
        if case is None:
            return NotFound()
        if version is not None and case.version != version:
            return Stale(case)
        held = locked(connection, case.fund, case.id)
        assert held is not None, "a case's fund is never deleted"
        step = act(case, command, officer, day, self._setting(connection, case, held, day))
        if isinstance(step, Refused):
            return step
        after = replace(step, case=replace(step.case, version=case.version + 1))
        connection.execute(fund_cases.update().where(fund_cases.c.id == case.id).values(columns_of(after.case)))
        finish(connection, case, after, officer, day)
        return Done(after.case)

    def _setting(self, connection: sqlalchemy.Connection, case: FundCase, held: Balances, day: date) -> Setting:
        others = taken(connection, wanted(case), case.id)
        wage = self._rules.minimum_wage(case.region, case.terms_on(day))
        return Setting(self._rules.terms_of(case), calendar, held, wage, others)


def _locked(connection: sqlalchemy.Connection, case_id: int, sight: Sight) -> FundCase | None:
    query = select(fund_cases.c.body).where(fund_cases.c.id == case_id, within(fund_cases.c.region, sight))
    body = connection.execute(query.with_for_update(key_share=True)).scalar_one_or_none()
    return None if body is None else case_of(body)


def _numbered(connection: sqlalchemy.Connection, region: str, day: date) -> str:
    """The next number of the region and year; ASCII, because banks get it as the number of the batch."""
    last = connection.execute(_NUMBER, {"name": region, "year": day.year}).scalar_one()
    return f"ZZJ-{region}-{day.year}-{last:04d}"
