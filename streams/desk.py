"""The desk: every case that one watch has in memory, and what waits for it. Neither Kafka nor a database is known here.

A project's first frame asks for its case; until it is there, and while a gap is filled, its frames are parked in order.
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from infra.clock import elapsed
from infra.db.ledgers import LedgerWrite, LoadedLedger
from infra.kafka.stubs import KEPT
from monitors.ledger import URGENT
from schemas.frame import TICKED, Frame
from streams.case import Case, Judge

CROWDED: Final = 2_000
"""So many parked frames are enough; more are not taken from the broker until these are folded."""


class Parked(NamedTuple):
    """A frame that waits for its case, and where it stood in the topic."""

    frame: Frame
    offset: int


class Desk:
    """The cases of the partitions that this worker has been given.

    `wanted` are the projects to fetch, by partition, and `to_heal` those of them to bring to the end of their journal;
    `dirty` the projects to judge, with the instant since when; `unsaved` those with something to write; `urgent` those
    to judge and write at once. `wants_case` and `alarm` wake whoever sees to it, as does
    `proclaimed`: a day was ticked again, as a publication of parameters does; `proclamations` counts them.
    """

    def __init__(self, judge_by: Judge) -> None:
        self.cases: dict[str, Case] = {}
        self.parked: dict[str, list[Parked]] = {}
        self.wanted: dict[str, int] = {}
        self.to_heal: set[str] = set()
        self.dirty: dict[str, float] = {}
        self.unsaved: dict[str, None] = {}
        self.urgent: dict[str, None] = {}
        self.received = 0
        self.received_s = 0.0
        self.wants_case = asyncio.Event()
        self.alarm = asyncio.Event()
        self.proclaimed = asyncio.Event()
        self.proclamations = 0
        self._obeyed = 0
        self._judge_by = judge_by
        self._taken: dict[int, int] = {}
        self._parked_frames = 0

    @property
    def crowded(self) -> bool:
        """Whether too many frames wait for their cases."""
        return self._parked_frames >= CROWDED

    def receive(self, partition: int, offset: int, frame: Frame) -> None:
        """Take a frame off the topic: fold it, park it, or pass over what was folded before."""
        self._taken[partition] = offset
        self.received += 1
        self.received_s = elapsed()
        project = frame.project
        case = self.cases.get(project)
        if case is None or project in self.parked:
            self._park(project, partition, Parked(frame, offset))
        elif frame.seq == case.ledger.seq + 1 and frame.kind != KEPT:
            self.fold(case, frame)
        elif frame.seq > case.ledger.seq:
            self._park(project, partition, Parked(frame, offset))

    def pass_over(self, partition: int, offset: int) -> None:
        """Note a message that is no frame."""
        self._taken[partition] = offset

    def fold(self, case: Case, frame: Frame) -> None:
        """Fold the next frame of a case, and note what it asks for."""
        project = case.project
        if frame.kind == TICKED and frame.on == case.ledger.today:
            self.proclaim()
        case.fold(frame)
        case.touched_s = self.received_s
        self.unsaved[project] = None
        if project not in self.dirty:
            self.dirty[project] = self.received_s
        if frame.kind in URGENT:
            self.urgent[project] = None
            self.alarm.set()

    def judge(self, case: Case) -> None:
        """Judge a case if anything happened since it was last judged; while new parameters are due it waits."""
        if self.proclamations > self._obeyed:
            return
        self.dirty.pop(case.project, None)
        if case.to_judge:
            case.judge()
            self.unsaved[case.project] = None

    def proclaim(self) -> None:
        """Judge nothing more until the parameters in force are read."""
        self.proclamations += 1
        self.proclaimed.set()

    def obey(self, proclamation: int, judge_by: Judge | None) -> None:
        """Judge every case by these parameters from now on, by those it had if None: they are as new as the number."""
        self._obeyed = max(self._obeyed, proclamation)
        if judge_by is not None:
            self._judge_by = judge_by
            for case in self.cases.values():
                case.judge_by = judge_by

    def want(self, project: str, partition: int) -> None:
        """Ask that a project be brought to the end of its journal; what comes meanwhile is parked."""
        self.wanted[project] = partition
        self.to_heal.add(project)
        self.parked.setdefault(project, [])
        self.wants_case.set()

    def admit(self, project: str, partition: int, loaded: LoadedLedger | None) -> Case:
        """Put a project's case on the desk."""
        case = self.cases[project] = Case.of(project, partition, self._judge_by, loaded)
        if case.to_judge:
            self.dirty[project] = elapsed()
        return case

    def advance(self, case: Case) -> int | None:
        """Fold what is parked as far as it follows; return the number of the frame before which something is missing.

        What travelled as a stub is itself missing.
        """
        waiting = self.parked.get(case.project, [])
        done = 0
        for frame, _ in waiting:
            if frame.seq > case.ledger.seq:
                if frame.seq > case.ledger.seq + 1 or frame.kind == KEPT:
                    break
                self.fold(case, frame)
            done += 1
        del waiting[:done]
        self._parked_frames -= done
        return waiting[0].frame.seq if waiting else None

    def give_up(self, project: str) -> None:
        """Leave out the first parked frame, which nothing leads up to."""
        del self.parked[project][0]
        self._parked_frames -= 1

    def release(self, project: str) -> None:
        """Nothing of the project is parked any more."""
        self.wanted.pop(project, None)
        self.to_heal.discard(project)
        self._parked_frames -= len(self.parked.pop(project, ()))

    def capture(self, project: str) -> LedgerWrite | None:
        """What is to be written of a project; None where there is nothing any more."""
        self.unsaved.pop(project, None)
        case = self.cases.get(project)
        return case.capture() if case else None

    def lose(self, project: str) -> None:
        """Drop a case that somebody else has written, and ask for it anew: it may still be ours."""
        case = self.cases.get(project)
        self._drop(project)
        if case is not None:
            self.want(project, case.partition)

    def keep(self, partitions: Iterable[int]) -> None:
        """Forget every project of other partitions."""
        kept = frozenset(partitions)
        gone = [project for project, case in self.cases.items() if case.partition not in kept]
        gone += [project for project, partition in self.wanted.items() if partition not in kept]
        for project in gone:
            self._drop(project)
            self.release(project)
        self._taken = {partition: offset for partition, offset in self._taken.items() if partition in kept}

    def positions(self) -> Mapping[int, int]:
        """Per partition the offset up to which every frame is folded; once written, it may be committed."""
        reached = dict(self._taken)
        for project, waiting in self.parked.items():
            partition = self.wanted.get(project)
            if waiting and partition in reached:
                reached[partition] = min(reached[partition], waiting[0].offset - 1)
        return {partition: offset for partition, offset in reached.items() if offset >= 0}

    def settled(self, before_s: float) -> Iterator[Case]:
        """The cases to judge that nothing has touched since, in the order in which they became so."""
        for project in list(self.dirty):
            case = self.cases.get(project)
            if case is not None and case.touched_s <= before_s:
                yield case

    def _park(self, project: str, partition: int, parked: Parked) -> None:
        self._parked_frames += 1
        waiting = self.parked.setdefault(project, [])
        waiting.append(parked)
        if project not in self.wanted:
            self.wanted[project] = partition
            self.wants_case.set()

    def _drop(self, project: str) -> None:
        self.cases.pop(project, None)
        self.dirty.pop(project, None)
        self.unsaved.pop(project, None)
        self.urgent.pop(project, None)
