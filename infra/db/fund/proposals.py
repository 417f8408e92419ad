"""What two persons decide about a fund: kept, confirmed with its effect on fund and books, or refused.

One transaction per step. Locks are taken in one order: the proposal, its fund, the lines of bank statements, the
chronicle.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

import msgspec
import sqlalchemy
from sqlalchemy import Engine, select

from fund.matters import CONTENTS, Content, Details, Founding, Matter, NextBudget, Receipt
from fund.proposals import DECIDERS, Decision, Proposal, code_of, confirmed, refused, unfit
from fund.why import Refused, Why
from infra import clock
from infra.db.chronicle import Entry, append
from infra.db.engine import connected
from infra.db.fund.effects import about, effected
from infra.db.fund.funds import fund_at
from infra.db.fund.matters import fund_proposals
from infra.db.fund.receipts import claim
from infra.db.fund.telling import waits
from infra.db.notices.posting import post
from infra.db.offices.entitled import entitled
from infra.db.sight import within
from schemas.office import Officer, Sight

MOST: Final = 200
_DECODERS: Final = {matter: msgspec.json.Decoder(kind) for matter, kind in CONTENTS.items()}


class Proposals:
    """The store of proposals. Safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def found(self, founding: Founding, document_no: str, officer: Officer, day: date) -> Proposal | Refused:
        """Propose a fund for a region that has none."""
        with connected(self._engine) as connection:
            code = code_of(founding.region)
            if fund_at(connection, code, Sight(("",))) is not None and officer.sight.sees(founding.region):
                return Refused(Why.FUND_EXISTS)
            return _kept(connection, code, founding.region, founding, document_no, officer, day)

    def propose(
        self, fund: str, content: Details | NextBudget | Receipt, document_no: str, officer: Officer, day: date
    ) -> Proposal | Refused:
        """Propose something about a fund in the officer's sight."""
        with connected(self._engine) as connection:
            known = fund_at(connection, fund, officer.sight)
            if known is None:
                return Refused(Why.NO_FUND)
            return _kept(connection, fund, known.region, content, document_no, officer, day)

    def confirm(self, number: int, officer: Officer, day: date) -> Proposal | Refused:
        """Put a proposal of somebody else into force: the fund, its next budget or its books follow at once."""
        return self._decided(number, officer, day, lambda waiting: confirmed(waiting, officer, day))

    def refuse(self, number: int, why: str, officer: Officer, day: date) -> Proposal | Refused:
        """Give a proposal up for a reason; the line of the bank's statement may be told of again."""
        return self._decided(number, officer, day, lambda waiting: refused(waiting, officer, why, day))

    def get(self, number: int, sight: Sight) -> Proposal | None:
        """The proposal of a number, if it lies in sight."""
        with connected(self._engine) as connection:
            return _one(connection, number, sight)

    def of(self, sight: Sight, fund: str = "", *, waiting: bool = False) -> list[Proposal]:
        """The proposals in sight, of one fund or of all, the newest first."""
        columns = fund_proposals.c
        which = within(columns.region, sight)
        if fund:
            which &= columns.fund == fund
        if waiting:
            which &= columns.decision == Decision.WAITS.value
        query = select(fund_proposals).where(which).order_by(columns.id.desc()).limit(MOST)
        with connected(self._engine) as connection:
            return [_proposal(row) for row in connection.execute(query)]

    def _decided(
        self, number: int, officer: Officer, day: date, decide: Callable[[Proposal], Proposal | Refused]
    ) -> Proposal | Refused:
        with connected(self._engine) as connection:
            waiting = _one(connection, number, officer.sight, lock=True)
            done = Refused(Why.NO_PROPOSAL) if waiting is None else decide(waiting)
            if isinstance(done, Refused):
                return done
            stamp = effected(connection, done)
            if isinstance(stamp, Refused):
                connection.rollback()
                return stamp
            _decide(connection, done)
            _tell(connection, done, officer, day, stamp)
            return done


def _kept(  # noqa: PLR0913, PLR0917 (what a proposal consists of)
    connection: sqlalchemy.Connection,
    fund: str,
    region: str,
    content: Content,
    document_no: str,
    officer: Officer,
    day: date,
) -> Proposal | Refused:
    if why := unfit(content, document_no, officer, region, day):
        return Refused(why)
    fresh = Proposal(0, fund, region, content, document_no.strip(), officer.id, day)
    row = {
        "fund": fund, "region": region, "matter": fresh.matter.value, "content": msgspec.json.encode(content).decode(),
        "document_no": fresh.document_no, "proposed_by": officer.id, "proposed_on": day, "proposed_at": clock.now(),
        "decision": Decision.WAITS.value, "why": "",
    }  # fmt: skip
    number = connection.execute(fund_proposals.insert().values(row).returning(fund_proposals.c.id)).scalar_one()
    made = Proposal(number, fund, region, content, fresh.document_no, officer.id, day)
    if isinstance(content, Receipt) and claim(connection, fund, about(made), (content.reference,)):
        connection.rollback()
        return Refused(Why.BOOKED, (content.reference,))
    _ask(connection, made)
    _tell(connection, made, officer, day)
    return made


def _ask(connection: sqlalchemy.Connection, made: Proposal) -> None:
    """Tell those who may decide the proposal that it waits for them."""
    known = fund_at(connection, made.fund, Sight(("",)))
    name = made.content.name if isinstance(made.content, Founding) else known.name if known else made.fund
    officers = entitled(connection, made.region, DECIDERS[made.matter], made.on)
    if notices := waits(made, name, officers):
        post(connection, notices)


def _decide(connection: sqlalchemy.Connection, done: Proposal) -> None:
    values = {
        "decision": done.decision.value, "decided_by": done.decided_by, "decided_on": done.decided_on,
        "decided_at": clock.now(), "why": done.why,
    }  # fmt: skip
    connection.execute(fund_proposals.update().where(fund_proposals.c.id == done.id).values(values))


def _tell(
    connection: sqlalchemy.Connection, made: Proposal, officer: Officer, day: date, stamp: dict[str, Any] | None = None
) -> None:
    act = "fund_proposed" if made.decision is Decision.WAITS else f"fund_{made.decision}"
    body: dict[str, Any] = {"proposal": made.id, "matter": made.matter, "document_no": made.document_no}
    told = {**body, **msgspec.to_builtins(made.content), "proposed_by": made.by, "why": made.why, **(stamp or {})}
    append(connection, [Entry(f"fund:{made.fund}", act, officer.id, officer.office, day, told)])


def _one(connection: sqlalchemy.Connection, number: int, sight: Sight, *, lock: bool = False) -> Proposal | None:
    query = select(fund_proposals).where(fund_proposals.c.id == number, within(fund_proposals.c.region, sight))
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else _proposal(row)


def _proposal(row: sqlalchemy.Row[Any]) -> Proposal:
    return Proposal(
        row.id, row.fund, row.region, _DECODERS[Matter(row.matter)].decode(row.content), row.document_no,
        row.proposed_by, row.proposed_on, Decision(row.decision), row.decided_by, row.decided_on, row.why,
    )  # fmt: skip
