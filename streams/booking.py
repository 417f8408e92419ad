"""Writes a submission: who was first, which number each frame gets, what is set aside, and the receipt."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from psycopg import Connection

from infra.db.acceptance import Acceptance, Head, JournalRow, QuarantineRow, Receipt
from infra.db.clock import tick_row
from infra.vault import sealed_part
from schemas.frame import COMMONS, Frame, encoded
from streams.arrivals import Arrival
from streams.routes import OPENED, Routed, Routes, key_of
from streams.stored_book import StoredBook
from streams.submission import Submission

_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


def booked(connection: Connection[Any], submission: Submission, seal: tuple[int, bytes] | None = None) -> Receipt:
    """Write all of the submission into the open transaction. The order of its lines is the order of acceptance.

    Args:
        connection: The open transaction.
        submission: What was read.
        seal: The data key, with its number, that the bytes are encrypted with; None leaves them as they are.
    """
    booking = _Booking(Acceptance(connection), submission, seal)
    for chunk in submission.arrivals:
        booking.take(chunk)
    return booking.finished()


class _Booking:
    """One submission being written. The heads of all projects concerned are locked from the beginning."""

    def __init__(self, tables: Acceptance, submission: Submission, seal: tuple[int, bytes] | None) -> None:
        self._tables = tables
        self._submission = submission
        self._seal = seal
        self._day = tables.clock_day()
        self._number = tables.submission_id()
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

    def take(self, chunk: list[Arrival]) -> None:
        """Write some lines, the next ones."""
        first = self._tables.new_pairs(self._number, (arrival.pair for arrival in chunk if arrival.pair))
        frames: list[JournalRow] = []
        aside: list[QuarantineRow] = []
        for arrival in chunk:
            self._count["received"] += arrival.records
            repeated = arrival.pair is not None and arrival.pair not in first
            if arrival.pair is not None:
                first.discard(arrival.pair)
            if repeated and arrival.received is not None:
                self._count["duplicate"] += arrival.records
                continue
            aside.extend(self._set_aside(arrival))
            if arrival.body is not None:
                frames.extend(self._frames(arrival))
        self._tables.append(frames)
        self._tables.set_aside(aside)
        self._book.write()

    def finished(self) -> Receipt:
        """Write the heads and the submission itself."""
        self._tables.save_heads(self._heads)
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
        self._tables.keep(receipt, self._parts())
        if self._seal is not None:
            self._tables.keep_sealed(self._number, self._seal[0])
        if submission.reading is not None:
            self._tables.keep_reading(self._number, *submission.reading)
            self._tables.repair(submission.repairs)
        return receipt

    def _parts(self) -> Iterator[bytes]:
        for number, part in enumerate(self._submission.raw.parts()):
            yield part if self._seal is None else sealed_part(self._seal[1], part, self._number, number)

    def _frames(self, arrival: Arrival) -> Iterator[JournalRow]:
        routed = self._routes.of(arrival) if arrival.shared else [arrival.alone()]
        for frame in routed:
            head = self._heads[frame.project]
            if head.seq == 0 and self._day is not None:
                yield tick_row(frame.project, head, self._day)
            self._count["accepted"] += frame.records
            yield self._row(arrival, frame, head)

    def _row(self, arrival: Arrival, frame: Routed, head: Head) -> JournalRow:
        head.seq += 1
        head.records += frame.records
        body = encoded(
            Frame(frame.project, head.seq, frame.kind, frame.on, frame.data, frame.source, frame.id, frame.at)
        )
        return JournalRow(
            project=frame.project,
            seq=head.seq,
            kind=frame.kind,
            on_day=frame.on,
            received_at=self._submission.received(arrival),
            submission_id=self._number,
            line_no=arrival.line_no,
            records=frame.records,
            records_upto=head.records,
            route_key=_history_key(frame),
            body=body,
        )

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


def _history_key(frame: Routed) -> str | None:
    """The key under which the commons' frame is remembered for whoever subscribes later."""
    if frame.project != COMMONS or frame.kind == OPENED:
        return None
    return key_of(frame.kind, frame.data)


def _storable(text: str | None) -> str | None:
    """The text without what PostgreSQL cannot keep: NUL and lone surrogates."""
    return None if text is None else _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)
