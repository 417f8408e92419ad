"""The tables beside ISO 20022 messages: kept for each client, filled up with what the system knows already."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

import msgspec
from sqlalchemy import Engine, Table, delete, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from infra.db.chronicle import Entry, append
from infra.db.engine import connected, transaction
from infra.db.messages.tables import message_accounts, message_payments, message_purposes
from schemas.feeds.beside import OwnAccount, Payment
from schemas.frame import COMMONS

_MARKED: Final = "SELECT project FROM protection_marks WHERE bank_code = %s AND account_id = %s"
_UNMARKED: Final = """
    SELECT journal.project, journal.body FROM journal LEFT JOIN marked_projects AS marked USING (project)
    WHERE journal.kind = 'bank.account_opened' AND journal.project <> %s
        AND (marked.seq IS NULL OR journal.seq > marked.seq)
"""
_SUBMITTED: Final = """
    SELECT body FROM journal WHERE project = %s AND kind = 'bank.wages_paid' ORDER BY seq
"""
_ORDERED: Final = """
    SELECT funds.code, funds.account_no, fund_batches.payments FROM fund_batches JOIN funds ON funds.code = fund
    WHERE batch = %s AND %s IN (fund_batches.bank, funds.bank_code)
"""
_ASIDE: Final = """
    SELECT event_id, array_agg(quarantine.id) FROM quarantine JOIN client_deliveries USING (submission_id)
    WHERE client = %s AND quarantine.state = 'open' AND position(%s IN event_id) > 0 GROUP BY event_id
"""
_BATCHES: Final = """
    SELECT batch_id, project, min(batch::jsonb ->> 'account_id'), max(batch::jsonb ->> 'pay_month') AS month, count(*),
        sum((line::jsonb ->> 'amount_fen')::bigint)::bigint
    FROM message_payments WHERE client = %s GROUP BY batch_id, project ORDER BY month DESC, batch_id DESC LIMIT 200
"""
_ROWS: Final = 5_000


class Batch(NamedTuple):
    """A batch of instructed payments: how many they are, and how much in all."""

    batch: str
    project: str
    account_id: str
    month: str
    payments: int
    amount_fen: int


class _Opening(msgspec.Struct):
    account_id: str
    bank_code: str


class _Opened(msgspec.Struct):
    data: _Opening


class _Wages(msgspec.Struct):
    batch_id: str
    account_id: str
    pay_month: str
    lines: list[dict[str, Any]]


class _Paid(msgspec.Struct):
    data: _Wages


class _Ordered(msgspec.Struct):
    line: str
    worker: str
    card: str
    amount_fen: int
    months: tuple[str, ...] = ()


_opened: Final = msgspec.json.Decoder(_Opened)
_paid: Final = msgspec.json.Decoder(_Paid)
_payments: Final = msgspec.json.Decoder(list[_Ordered])
_LINE: Final = ("worker_id", "amount_fen", "payee_token", "payee_name_matches")


class MessageWords:
    """The store. Safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def accounts(self, client: str) -> list[OwnAccount]:
        """The client's own table of accounts."""
        columns = message_accounts.c
        query = select(columns.number, columns.project, columns.account_id).where(columns.client == client)
        with connected(self._engine) as connection:
            return [OwnAccount(*row) for row in connection.execute(query.order_by(columns.number))]

    def purposes(self, client: str) -> dict[str, str]:
        """The client's own table of purposes, by direction, kind of code and code."""
        columns = message_purposes.c
        query = select(columns.code, columns.purpose).where(columns.client == client).order_by(columns.code)
        with connected(self._engine) as connection:
            return {row.code: row.purpose for row in connection.execute(query)}

    def put_accounts(self, client: str, accounts: Iterable[OwnAccount], entry: Entry) -> None:
        """Replace the table of accounts; the chronicle is told."""
        self._put(message_accounts, client, [one._asdict() for one in accounts], entry)

    def put_purposes(self, client: str, purposes: Mapping[str, str], entry: Entry) -> None:
        """Replace the table of purposes; the chronicle is told."""
        self._put(message_purposes, client, [{"code": code, "purpose": said} for code, said in purposes.items()], entry)

    def add_payments(self, client: str, payments: Mapping[tuple[str, str], Payment]) -> None:
        """Know of more instructed payments; one told again is as it was told last."""
        rows = [
            {
                "client": client, "batch_id": batch, "line_id": line, "project": one.project,
                "batch": json.dumps(one.batch), "line": json.dumps(one.line),
            }
            for (batch, line), one in payments.items()
        ]  # fmt: skip
        told = upsert(message_payments)
        changed = {name: told.excluded[name] for name in ("project", "batch", "line")}
        statement = told.on_conflict_do_update(index_elements=["client", "batch_id", "line_id"], set_=changed)
        with connected(self._engine) as connection:
            for start in range(0, len(rows), _ROWS):
                connection.execute(statement, rows[start : start + _ROWS])

    def payments(self, client: str, batch: str) -> dict[str, Payment]:
        """The payments of a batch that the client said it was instructed to make, by line."""
        columns = message_payments.c
        query = select(message_payments).where((columns.client == client) & (columns.batch_id == batch))
        with connected(self._engine) as connection:
            return {
                row.line_id: Payment(row.project, json.loads(row.batch), json.loads(row.line))
                for row in connection.execute(query)
            }

    def batches(self, client: str) -> list[Batch]:
        """The batches that the client said it was instructed to pay, the newest months first."""
        with transaction(self._engine) as connection:
            return [Batch(*row) for row in connection.execute(_BATCHES, (client,))]

    def ordered(self, bank_code: str, batch: str) -> dict[str, Payment]:
        """The payments of a batch that a wage fund ordered from the bank, by line."""
        with transaction(self._engine) as connection:
            row = connection.execute(_ORDERED, (batch, bank_code)).fetchone()
        if row is None:
            return {}
        found: dict[str, Payment] = {}
        for one in _payments.decode(row[2]):
            about = {"account_id": row[1], "pay_month": max(one.months, default="")}
            paid = (one.worker, one.amount_fen, one.card, True)
            found[one.line] = Payment(f"fund:{row[0]}", about, dict(zip(_LINE, paid, strict=True)))
        return found

    def submitted(self, project: str, account: str, batch: str) -> dict[str, Payment]:
        """The payments of a batch of wages of the account that were told before, as they were told last, by line."""
        found: dict[str, Payment] = {}
        with transaction(self._engine) as connection:
            for (body,) in connection.execute(_SUBMITTED, (project,), binary=True):
                told = _paid.decode(body).data
                if (told.account_id, told.batch_id) != (account, batch):
                    continue
                about = {"account_id": told.account_id, "pay_month": told.pay_month}
                for line in told.lines:
                    found[line["line_id"]] = Payment(project, about, {n: line[n] for n in _LINE if n in line})
        return found

    def projects_of(self, bank_code: str, account: str) -> set[str]:
        """The projects for which the bank has marked an account of that name."""
        with transaction(self._engine) as connection:
            return {project for (project,) in connection.execute(_MARKED, (bank_code, account))}

    def just_opened(self, bank_code: str) -> dict[str, set[str]]:
        """The bank's accounts that were opened and are not marked yet: their projects."""
        found: dict[str, set[str]] = {}
        with transaction(self._engine) as connection:
            for project, body in connection.execute(_UNMARKED, (COMMONS,), binary=True):
                opening = _opened.decode(body).data
                if opening.bank_code == bank_code:
                    found.setdefault(opening.account_id, set()).add(project)
        return found

    def aside(self, client: str, mark: str) -> dict[str, tuple[int, ...]]:
        """The client's open quarantined records whose names have the mark in them, by name."""
        with transaction(self._engine) as connection:
            return {name: tuple(numbers) for name, numbers in connection.execute(_ASIDE, (client, mark))}

    def _put(self, table: Table, client: str, rows: list[dict[str, str]], entry: Entry) -> None:
        with connected(self._engine) as connection:
            connection.execute(delete(table).where(table.c.client == client))
            if rows:
                connection.execute(insert(table), [{"client": client, **row} for row in rows])
            append(connection, [entry])
