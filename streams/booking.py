"""Writes a submission: who was first, which number each frame gets, what is set aside, and the receipt."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import nullcontext
from typing import Any, Final

from psycopg import Connection

from infra.db.acceptance import Acceptance, Head, JournalRow, QuarantineRow, Receipt
from infra.db.clock import tick_row
from infra.vault import sealed_part
from schemas.frame import COMMONS, Frame, encoded
from streams.arrivals import Arrival
from streams.routes import OPENED, SHARED, Routed, Routes, key_of
from streams.settling import settle
from streams.stored_book import StoredBook
from streams.submission import LITTLE, Submission

_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


def booked(connection: Connection[Any], submission: Submission, seal: tuple[int, bytes] | None = None) -> Receipt:
    """Write all of the submission into the open transaction. The order of its lines is the order of acceptance.

    Args:
        connection: The open transaction.
        submission: What was read.
        seal: The data key, with its number, that the bytes are encrypted with; None leaves them as they are.
    """
    with _AtOnce() if submission.arrivals.is_one else ThreadPoolExecutor(1, "booking") as writer:
        booking = _Booking(Acceptance(connection), submission, seal, writer)
        booking.take(iter(submission.arrivals))
        return booking.finished()


class _Booking:
    """One submission being written. The heads of all projects concerned are locked from the beginning."""

    def __init__(
        self, tables: Acceptance, submission: Submission, seal: tuple[int, bytes] | None, writer: Executor
    ) -> None:
        self._tables = tables
        self._writer = writer
        self._submission = submission
        self._seal = seal
        self._number, self._day = tables.begin()
        self._count: Counter[str] = Counter()
        self._heads: dict[str, Head] = {}
        self._book = StoredBook(tables)
        self._routes = Routes(self._book)
        self._lock()

    def _lock(self) -> None:
        """The commons first: who has them has the route book to himself, and so knows whom else to lock."""
        homes = self._submission.homes
        if COMMONS in homes:
            self._heads |= self._tables.heads([COMMONS])
        others = homes | self._book.learn(self._submission.route_keys)
        self._heads |= self._tables.heads(others - {COMMONS})

    def take(self, chunks: Iterator[list[Arrival]]) -> None:
        """Write the lines. The database takes one chunk while the next is made.

        What concerns several projects is looked up: then nothing else may be under way.
        """
        pending: Future[None] | None = None
        for chunk, fresh in self._with_pairs(chunks):
            first = fresh.result()
            if not SHARED.isdisjoint(arrival.type for arrival in chunk):
                self._writer.submit(_idle).result()
            rows = self._rows(chunk, first)
            if pending is not None:
                pending.result()
            pending = self._writer.submit(self._write, *rows)
        if pending is not None:
            pending.result()

    def _with_pairs(self, chunks: Iterator[list[Arrival]]) -> "Iterator[tuple[list[Arrival], Future[set[bytes]]]]":
        """Each chunk with those of its pairs that are new, which are taken while the chunk before is made."""
        before: tuple[list[Arrival], Future[set[bytes]]] | None = None
        for chunk in chunks:
            pairs = [arrival.pair for arrival in chunk if arrival.pair]
            now = (chunk, self._writer.submit(self._tables.new_pairs, self._number, pairs))
            if before is not None:
                yield before
            before = now
        if before is not None:
            yield before

    def _rows(self, chunk: list[Arrival], first: set[bytes]) -> tuple[list[JournalRow], list[QuarantineRow]]:
        """What is to be written of some lines; `first` are the pairs that nobody carried before."""
        frames: list[JournalRow] = []
        aside: list[QuarantineRow] = []
        received = 0
        for arrival in chunk:
            received += arrival.records
            if arrival.pair is not None:
                if arrival.pair in first:
                    first.discard(arrival.pair)
                elif arrival.received is not None:
                    self._count["duplicate"] += arrival.records
                    continue
            if arrival.rejected:
                aside.extend(self._set_aside(arrival))
            if arrival.body is not None:
                for frame in self._routes.of(arrival) if arrival.shared else (arrival.alone(),):
                    self._append(frames, arrival, frame)
        self._count["received"] += received
        return frames, aside

    def _write(self, frames: list[JournalRow], aside: list[QuarantineRow]) -> None:
        self._tables.append(frames)
        self._tables.set_aside(aside)
        self._book.write()

    def finished(self) -> Receipt:
        """Write the heads and the submission itself."""
        submission, count = self._submission, self._count
        receipt = Receipt(
            submission=self._number,
            name=_storable(submission.name) or "",
            channel=submission.channel,
            received_at=submission.received_at,
            sha256=submission.sha256,
            size=submission.raw.size,
            lines=submission.lines,
            received=count["received"],
            accepted=count["accepted"],
            duplicate=count["duplicate"],
            quarantined=count["quarantined"],
        )
        with self._tables.at_once() if submission.raw.size <= LITTLE else nullcontext():
            self._keep(receipt)
        if submission.again:
            settle(self._tables.repairs(self._number), submission.again, submission.by)
        return receipt

    def _keep(self, receipt: Receipt) -> None:
        self._tables.save_heads(self._heads)
        self._tables.keep(receipt, self._parts())
        if self._seal is not None:
            self._tables.keep_sealed(self._number, self._seal[0])
        if self._submission.reading is not None:
            self._tables.keep_reading(self._number, *self._submission.reading)

    def _parts(self) -> Iterator[bytes]:
        for number, part in enumerate(self._submission.raw.parts()):
            yield part if self._seal is None else sealed_part(self._seal[1], part, self._number, number)

    def _append(self, frames: list[JournalRow], arrival: Arrival, frame: Routed) -> None:
        head = self._heads[frame.project]
        if head.seq == 0 and self._day is not None:
            frames.append(tick_row(frame.project, head, self._day))
        self._count["accepted"] += frame.records
        frames.append(self._row(arrival, frame, head))

    def _row(self, arrival: Arrival, frame: Routed, head: Head) -> JournalRow:
        head.seq += 1
        head.records += frame.records
        body = encoded(
            Frame(frame.project, head.seq, frame.kind, frame.on, frame.data, frame.source, frame.id, frame.at)
        )
        return JournalRow(
            frame.project, head.seq, frame.kind, frame.on, self._submission.received(arrival), self._number,
            arrival.line_no, frame.records, head.records, _history_key(frame), body,
        )  # fmt: skip

    def _set_aside(self, arrival: Arrival) -> Iterator[QuarantineRow]:
        for rejected in arrival.rejected:
            self._count["quarantined"] += rejected.records
            yield QuarantineRow(
                self._number,
                arrival.line_no,
                rejected.line_index,
                _storable(arrival.source),
                _storable(arrival.id),
                _storable(arrival.type),
                _storable(arrival.project),
                rejected.records,
                rejected.reasons,
                rejected.value,
            )


class _AtOnce(Executor):
    """Does what is asked before it answers: for what is too little to be worth a thread."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """Do it."""
        done: Future[Any] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


def _idle() -> None:
    """What comes after all that was begun."""


def _history_key(frame: Routed) -> str | None:
    """The key under which the commons' frame is remembered for whoever subscribes later."""
    if frame.project != COMMONS or frame.kind == OPENED:
        return None
    return key_of(frame.kind, frame.data)


def _storable(text: str | None) -> str | None:
    """The text without what PostgreSQL cannot keep: NUL and lone surrogates."""
    return None if text is None else _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)
