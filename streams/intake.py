"""The one way in: files, feeds and interfaces all accept through here, a submission at a time, whole or not at all."""

from collections.abc import Callable, Iterable
from contextlib import closing, nullcontext
from datetime import datetime
from typing import Any, Final

from psycopg import Connection
from psycopg.errors import TransactionRollback
from sqlalchemy import Engine

from infra import clock
from infra.db.acceptance import Receipt
from infra.db.engine import transaction
from infra.vault import Tokens, Vault
from schemas.checking import Checked
from streams.booking import booked
from streams.identity import ASTERISKS, tokenised
from streams.settling import Repairer
from streams.submission import BY_SOURCE, Progress, Readable, Submission

__all__ = ["Alongside", "Intake", "Progress", "Receipt"]

Alongside = Callable[[Connection[Any]], None]
"""Something else to be written in the same transaction."""

_ATTEMPTS: Final = 5


class Intake:
    """Accepts submissions into the journal. Safe to use from several threads and processes at once."""

    def __init__(
        self,
        engine: Engine,
        now: Callable[[], datetime] = clock.now,
        vault: Vault | None = None,
        *,
        tokens: bool = False,
    ) -> None:
        """Takes the database.

        Args:
            engine: Where to accept.
            now: The clock.
            vault: What seals the bytes of submissions that carry identity or card numbers; by default the
                deployment's.
            tokens: Whether such numbers become tokens. Otherwise they become asterisks in texts, and an identifier
                that is or has one is refused.
        """
        self._engine = engine
        self._now = now
        self._vault = vault
        self._tokens = tokens

    def accept(  # noqa: PLR0913 (by name, most of them optional)
        self,
        lines: Iterable[bytes],
        *,
        name: str,
        channel: str,
        keep_received: bool = False,
        progress: Progress | None = None,
        alongside: Alongside | None = None,
    ) -> Receipt:
        """Check every line, then write all that follows from them in one transaction.

        Args:
            lines: the bytes as sent, cut after each line's end; together they are the submission.
            name: what the sender calls it, a file's name for instance.
            channel: the way it came: `file`, `kafka`, …
            keep_received: whether an event keeps its `receivedtime`; otherwise it is received now.
            progress: told of lines and bytes as they are read.
            alongside: writes something else that must stand or fall with the submission.

        Raises:
            UnreachableError: the database went away. Unless it went while it committed, nothing is written;
                sending the same again is safe, what was accepted before counts as duplicate.
        """
        tokens = self.tokens()
        return self.accept_checked(
            tokenised(lines, tokens or ASTERISKS), name=name, channel=channel, keep_received=keep_received,
            progress=progress, alongside=alongside, tokens=tokens,
        )  # fmt: skip

    def accept_checked(  # noqa: PLR0913 (the same)
        self,
        lines: Iterable[tuple[bytes, Checked | None]],
        *,
        name: str,
        channel: str,
        keep_received: bool = False,
        progress: Progress | None = None,
        alongside: Alongside | None = None,
        tokens: Tokens | None = None,
        by: Repairer = BY_SOURCE,
    ) -> Receipt:
        """Accept lines that were checked already, each with what `schemas.checking` said of it; see `accept`.

        `tokens` are those that stand in them already; `by` is whose rows they may repair.
        """
        with closing(Submission(name, channel, self._now(), keep_received=keep_received, by=by)) as submission:
            submission.read(lines, progress)
            return self._written(submission, alongside, tokens)

    def accept_file(  # noqa: PLR0913 (the same)
        self,
        file: Readable,
        *,
        name: str,
        channel: str,
        progress: Progress | None = None,
        alongside: Alongside | None = None,
        tokens: Tokens | None = None,
        by: Repairer = BY_SOURCE,
    ) -> Receipt:
        """Accept a table, a batch, a message: whatever `streams.formats.reading` reads. See `accept`.

        `tokens` are those that its reader made (`Manner.tokens`); `by` is whose rows it may repair.

        Raises:
            streams.formats.refused.Refused: the file as a whole cannot be read; nothing of it is written.
            UnreachableError: the database went away, as in `accept`.
        """
        with closing(Submission(name, channel, self._now(), by=by)) as submission:
            submission.read_file(file, progress)
            return self._written(submission, alongside, tokens)

    def tokens(self) -> Tokens | None:
        """What turns the numbers of one submission into tokens; None where they become asterisks."""
        return self._vaulted().tokens() if self._tokens else None

    def _vaulted(self) -> Vault:
        if self._vault is None:
            self._vault = Vault.of(self._engine)
        return self._vault

    def _written(self, submission: Submission, alongside: Alongside | None, tokens: Tokens | None) -> Receipt:
        """Acceptances that wait for each other in a circle are rolled back by the database, and tried again."""
        if tokens is not None:
            tokens.keep()
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                with transaction(self._engine) as connection:
                    with connection.pipeline() if submission.is_little else nullcontext():
                        seal = self._vaulted().body_key(connection) if submission.sensitive else None
                        receipt = booked(connection, submission, seal)
                    if alongside is not None:
                        alongside(connection)
                    return receipt
            except TransactionRollback:
                if attempt == _ATTEMPTS:
                    raise
        raise AssertionError  # pragma: no cover (the last attempt returns or raises)
