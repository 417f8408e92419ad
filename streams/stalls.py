"""Which partitions stand still although frames were published to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from infra.kafka.partitioning import partition_of

_LONGEST: Final = 16


@dataclass(slots=True)
class _Watched:
    applied: Mapping[str, int]
    since_s: float
    patience: int = 1


class Stalls:
    """Remembers when each partition last moved. Patience doubles each time that it was in vain."""

    def __init__(self, partitions: int, after_s: float) -> None:
        self._partitions = partitions
        self._after_s = after_s
        self._watched: dict[int, _Watched] = {}

    def stalled(self, lagging: Mapping[str, tuple[int, int]], now_s: float) -> dict[str, int]:
        """The last published number of each project in a partition that has stood still for too long.

        Args:
            lagging: (published, applied) by project, of those that have not applied what was published.
            now_s: the present, in seconds since whenever.
        """
        by_partition: dict[int, dict[str, int]] = {}
        for project, (_, applied) in lagging.items():
            by_partition.setdefault(partition_of(project, self._partitions), {})[project] = applied
        for partition in self._watched.keys() - by_partition.keys():
            del self._watched[partition]
        late = [partition for partition, applied in by_partition.items() if self._late(partition, applied, now_s)]
        return {project: lagging[project][0] for partition in late for project in by_partition[partition]}

    def _late(self, partition: int, applied: Mapping[str, int], now_s: float) -> bool:
        watched = self._watched.get(partition)
        if watched is None or _moved(watched.applied, applied):
            self._watched[partition] = _Watched(applied, now_s)
            return False
        if now_s - watched.since_s < self._after_s * watched.patience:
            return False
        self._watched[partition] = _Watched(applied, now_s, min(_LONGEST, watched.patience * 2))
        return True


def _moved(before: Mapping[str, int], after: Mapping[str, int]) -> bool:
    """Whether any of the projects that lagged before has applied something since."""
    return any(after.get(project, applied + 1) > applied for project, applied in before.items())
