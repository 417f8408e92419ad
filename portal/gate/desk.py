"""The desk at the gate: it answers from memory, and threads behind it keep memory, disk and database together.

A held check is on the local disk before it is answered, and reaches the database from there, exactly once: its case
number follows from the question, and the database takes each number once. So it makes no difference to an answer
whether the database is there. What is not known to be unprotected is held.
"""

import asyncio
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import Engine

from alerts.gate import Check, GateFigures, Mark, Review, State, case_number
from alerts.gate import held as begun
from alerts.limits import Limits
from infra import clock
from infra.db.clock import ClockStore
from infra.db.engine import UnreachableError
from infra.db.gate.answers import Answered
from infra.db.gate.entering import Asked
from infra.db.gate.marks import Marks
from infra.db.gate.store import Reviews
from infra.db.policies import Policies
from monitors import calendar
from portal.gate import question
from portal.gate.answered import AnswersGiven
from portal.gate.memory import Memory
from portal.gate.news import News
from portal.gate.spool import Spool
from portal.gate.writer import Writer

log: Final = logging.getLogger("wagewatch.gate")
_POLL_S: Final = 1.0
_PACE_S: Final = 0.5
"""So long what is held or told of waits for what follows it: many go through the database together."""
_FIRST_LOOK_S: Final = 6.0
"""So long the first question waits for the marks where no file remembers any."""
_SAVE_S: Final = 60.0
_LOOK_S: Final = 30.0
_REMEMBERED: Final = timedelta(days=60)
_BATCH: Final = 200


class Conflict(Exception):
    """The same order was asked about with something else; the case says with what."""

    def __init__(self, review: Review) -> None:
        super().__init__(review.case)
        self.review = review


class Desk:
    """Answers checks. One for each process; `open` it before the first, `close` it at the end."""

    def __init__(self, engine: Engine, folder: Path, also: Callable[[], None] | None = None) -> None:
        """Takes what `also` must be kept up with the database, such as the keys of those who ask."""
        self._also = also
        folder.mkdir(parents=True, exist_ok=True)
        self._engine, self._folder = engine, folder
        self._limits = Limits.shipped()
        self.memory = Memory.kept(folder)
        self._cases: dict[str, Review] = {}
        self._written: dict[str, asyncio.Future[None]] = {}
        self._answers = AnswersGiven(engine)
        self._spool = Spool(folder)
        self._news = News(engine)
        self._writer = Writer(self._spool, done=self._news.wake)
        self._keeper = threading.Thread(target=self._keep_up, name="gate-database", daemon=True)
        self._entering, self._looked_once = threading.Lock(), threading.Event()
        self._looked, self._saved = float("-inf"), (-1, 0.0)

    def open(self) -> None:
        """Begin: take over what was left, start the threads."""
        self._spool.adopt()
        self._writer.start()
        self._keeper.start()
        self._news.start()

    def close(self) -> None:
        """End: what can be entered is entered; the rest stays on the disk for the next process."""
        self._writer.stop()
        self._news.stop()
        self._keeper.join(5)
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
        if known is not None and known.state is State.UNPROTECTED:
            known = None
        is_free = mark is None and known is None and memory.is_known
        told = "unprotected" if is_free else "held"
        row = Answered(clock.now(), client, case, told, memory.version, not memory.reachable)
        if is_free:
            self._answers.add(row)
            return question.unprotected(case, memory)
        if known is None:
            known = self._hold(asked.check(client, bank_code), mark)
        elif asked.differs(known.check):
            raise Conflict(known)
        if (waiting := self._written.get(case)) is not None:
            await asyncio.shield(waiting)
        self._answers.add(row)
        decide = GateFigures.of(self._limits, known.region, known.asked_on).decide
        return question.held(known, decide.count, memory)

    def enter(self) -> None:
        """Enter what was held up to now.

        Raises:
            UnreachableError: the database does not answer; what was not entered stays on the disk.
        """
        with self._entering:
            while batch := self._spool.first(_BATCH):
                Reviews(self._engine).enter(batch, ClockStore(self._engine).today() or clock.today())
                self._spool.forget(len(batch))

    def enter_also(self, case: str, client: str) -> None:
        """Enter a case that another process on this machine held a moment ago; it is entered once, whoever is first.

        Raises:
            UnreachableError: the database does not answer.
        """
        self.enter()
        found = [one for one in self._spool.others() if (one.check.case, one.check.client) == (case, client)]
        if found:
            Reviews(self._engine).enter(found, ClockStore(self._engine).today() or clock.today())

    def case(self, case: str, client: str) -> Review | None:
        """A case of the client as the gate remembers it."""
        known = self._cases.get(case)
        return known if known is not None and known.check.client == client else None

    def _hold(self, check: Check, mark: Mark | None) -> Review:
        """Begin a case: in memory at once, so that whoever asks meanwhile gets the same; then on the disk."""
        now, case = clock.now(), check.case
        known = mark or Mark(check.bank_code, check.account_id, "", "unknown", "", "", now.date())
        day = self.memory.day if self.memory.is_known else now.date()
        self._cases[case] = review = begun(check, known, (), now, day, self._limits, calendar)
        self._written[case] = written = self._writer.write(Asked(check, now))
        written.add_done_callback(lambda done: self._is_written(case, done))
        return review

    def _is_written(self, case: str, written: "asyncio.Future[None]") -> None:
        del self._written[case]
        if written.cancelled() or written.exception() is not None:
            del self._cases[case]

    def _keep_up(self) -> None:
        while True:
            self._round()
            if not self._news.wait(_POLL_S, _PACE_S):
                return

    def _round(self) -> None:
        """Enter what was held, then learn what the database has."""
        try:
            self.enter()
            self._answers.write()
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

    def _learn(self) -> None:
        now = clock.now()
        day = ClockStore(self._engine).today() or clock.today()
        news = Marks(self._engine).since(self.memory.version if self.memory.is_known else 0)
        if news.version < self.memory.version:  # another database than the one that the file remembers
            news, self.memory = Marks(self._engine).since(0), Memory()
        self.memory.learn(news.marks, news.version, now, day)
        self._learn_cases(now)
        version, at = self._saved
        if version != news.version or clock.elapsed() - at > _SAVE_S:
            self.memory.save(self._folder)
            self._saved = (news.version, clock.elapsed())

    def _learn_cases(self, now: datetime) -> None:
        """Learn the cases that something was told of; now and then all of them, lest one was missed, and the limits."""
        store, told = Reviews(self._engine), self._news.cases()
        if clock.elapsed() - self._looked > _LOOK_S:
            found = store.recent(now - _REMEMBERED)
            self._limits, self._looked = Policies(self._engine).limits(), clock.elapsed()
        else:
            found = store.of_cases(sorted(told)) if told else []
        self._cases.update((review.case, review) for review in found)
