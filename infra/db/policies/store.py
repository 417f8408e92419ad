"""Drafts and publications. Who drafted a text never publishes it; what is published is never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy
from sqlalchemy import Engine, func, insert, select, update

from alerts.limits import Limits
from fund.terms import FundTerms
from infra import clock
from infra.db.chronicle import Entry, append
from infra.db.clock import tick_again
from infra.db.engine import connected, psycopg_of
from infra.db.offices.refusal import Refusal, RefusedError
from infra.db.policies.tables import policies
from infra.db.policies.text import FUND, LIMITS, RULES, Values, read, toml_of
from monitors.policy import Policy
from schemas.office import EVERYWHERE, Officer

EVERYONE: Final = "00"
DRAFT, PUBLISHED, WITHDRAWN = "draft", "published", "withdrawn"


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person wants to be in force: values in a region from a day on, with the document that says so."""

    kind: str
    prefix: str
    since: date
    source: str
    values: Values


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft or publication as the table has it; `publication` orders what is published."""

    id: int
    kind: str
    state: str
    prefix: str
    from_day: date
    source: str
    tables: str
    drafted_by: str
    drafted_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    publication: int | None


class Policies:
    """The policies' store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self) -> list[Kept]:
        """Every draft and publication, the newest first."""
        with connected(self._engine) as connection:
            rows = connection.execute(select(policies).order_by(policies.c.id.desc()))
            return [Kept(**row._mapping) for row in rows]  # noqa: SLF001 (SQLAlchemy's public name)

    def get(self, number: int) -> Kept | None:
        """One of them."""
        with connected(self._engine) as connection:
            return _kept(connection, number)

    def draft(self, draft: Draft, officer: Officer, day: date) -> int:
        """Keep a draft; return its number.

        Raises:
            WrongError: it is no policy.
            RefusedError: the region is not the officer's.
        """
        if not draft.values or not draft.source.strip():
            raise RefusedError(Refusal.NOTHING_SET if draft.source.strip() else Refusal.NO_SOURCE)
        text = toml_of(draft.prefix, draft.since, draft.source.strip(), draft.values)
        read(draft.kind, text)
        _within(officer, draft.prefix)
        row = insert(policies).values(
            kind=draft.kind, state=DRAFT, prefix=draft.prefix, from_day=draft.since, source=draft.source.strip(),
            tables=text, drafted_by=officer.id, drafted_at=clock.now(),
        )  # fmt: skip
        with connected(self._engine) as connection:
            number: int = connection.execute(row.returning(policies.c.id)).scalar_one()
            append(connection, [_entry(number, "drafted", officer, day, {"tables": text})])
        return number

    def publish(self, number: int, officer: Officer, day: date) -> None:
        """Put a draft of somebody else into force: from this transaction on every judgement follows it.

        The day is ticked once more for every project, so that each is judged anew even if every worker dies now.

        Raises:
            RefusedError: it is the officer's own, decided already, or of another region.
        """
        with connected(self._engine) as connection:
            kept = self._open(connection, number, officer)
            if kept.drafted_by == officer.id:
                raise RefusedError(Refusal.OWN_DRAFT)
            next_one = select(func.coalesce(func.max(policies.c.publication), 0) + 1).scalar_subquery()
            connection.execute(_decided(number, PUBLISHED, officer).values(publication=next_one))
            if kept.kind == RULES:
                tick_again(psycopg_of(connection))
            append(connection, [_entry(number, "published", officer, day, {"tables": kept.tables})])

    def withdraw(self, number: int, officer: Officer, day: date) -> None:
        """Give a draft up. Raises `RefusedError`."""
        with connected(self._engine) as connection:
            self._open(connection, number, officer)
            connection.execute(_decided(number, WITHDRAWN, officer))
            append(connection, [_entry(number, "withdrawn", officer, day, {})])

    def publication(self) -> int:
        """The number of the last publication; 0 before the first."""
        with connected(self._engine) as connection:
            number: int = connection.execute(select(func.coalesce(func.max(policies.c.publication), 0))).scalar_one()
            return number

    def added_to(self, policy: Policy) -> Policy:
        """The policy with every published parameter of the rules added, the latest last."""
        for tables in self._published(RULES):
            policy = policy.with_tables(tables)
        return policy

    def limits(self) -> Limits:
        """The deadlines of the work on alerts: what is shipped, and what is published."""
        limits = Limits.shipped()
        for tables in self._published(LIMITS):
            limits = limits.with_tables(tables)
        return limits

    def fund_terms(self) -> FundTerms:
        """The terms of the emergency wage funds: what is shipped, and what is published."""
        terms = FundTerms.shipped()
        for tables in self._published(FUND):
            terms = terms.with_tables(tables)
        return terms

    def _published(self, kind: str) -> Sequence[dict[str, Any]]:
        query = select(policies.c.tables).where(policies.c.state == PUBLISHED, policies.c.kind == kind)
        with connected(self._engine) as connection:
            texts = connection.execute(query.order_by(policies.c.publication)).scalars().all()
        return [read(kind, text) for text in texts]

    def _open(self, connection: sqlalchemy.Connection, number: int, officer: Officer) -> Kept:
        """The draft, and nobody else decides on any meanwhile."""
        connection.execute(sqlalchemy.text("LOCK TABLE policies IN SHARE ROW EXCLUSIVE MODE"))
        kept = _kept(connection, number)
        if kept is None or kept.state != DRAFT:
            raise RefusedError(Refusal.DECIDED)
        _within(officer, kept.prefix)
        return kept


def governs(prefix: str) -> str:
    """The region of a table's prefix: `00` is everywhere."""
    return EVERYWHERE if prefix == EVERYONE else prefix


def _within(officer: Officer, prefix: str) -> None:
    if not officer.sight.sees(governs(prefix)):
        raise RefusedError(Refusal.ELSEWHERE)


def _kept(connection: sqlalchemy.Connection, number: int) -> Kept | None:
    row = connection.execute(select(policies).where(policies.c.id == number)).one_or_none()
    return None if row is None else Kept(**row._mapping)  # noqa: SLF001 (SQLAlchemy's public name)


def _decided(number: int, state: str, officer: Officer) -> sqlalchemy.Update:
    return (
        update(policies)
        .where(policies.c.id == number)
        .values(state=state, decided_by=officer.id, decided_at=clock.now())
    )


def _entry(number: int, act: str, officer: Officer, day: date, body: dict[str, Any]) -> Entry:
    return Entry(f"policy:{number}", act, officer.id, officer.office, day, body)
