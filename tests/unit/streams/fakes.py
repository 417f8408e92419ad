"""A database in memory for the watch: ledgers with their versions, and a journal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import msgspec

from infra.db.engine import UnreachableError
from infra.db.journal import Behind
from infra.db.ledgers import AlertChange, LedgerWrite, LoadedLedger
from monitors.evaluate import Evaluation
from monitors.ledger import Ledger
from schemas.finding import Finding, Key, Level
from schemas.frame import TICKED, Frame, encoded

DAY = date(2026, 3, 2)


@dataclass
class FakeLedgers:
    """Keeps what checkpoints wrote; `away` calls in a row find it unreachable."""

    rows: dict[str, LedgerWrite] = field(default_factory=dict)
    months: dict[str, dict[str, bytes]] = field(default_factory=dict)
    history: list[AlertChange] = field(default_factory=list)
    faults: list[tuple[str, int, str]] = field(default_factory=list)
    open: dict[str, dict[Key, Finding]] = field(default_factory=dict)
    calls: list[list[str]] = field(default_factory=list)
    away: int = 0

    def load(self, projects: Iterable[str]) -> dict[str, LoadedLedger]:
        """The ledgers of the projects that have one."""
        self._answer()
        return {project: self._loaded(project) for project in projects if project in self.rows}

    def checkpoint(self, writes: Sequence[LedgerWrite]) -> frozenset[str]:
        """Compare and swap on the version."""
        self._answer()
        self.calls.append([write.project for write in writes])
        lost = {write.project for write in writes if write.version != self._version(write.project)}
        for write in writes:
            if write.project not in lost:
                self._write(write)
        return frozenset(lost)

    def _answer(self) -> None:
        if self.away:
            self.away -= 1
            raise UnreachableError("gone")

    def _version(self, project: str) -> int:
        return self.rows[project].version + 1 if project in self.rows else 0

    def _write(self, write: LedgerWrite) -> None:
        last = self.rows.get(write.project)
        state = write.state if write.state is not None or last is None else last.state
        self.rows[write.project] = _with(write, state)
        self.months.setdefault(write.project, {}).update(write.months)
        self.history += write.changes
        self.faults += [(write.project, *fault) for fault in write.faults]
        still = self.open.setdefault(write.project, {})
        for change in write.changes:
            if change.kind == "cleared":
                del still[change.key]
            else:
                still[change.key] = msgspec.json.decode(change.finding, type=Finding)

    def _loaded(self, project: str) -> LoadedLedger:
        row = self.rows[project]
        assert row.state is not None
        return LoadedLedger(
            row.version + 1,
            row.seq,
            row.judged_seq,
            row.as_of,
            row.state,
            self.months[project],
            dict(self.open.get(project, {})),
        )


@dataclass
class FakeJournal:
    """The frames of each project, in order."""

    kept: dict[str, list[Frame]] = field(default_factory=dict)
    read: list[tuple[str, int]] = field(default_factory=list)

    def add(self, *frames: Frame) -> None:
        """Append."""
        for frame in frames:
            self.kept.setdefault(frame.project, []).append(frame)

    def frames(self, project: str, after_seq: int, limit: int) -> list[bytes]:
        """What follows."""
        self.read.append((project, after_seq))
        return [encoded(frame) for frame in self.kept.get(project, []) if frame.seq > after_seq][:limit]

    def behind(self) -> dict[str, Behind]:
        """Nobody is."""
        return {}


def _with(write: LedgerWrite, state: bytes | None) -> LedgerWrite:
    return LedgerWrite(write.project, write.version, write.seq, write.judged_seq, write.as_of, state, write.months)


def tick(seq: int, day: date = DAY, project: str = "P") -> Frame:
    """The day begins."""
    return Frame(project, seq, TICKED, day)


def restricted(seq: int, name: str = "R", project: str = "P") -> Frame:
    """An urgent frame."""
    data = {"account_id": "A", "restriction_id": name}
    return Frame(project, seq, "bank.account_restricted", DAY, data=data)


def started(seq: int, project: str = "P") -> Frame:
    """A frame that may wait."""
    return Frame(project, seq, "project.started", DAY, data={"on": DAY.isoformat()})


def one_per_restriction(ledger: Ledger, _as_of: date) -> Evaluation:
    """A rule of the tests: every restriction is a finding."""
    found = (Finding("account.frozen", ledger.project, name, Level.RED) for name in ledger.things("restriction"))
    return Evaluation(tuple(found), frozenset({"account.frozen"}))


def newest_frame(ledger: Ledger, as_of: date) -> Evaluation:
    """A rule of the tests: one finding that says what the ledger knew and when."""
    finding = Finding("seen", ledger.project, "-", Level.YELLOW, facts={"seq": ledger.seq, "day": as_of.isoformat()})
    return Evaluation((finding,), frozenset({"seen"}))
