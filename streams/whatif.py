"""Runs a trial over the recorded history: every project folded once, each of its days judged both ways."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from time import sleep
from typing import Final

from sqlalchemy import Engine

from alerts.differences import Change, Diary, differences
from infra.clock import elapsed
from infra.db.journal import Journal
from infra.db.whatifs.store import WhatIfs
from infra.db.whatifs.trial import DONE, FAILED, WhatIf
from monitors.ledger import Ledger
from monitors.policy import Policy, PolicyError
from monitors.whatif import RuleCrashedError, Trial
from schemas.frame import TICKED, Frame, decoded

Law = Callable[[], Policy]
"""The policy in force now."""
Tell = Callable[[int], bool]
"""Told how many more days are judged; answers whether to go on."""

_PAGE: Final = 1_000
_TELL_EVERY_S: Final = 1.0
_COURTESY_S: Final = 0.001


class NotWanted(Exception):
    """The trial was cancelled."""


@dataclass(slots=True)
class Telling:
    """One project's history as it is told under both laws."""

    trial: Trial
    from_day: date
    until_day: date
    ledger: Ledger
    before: Diary = field(default_factory=Diary)
    after: Diary = field(default_factory=Diary)
    days: int = 0

    def take(self, frame: Frame) -> None:
        """Fold the next frame; what cannot be folded is passed over, as the watch does."""
        today = self.ledger.today
        if frame.kind == TICKED and today is not None and frame.on > today:
            self.judge(today)
        try:
            self.ledger.apply(frame)
        except Exception:  # noqa: BLE001 - the watch has reported it as a fault
            self.ledger.skip(frame)

    def judge(self, day: date) -> None:
        """Judge a day that is over, if it is one of the trial's."""
        if self.from_day <= day <= self.until_day:
            before, after = self.trial.judged(self.ledger, day)
            self.before.tell(day, before)
            self.after.tell(day, after)
            self.days += 1

    def changes(self) -> list[Change]:
        """What differs."""
        return differences(self.before.episodes(), self.after.episodes())


def run_next(engine: Engine, law: Law, wanted: Callable[[], bool] = lambda: True) -> bool:
    """Take up a trial and run it to its end; whether there was one.

    Args:
        engine: The database.
        law: The policy that the trial is held against.
        wanted: Whether to go on at all; when the process is told to stop, the next one resumes after this project.
    """
    store = WhatIfs(engine)
    whatif = store.claim()
    if whatif is None:
        return False
    try:
        trial = Trial.of(whatif.question.hypothesis, law())
        _run(engine, whatif, trial, wanted)
    except (PolicyError, RuleCrashedError) as error:
        store.end(whatif.id, FAILED, str(error))
    except NotWanted:
        store.release(whatif.id)
    else:
        store.end(whatif.id, DONE)
    return True


def tried(frames: Iterator[Frame], telling: Telling, tell: Tell) -> list[Change]:
    """What differs in one project.

    Raises:
        NotWanted: nobody wants to know any more.
        RuleCrashedError: a rule crashed.
    """
    told, told_s = 0, elapsed()
    for frame in frames:
        if frame.kind == TICKED and frame.on > telling.until_day:
            break
        telling.take(frame)
        if elapsed() - told_s > _TELL_EVERY_S:
            if not tell(telling.days - told):
                raise NotWanted
            told, told_s = telling.days, elapsed()
    if telling.ledger.today is not None:
        telling.judge(telling.ledger.today)
    return telling.changes()


def _run(engine: Engine, whatif: WhatIf, trial: Trial, wanted: Callable[[], bool]) -> None:
    store, question = WhatIfs(engine), whatif.question

    def tell(days: int) -> bool:
        sleep(_COURTESY_S)
        return store.beat(whatif.id, days) and wanted()

    for place in store.undone(whatif.id):
        if not tell(0):
            raise NotWanted
        telling = Telling(trial, question.from_day, question.until_day, Ledger.new(place.project))
        changes = tried(_frames(Journal(engine), place.project), telling, tell) if trial.rules else []
        store.project_done(whatif.id, place, (question.until_day - question.from_day).days + 1, changes)


def _frames(journal: Journal, project: str) -> Iterator[Frame]:
    after = 0
    while page := journal.frames(project, after, _PAGE):
        frames = [decoded(body) for body in page]
        yield from frames
        after = frames[-1].seq
