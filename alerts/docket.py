"""The alerts of some projects while they change together: what becomes of each, and everything that happened."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from alerts.grouping import Mutes, muted_by
from alerts.notices import Notice
from alerts.telling import telling
from alerts.work import Act, Happened, Step, Work
from schemas.frame import COMMONS


class Docket:
    """Takes steps, and settles them: who is muted by whom first, then who is told of what happened.

    It has to hold every open alert of the projects it is about; the commons are no project and are not grouped.
    """

    def __init__(self, works: Iterable[Work], mutes: Mutes) -> None:
        self.works = {work.id: work for work in works}
        self.before = dict(self.works)
        self.notices: list[Notice] = []
        self._mutes = mutes
        self._happened: dict[int, list[Happened]] = defaultdict(list)

    @property
    def changed(self) -> list[Work]:
        """The works that are not as they were, by number."""
        return [work for id_, work in sorted(self.works.items()) if work != self.before.get(id_)]

    @property
    def steps(self) -> list[Step]:
        """What happened to each work, by number."""
        return [Step(self.works[id_], tuple(happened)) for id_, happened in sorted(self._happened.items()) if happened]

    def put(self, step: Step) -> None:
        """Take a step of a work."""
        self.works[step.work.id] = step.work
        self._happened[step.work.id].extend(step.happened)

    def settle(self, day: date) -> None:
        """Group the projects of the steps that were taken, and decide what is told of them; once, at the end."""
        touched = {self.works[id_].finding.project for id_ in self._happened} - {COMMONS}
        together: dict[str, list[Work]] = defaultdict(list)
        for work in self.works.values():
            if work.finding.project in touched:
                together[work.finding.project].append(work)
        for _, works in sorted(together.items()):
            self._group(works, day)
        for work, happened in [(step.work, step.happened) for step in self.steps]:
            notices, told = telling(work, happened, work.told, day)
            self.works[work.id] = replace(work, told=told)
            self.notices += notices

    def _group(self, works: list[Work], day: date) -> None:
        for id_, parent in muted_by(works, self._mutes).items():
            work = self.works[id_]
            if work.muted_by != parent:
                self.works[id_] = replace(work, muted_by=parent)
                act = Act.UNMUTED if parent is None else Act.MUTED
                self._happened[id_].append(Happened(act, day, body={"parent": parent or work.muted_by}))
