"""A case: one project as a watch holds it, ahead of what the database has of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Self

import msgspec

from alerts.reconcile import reconcile
from infra.db.ledgers import AlertChange, LedgerWrite, LoadedLedger
from monitors.evaluate import Evaluation
from monitors.ledger import Ledger
from schemas.finding import Finding, Key
from schemas.frame import TICKED, Frame

Judge = Callable[[Ledger, date], Evaluation]
"""Judges what a ledger knows at the end of a day."""

_EVERYTHING = "*"
_encode = msgspec.json.encode


@dataclass(slots=True)
class Case:
    """One project's ledger, what stands open against it, and what of both is not yet in the database.

    A day is judged with everything that was accepted on it: before a later day begins here, what changed is judged.
    """

    ledger: Ledger
    judge_by: Judge
    partition: int
    open: dict[Key, Finding] = field(default_factory=dict)
    version: int = 0
    written_seq: int = 0
    judged_seq: int = 0
    as_of: date | None = None
    touched_s: float = 0.0
    changes: list[AlertChange] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)
    failing: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, project: str, partition: int, judge_by: Judge, loaded: LoadedLedger | None) -> Self:
        """The case as the last checkpoint left it; a new one where there was none."""
        if loaded is None:
            return cls(Ledger.new(project), judge_by, partition)
        ledger = Ledger.restored(project, loaded.state, loaded.months)
        return cls(
            ledger,
            judge_by,
            partition,
            open=dict(loaded.open_findings),
            version=loaded.version,
            written_seq=loaded.seq,
            judged_seq=loaded.judged_seq,
            as_of=loaded.as_of,
        )

    @property
    def project(self) -> str:
        """The project's id."""
        return self.ledger.project

    @property
    def to_judge(self) -> bool:
        """Whether anything happened since the last judgement; before the first tick there is no day to judge."""
        return self.ledger.seq != self.judged_seq and self.ledger.today is not None

    def fold(self, frame: Frame) -> None:
        """Fold the next frame; one that cannot be folded is a fault and is passed over."""
        ledger = self.ledger
        if frame.kind == TICKED and self.to_judge and ledger.today is not None and frame.on > ledger.today:
            self.judge()
        try:
            ledger.apply(frame)
        except Exception as bug:  # noqa: BLE001 - what raises out of an agent is lost; a fault is reported
            self.faults.append((frame.seq, f"{frame.kind} cannot be folded: {type(bug).__name__}: {bug}"))
            ledger.skip(frame)

    def judge(self) -> None:
        """Judge the day that it is, and keep what follows for the next checkpoint."""
        as_of = self.ledger.today
        if as_of is None:
            return
        for change in list(reconcile(self.open, self._evaluation(as_of))):
            if change.kind == "cleared":
                del self.open[change.key]
            else:
                self.open[change.key] = change.finding
            self.changes.append(AlertChange(change.kind, change.key, _encode(change.finding), as_of, self.ledger.seq))
        self.judged_seq, self.as_of = self.ledger.seq, as_of

    def capture(self) -> LedgerWrite:
        """Everything since the last capture, as the next version in the database."""
        seq = self.ledger.seq
        state, months = self.ledger.drain() if seq != self.written_seq else (None, {})
        write = LedgerWrite(
            self.project,
            self.version,
            seq,
            self.judged_seq,
            self.as_of,
            state,
            months,
            tuple(self.changes),
            tuple(self.faults),
        )
        self.changes.clear()
        self.faults.clear()
        self.version += 1
        self.written_seq = seq
        return write

    def _evaluation(self, as_of: date) -> Evaluation:
        """What is found, with every rule that failed reported once."""
        try:
            seen = self.judge_by(self.ledger, as_of)
        except Exception as bug:  # noqa: BLE001 - nothing may raise out of an agent; nothing judged closes nothing
            seen = Evaluation((), frozenset(), {_EVERYTHING: f"{type(bug).__name__}: {bug}"})
        self.faults += [(self.ledger.seq, text) for text in _news(self.failing, seen.failed)]
        self.failing = dict(seen.failed)
        return seen


def _news(before: dict[str, str], now: dict[str, str]) -> Iterator[str]:
    for rule, text in now.items():
        if before.get(rule) != text:
            yield f"{rule} could not be judged: {text}"
