"""Whose things are, out of the evidence: the first opening of an account, the payer of a batch, a bond's first teller.

Read from the journal, whichever way the events came in; so nothing can disagree with what was accepted.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, Final

import msgspec
from psycopg import Connection
from sqlalchemy import Engine

from infra.db.engine import statements, transaction
from schemas.checked import Checked

_FRAMES: Final = "SELECT body FROM journal WHERE project = %s AND kind = %s ORDER BY seq"

_ORDER: Final = """
    SELECT fund_batches.bank, funds.bank_code FROM fund_batches JOIN funds ON funds.code = fund
    WHERE batch = %s AND 'fund:' || fund = %s
"""


class _Data(msgspec.Struct):
    account_id: str = ""
    bank_code: str = ""
    batch_id: str = ""
    bond_id: str = ""
    region_code: str = ""


class _Frame(msgspec.Struct):
    data: _Data
    source: str = ""


_decoder: Final = msgspec.json.Decoder(_Frame)
_Said = Callable[[_Frame], tuple[str, str]]
_SAYS: Final[dict[str, _Said]] = {
    "bank.account_opened": lambda frame: (frame.data.account_id, frame.data.bank_code),
    "bank.wages_paid": lambda frame: (frame.data.batch_id, frame.data.account_id),
    "bank.bond_deposited": lambda frame: (frame.data.bond_id, frame.source),
    "project.registered": lambda frame: ("", frame.data.region_code),
}
_OPENINGS: Final = """
    SELECT project, body FROM journal WHERE kind = 'bank.account_opened' AND project = ANY(%s) ORDER BY project, seq
"""
_LATEST_COUNTS: Final = frozenset({"project.registered"})


class KnownThings:
    """What is known of the things of projects; remembers what it has read, so make one for each submission."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._read: dict[tuple[str, str], dict[str, str]] = {}
        self._kept: Connection[Any] | None = None

    @contextmanager
    def at_hand(self) -> Iterator[None]:
        """Ask over one connection within the block, each question for itself. Raises `UnreachableError`."""
        with statements(self._engine) as connection:
            self._kept = connection
            try:
                yield
            finally:
                self._kept = None

    def expect(self, projects: set[str]) -> None:
        """Read in one question what will be asked of the accounts of these projects."""
        kind = "bank.account_opened"
        new = sorted(project for project in projects if (project, kind) not in self._read)
        if not new:
            return
        self._read |= {(project, kind): {} for project in new}
        with nullcontext(self._kept) if self._kept else transaction(self._engine) as connection:
            for project, body in connection.execute(_OPENINGS, (new,), binary=True):
                self._say(project, kind, _decoder.decode(body))

    def bank_of_account(self, project: str, account: str) -> str | None:
        """The bank at which the account was opened first."""
        return self._things(project, "bank.account_opened").get(account)

    def account_of_batch(self, project: str, batch: str) -> str | None:
        """The account from which the batch was paid first."""
        return self._things(project, "bank.wages_paid").get(batch)

    def banks_of_order(self, fund: str, batch: str) -> frozenset[str]:
        """The banks that a wage fund asked to pay a batch: the payees' and its own."""
        with transaction(self._engine) as connection:
            row = connection.execute(_ORDER, (batch, fund)).fetchone()
        return frozenset(row or ())

    def source_of_bond(self, project: str, bond: str) -> str | None:
        """Who told of the bond first."""
        return self._things(project, "bank.bond_deposited").get(bond)

    def region_of(self, project: str) -> str | None:
        """Where the project was registered last."""
        return self._things(project, "project.registered").get("")

    def learn(self, checked: Checked) -> None:
        """Know also what an event says that is accepted with the same submission."""
        if checked.type in _SAYS and checked.project and checked.data is not None:
            data = msgspec.convert(checked.data, _Data, strict=False)
            self._say(checked.project, checked.type, _Frame(data, checked.source or ""))

    def _things(self, project: str, kind: str) -> dict[str, str]:
        things = self._read.get((project, kind))
        if things is None:
            things = self._read[project, kind] = {}
            with nullcontext(self._kept) if self._kept else transaction(self._engine) as connection:
                for (body,) in connection.execute(_FRAMES, (project, kind), binary=True):
                    self._say(project, kind, _decoder.decode(body))
        return things

    def _say(self, project: str, kind: str, frame: _Frame) -> None:
        thing, whose = _SAYS[kind](frame)
        things = self._things(project, kind)
        if kind in _LATEST_COUNTS:
            things[thing] = whose
        else:
            things.setdefault(thing, whose)
