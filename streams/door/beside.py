"""What a client's ISO 20022 messages need beside them, out of its own tables and of what the system knows."""

from dataclasses import replace
from functools import cached_property, lru_cache, partial
from typing import Final

from sqlalchemy import Engine

from infra.db.messages import MessageWords
from schemas.client import Client
from schemas.feeds.beside import Payment
from streams.formats.isoaside import BROKEN
from streams.formats.taken import Manner

_BATCHES: Final = 16
"""So many batches of payments are kept in memory while a message is read."""


def spoken(manner: Manner, engine: Engine, client: Client) -> Manner:
    """The manner with a bank's tables; accounts and payments are looked up when a message names them."""
    if client.bank_code is None:
        return manner
    store = MessageWords(engine)
    return replace(
        manner,
        accounts=Accounts(store, client.id, client.bank_code),
        purposes=store.purposes(client.id),
        payments=Payments(store, client.id, client.bank_code),
        submitted=lru_cache(_BATCHES)(store.submitted),
        aside=partial(store.aside, client.id, BROKEN),
    )


class Accounts:
    """The client's own table first, then the accounts that it opened: an account id is a number too.

    What is opened for several projects belongs to none of them until the table says which.
    """

    def __init__(self, store: MessageWords, client: str, bank: str) -> None:
        self._store = store
        self._client = client
        self._bank = bank
        self._found: dict[str, tuple[str, str] | None] = {}

    def get(self, number: str, /) -> tuple[str, str] | None:
        """(project, account id) by the number of the bank's messages."""
        if number not in self._found:
            self._found[number] = self._own.get(plain(number)) or self._opened(number)
        return self._found[number]

    @cached_property
    def _own(self) -> dict[str, tuple[str, str]]:
        return {plain(one.number): (one.project, one.account_id) for one in self._store.accounts(self._client)}

    @cached_property
    def _fresh(self) -> dict[str, set[str]]:
        return self._store.just_opened(self._bank)

    def _opened(self, number: str) -> tuple[str, str] | None:
        if not number:
            return None
        projects = self._store.projects_of(self._bank, number) | self._fresh.get(number, set())
        return (next(iter(projects)), number) if len(projects) == 1 else None


class Payments:
    """What a wage fund ordered from the bank, and what the bank says it was instructed to pay."""

    def __init__(self, store: MessageWords, client: str, bank: str) -> None:
        self._of = lru_cache(_BATCHES)(lambda batch: store.payments(client, batch) | store.ordered(bank, batch))

    def get(self, named: tuple[str, str], /) -> Payment | None:
        """The payment by (batch, line)."""
        batch, line = named
        return self._of(batch).get(line)


def plain(number: str) -> str:
    """An account's number as it is compared: without blanks, in capitals."""
    return number.replace(" ", "").upper()
