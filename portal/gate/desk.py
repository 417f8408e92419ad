"""The desk at the gate: it answers from memory, and two threads behind it keep memory, disk and database together.

A held check is on the local disk before it is answered, and reaches the database from there, exactly once: its case
number follows from the question, and the database takes each number once. So it makes no difference to an answer
whether the database is there. What is not known to be unprotected is held.
"""

import asyncio
import logging
import queue
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

import psycopg
from sqlalchemy import Engine, make_url

from alerts.gate import Check, GateLimits, Mark, Review, State, case_number
from alerts.gate import held as begun
from infra import clock
from infra.db.clock import ClockStore
from infra.db.engine import UnreachableError
from infra.db.gate.answers import Answered, keep_answers
from infra.db.gate.marks import CHANNEL, Marks
from infra.db.gate.store import Asked, Reviews
from monitors import calendar
from portal.gate import question
from portal.gate.memory import Case, Memory
from portal.gate.spool import Spool

log: Final = logging.getLogger("wagewatch.gate")
_POLL_S: Final = 1.0
_FIRST_LOOK_S: Final = 6.0
"""So long the first question waits for the marks where no file remembers any."""
_SAVE_S: Final = 60.0
_LOOK_S: Final = 15.0
_REMEMBERED: Final = timedelta(days=60)
_MOST_ANSWERS: Final = 200_000


class Conflict(Exception):
    """The same order was asked about with something else; the case says with what."""

    def __init__(self, review: Review) -> None:
        super().__init__(review.case)
        self.review = review


class Desk:
    """Answers checks. One for each process; `open` it before the first, `close` it at the end."""

    def __init__(
        self, engine: Engine, folder: Path, limits: GateLimits | None = None, also: Callable[[], None] | None = None
    ) -> None:
        """Takes what `also` must be kept up with the database, such as the keys of those who ask."""
        self._also = also
        folder.mkdir(parents=True, exist_ok=True)
        self._engine, self._folder = engine, folder
        self._limits = limits or GateLimits()
        self.memory = Memory.kept(folder)
        self._cases: dict[str, Case] = {}
        self._written: dict[str, asyncio.Future[None]] = {}
        self._spool = Spool(folder)
        self._to_write: queue.SimpleQueue[tuple[Asked, asyncio.AbstractEventLoop, asyncio.Future[None]] | None]
        self._to_write = queue.SimpleQueue()
        self._to_enter: deque[Asked] = deque()
        self._answers: deque[Answered] = deque(maxlen=_MOST_ANSWERS)
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._threads: list[threading.Thread] = []
        self._looked_once = threading.Event()
        self._news = threading.Event()
        self._news.set()
        self._looked = 0.0
        self._saved = (-1, 0.0)

    def open(self) -> None:
        """Begin: learn what the database has if it answers, enter what was left, start the threads."""
        for path, asked in self._spool.left():
            self._to_enter.extend(asked)
            if asked:
                self._spool.keep(asked)
            path.unlink(missing_ok=True)
        for work, name in ((self._write, "gate-disk"), (self._keep_up, "gate-database"), (self._listen, "gate-news")):
            thread = threading.Thread(target=work, name=name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def close(self) -> None:
        """End: what can be entered is entered; the rest stays on the disk for the next process."""
        self._stop.set()
        self._wake.set()
        self._to_write.put(None)
        for thread in self._threads:
            thread.join(5)
        self._round()
        self._spool.close()

    async def answer(self, asked: question.Question, client: str, bank_code: str) -> bytes:
        """The answer; a held check is on the disk when it is given.

        Raises:
            Conflict: the same order was asked about with another sum, authority or purpose.
        """
        if not self.memory.is_known and not self._looked_once.is_set():
            await asyncio.to_thread(self._looked_once.wait, _FIRST_LOOK_S)
        memory = self.memory
        case = case_number(client, bank_code, asked.account_id, asked.action.value, asked.document_no)
        mark = memory.protects(bank_code, asked.account_id)
        known = self._cases.get(case)
        if known is not None and known.review.state is State.UNPROTECTED:
            known = None
        if mark is None and known is None and memory.is_known:
            self._answers.append(
                Answered(clock.now(), client, case, "unprotected", memory.version, not memory.reachable)
            )
            return question.unprotected(case, memory)
        if known is None:
            known = self._hold(asked.check(client, bank_code), mark)
        elif _differs(known.review.check, asked):
            raise Conflict(known.review)
        if (waiting := self._written.get(case)) is not None:
            await asyncio.shield(waiting)
        review = known.review
        self._answers.append(Answered(clock.now(), client, case, "held", memory.version, not memory.reachable))
        return question.held(review, self._limits.in_force(review.region, review.asked_on).decide.count, memory)

    def case(self, case: str, client: str) -> Review | None:
        """A case of the client as the gate remembers it."""
        known = self._cases.get(case)
        return known.review if known is not None and known.review.check.client == client else None

    def _hold(self, check: Check, mark: Mark | None) -> Case:
        """Begin a case: in memory at once, so that whoever asks meanwhile gets the same; then on the disk."""
        now = clock.now()
        known = mark or Mark(check.bank_code, check.account_id, "", "unknown", "", "", now.date())
        review = begun(check, known, (), now, self._day(now), self._limits, calendar)
        loop = asyncio.get_running_loop()
        written: asyncio.Future[None] = loop.create_future()
        written.add_done_callback(lambda _: self._written.pop(check.case, None))
        self._written[check.case] = written
        self._cases[check.case] = case = Case(review, entered=False)
        self._to_write.put((Asked(check, now), loop, written))
        return case

    def _day(self, now: datetime) -> date:
        return self.memory.day if self.memory.is_known else now.date()

    def _write(self) -> None:
        """Write what waits, all of it with one sync."""
        while (first := self._to_write.get()) is not None:
            batch = [first]
            with suppress(queue.Empty):
                while (following := self._to_write.get_nowait()) is not None:
                    batch.append(following)
            asked = [one for one, _, _ in batch]
            with self._lock:
                try:
                    self._spool.keep(asked)
                    error = None
                    self._to_enter.extend(asked)
                except OSError as failed:
                    error = failed
                    log.exception("a held check cannot be written down")
            for one, loop, written in batch:
                if error is not None:
                    self._cases.pop(one.check.case, None)
                loop.call_soon_threadsafe(_told, written, error)
            self._wake.set()

    def _keep_up(self) -> None:
        while not self._stop.is_set():
            self._round()
            self._wake.wait(_POLL_S)
            self._wake.clear()

    def _listen(self) -> None:
        """Wake whoever keeps up, as soon as somebody changed a mark or a review."""
        address = make_url(self._engine.url).set(drivername="postgresql").render_as_string(hide_password=False)
        while not self._stop.is_set():
            try:
                with psycopg.connect(address, autocommit=True, connect_timeout=3) as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    while not self._stop.is_set():
                        for _ in connection.notifies(timeout=_POLL_S, stop_after=1):
                            self._news.set()
                            self._wake.set()
            except psycopg.Error:
                self._stop.wait(_POLL_S)

    def _round(self) -> None:
        """Enter what was held, then learn what the database has."""
        try:
            self._enter()
            self._learn()
        except UnreachableError as error:
            if self.memory.reachable:
                log.warning("answering from the marks of %s: %s", self.memory.as_of, error)
            self.memory.reachable = False
        except Exception:
            log.exception("the gate cannot keep up with the database")
            self.memory.reachable = False
        finally:
            self._looked_once.set()
        if self._also is not None:
            with suppress(UnreachableError):
                self._also()

    def _enter(self) -> None:
        reviews = Reviews(self._engine, self._limits)
        while self._to_enter:
            batch = list(self._to_enter)[:200]
            reviews.enter(batch, ClockStore(self._engine).today() or clock.today())
            for review in reviews.of_cases([one.check.case for one in batch]):
                self._cases[review.case] = Case(review, entered=True)
            with self._lock:
                for _ in batch:
                    self._to_enter.popleft()
                if not self._to_enter:
                    self._spool.clear()
        answers = [self._answers.popleft() for _ in range(len(self._answers))]
        try:
            keep_answers(self._engine, answers)
        except UnreachableError:
            self._answers.extendleft(reversed(answers))
            raise

    def _learn(self) -> None:
        now = clock.now()
        day = ClockStore(self._engine).today() or clock.today()
        news = Marks(self._engine).since(self.memory.version if self.memory.is_known else 0)
        if news.version < self.memory.version:  # another database than the one that the file remembers
            news, self.memory = Marks(self._engine).since(0), Memory()
        self.memory.learn(news.marks, news.version, now, day)
        if self._news.is_set() or clock.elapsed() - self._looked > _LOOK_S:
            self._news.clear()
            for review in Reviews(self._engine).recent(now - _REMEMBERED):
                self._cases[review.case] = Case(review, entered=True)
            self._looked = clock.elapsed()
        version, at = self._saved
        if version != news.version or clock.elapsed() - at > _SAVE_S:
            self.memory.save(self._folder)
            self._saved = (news.version, clock.elapsed())


def _differs(check: Check, asked: question.Question) -> bool:
    told = (asked.amount_fen, asked.authority, asked.for_project_wages)
    return (check.amount_fen, check.authority, check.for_project_wages) != told


def _told(written: "asyncio.Future[None]", error: OSError | None) -> None:
    if written.done():
        return
    if error is None:
        written.set_result(None)
    else:
        written.set_exception(error)
