"""What two ways of judging the same history differ in: alerts added, removed, earlier, later, graver, milder.

An episode is a run of days on which a finding stood. Comparing B with A mirrors comparing A with B.
"""

import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from schemas.finding import Finding, Key, Level


class Difference(enum.StrEnum):
    """How an alert differs under the second way."""

    ADDED = "added"
    REMOVED = "removed"
    EARLIER = "earlier"
    LATER = "later"
    GRAVER = "graver"
    MILDER = "milder"
    LONGER = "longer"
    SHORTER = "shorter"


MIRRORED: Final = {
    Difference.ADDED: Difference.REMOVED,
    Difference.REMOVED: Difference.ADDED,
    Difference.EARLIER: Difference.LATER,
    Difference.LATER: Difference.EARLIER,
    Difference.GRAVER: Difference.MILDER,
    Difference.MILDER: Difference.GRAVER,
    Difference.LONGER: Difference.SHORTER,
    Difference.SHORTER: Difference.LONGER,
}


@dataclass(frozen=True, slots=True)
class Episode:
    """A finding stood from `first` up to and including `last`; `last` None where it still stood at the end.

    `level` is the gravest that it reached, `workers` the most that it named.
    """

    first: date
    last: date | None
    level: Level
    workers: int = 0

    def meets(self, other: "Episode") -> bool:
        """Whether there is a day of both."""
        return self.first <= (other.last or date.max) and other.first <= (self.last or date.max)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference; `days` is by how many days it begins or ends elsewhere, 0 where that is not what differs."""

    kind: Difference
    key: Key
    before: Episode | None
    after: Episode | None
    days: int = 0

    @property
    def level(self) -> Level:
        """The level that counts it: what it becomes, or was."""
        shown = self.after or self.before
        assert shown is not None
        return shown.level


Episodes = Mapping[Key, Sequence[Episode]]
"""By key, in order and without overlap."""


class Diary:
    """The episodes of one project, told day by day in order."""

    def __init__(self) -> None:
        self._standing: dict[Key, Episode] = {}
        self._over: dict[Key, list[Episode]] = {}
        self._yesterday: date | None = None

    def tell(self, day: date, findings: Iterable[Finding]) -> None:
        """What stands at the end of a day; what is not told of any more ended on the day told before."""
        now = {finding.key: finding for finding in findings}
        for key in [key for key in self._standing if key not in now]:
            self._over.setdefault(key, []).append(_ended(self._standing.pop(key), self._yesterday or day))
        for key, finding in now.items():
            self._standing[key] = _continued(self._standing.get(key), finding, day)
        self._yesterday = day

    def episodes(self) -> dict[Key, list[Episode]]:
        """All that was told."""
        found = {key: list(episodes) for key, episodes in self._over.items()}
        for key, episode in self._standing.items():
            found.setdefault(key, []).append(episode)
        return found


def differences(before: Episodes, after: Episodes) -> list[Change]:
    """What differs, sorted by key and then by day."""
    found = [
        change
        for key in sorted(before.keys() | after.keys())
        for one, other in _paired(before.get(key, ()), after.get(key, ()))
        for change in _changes(key, one, other)
    ]
    return sorted(found, key=_by_key_and_day)


def _paired(before: Sequence[Episode], after: Sequence[Episode]) -> Iterator[tuple[Episode | None, Episode | None]]:
    """Episodes that meet, in order, each once; the others alone."""
    mine, others = list(before), list(after)
    while mine and others:
        if mine[0].meets(others[0]):
            yield mine.pop(0), others.pop(0)
        elif mine[0].first < others[0].first:
            yield mine.pop(0), None
        else:
            yield None, others.pop(0)
    yield from ((one, None) for one in mine)
    yield from ((None, other) for other in others)


def _changes(key: Key, before: Episode | None, after: Episode | None) -> Iterator[Change]:
    if before is None or after is None:
        if before is not after:
            yield Change(Difference.REMOVED if before else Difference.ADDED, key, before, after)
        return
    began = (after.first - before.first).days
    if began:
        yield Change(Difference.LATER if began > 0 else Difference.EARLIER, key, before, after, abs(began))
    if before.level != after.level:
        graver = after.level.rank > before.level.rank
        yield Change(Difference.GRAVER if graver else Difference.MILDER, key, before, after)
    if before.last != after.last:
        yield _ends_elsewhere(key, before, after)


def _ends_elsewhere(key: Key, before: Episode, after: Episode) -> Change:
    longer = (after.last or date.max) > (before.last or date.max)
    days = abs((after.last - before.last).days) if after.last and before.last else 0
    return Change(Difference.LONGER if longer else Difference.SHORTER, key, before, after, days)


def _by_key_and_day(change: Change) -> tuple[Key, date, str]:
    days = [episode.first for episode in (change.before, change.after) if episode]
    return change.key, min(days), min(change.kind, MIRRORED[change.kind])


def _continued(episode: Episode | None, finding: Finding, day: date) -> Episode:
    workers = len(finding.workers or ())
    if episode is None:
        return Episode(day, None, finding.level, workers)
    level = max(episode.level, finding.level, key=lambda level: level.rank)
    return Episode(episode.first, None, level, max(episode.workers, workers))


def _ended(episode: Episode, last: date) -> Episode:
    return Episode(episode.first, last, episode.level, episode.workers)
