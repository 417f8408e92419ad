"""What released orders ask the banks to pay: one batch per bank, written with the release, read back by its number."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import msgspec
import sqlalchemy
from sqlalchemy import Engine, select
from sqlalchemy.dialects.postgresql import insert

from fund.case import FundCase
from infra import clock
from infra.db.engine import connected
from infra.db.fund.tables import fund_batches, fund_cases, fund_files
from infra.db.sight import within
from schemas.office import Sight

ANY_BANK: Final = "-"
"""The bank of cards of which nobody said whose they are: the fund's own bank pays them."""


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment to one worker's own card; `line` is its number in the batch."""

    line: str
    worker: str
    card: str
    bank: str
    amount_fen: int
    months: tuple[str, ...]
    name: str
    """What the case calls the line that it pays."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What an order asks one bank to pay. `batch` is the number that the bank answers with."""

    batch: str
    n: int
    bank: str
    payments: tuple[Payment, ...]

    @property
    def amount_fen(self) -> int:
        """The sum of its payments."""
        return sum(payment.amount_fen for payment in self.payments)


@dataclass(frozen=True, slots=True)
class KeptBatch:
    """A batch with the case that it pays for."""

    batch: Batch
    case_id: int
    case_number: str
    fund: str
    region: str
    made_on: date


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of a batch."""

    name: str
    sha256: str
    body: bytes


PAYMENTS: Final = msgspec.json.Decoder(tuple[Payment, ...])


def ordered(case: FundCase) -> tuple[Batch, ...]:
    """The batches of the case's last order: its workers by their bank, numbered in the order's order."""
    order = case.order
    if order is None:
        return ()
    by_bank: dict[str, list[Payment]] = {}
    for number, (name, fen) in enumerate(order.lines, 1):
        line = case.line(name)
        if line is not None:
            payment = Payment(str(number), line.worker, line.card, line.bank, fen, line.months, name)
            by_bank.setdefault(line.bank or ANY_BANK, []).append(payment)
    return tuple(
        Batch(f"{case.number}-{order.number}-{index}", order.number, bank, tuple(payments))
        for index, (bank, payments) in enumerate(sorted(by_bank.items()), 1)
    )


def made(connection: sqlalchemy.Connection, batches: Sequence[Batch], case: FundCase, day: date) -> None:
    """Write the batches of an order in the transaction that releases it."""
    for batch in batches:
        connection.execute(
            fund_batches.insert().values(
                batch=batch.batch,
                case_id=case.id,
                n=batch.n,
                bank=batch.bank,
                fund=case.fund,
                made_on=day,
                amount_fen=batch.amount_fen,
                payments=msgspec.json.encode(batch.payments).decode(),
            )
        )


class Orders:
    """The batches and their files as they are read. Safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of_case(self, case_id: int, sight: Sight) -> list[KeptBatch]:
        """The batches of a case in sight, the latest order first."""
        return self._kept(fund_batches.c.case_id == case_id, sight)

    def get(self, batch: str, sight: Sight) -> KeptBatch | None:
        """One batch, if its case lies in sight."""
        return next(iter(self._kept(fund_batches.c.batch == batch, sight)), None)

    def file(self, batch: str, name: str) -> KeptFile | None:
        """A file of a batch that was made already."""
        query = select(fund_files).where(fund_files.c.batch == batch, fund_files.c.name == name)
        with connected(self._engine) as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else KeptFile(row.name, row.sha256, bytes(row.body))

    def keep(self, batch: str, name: str, body: bytes) -> KeptFile:
        """Keep a file of a batch; the one that was kept first stays what it is."""
        told = {"sha256": hashlib.sha256(body).hexdigest(), "made_at": clock.now(), "body": body}
        with connected(self._engine) as connection:
            connection.execute(insert(fund_files).values(batch=batch, name=name, **told).on_conflict_do_nothing())
            query = select(fund_files).where(fund_files.c.batch == batch, fund_files.c.name == name)
            row = connection.execute(query).one()
        return KeptFile(row.name, row.sha256, bytes(row.body))

    def _kept(self, which: sqlalchemy.ColumnElement[bool], sight: Sight) -> list[KeptBatch]:
        columns = (fund_batches, fund_cases.c.number, fund_cases.c.region)
        query = (
            select(*columns)
            .join(fund_cases, fund_cases.c.id == fund_batches.c.case_id)
            .where(which, within(fund_cases.c.region, sight))
            .order_by(fund_batches.c.n.desc(), fund_batches.c.batch)
        )
        with connected(self._engine) as connection:
            return [
                KeptBatch(
                    Batch(row.batch, row.n, row.bank, PAYMENTS.decode(row.payments)),
                    row.case_id,
                    row.number,
                    row.fund,
                    row.region,
                    row.made_on,
                )
                for row in connection.execute(query)
            ]
