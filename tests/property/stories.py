"""Random stories of several projects, with everything that goes wrong on the way, as lines and as frames."""

import itertools
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import msgspec
from hypothesis import strategies as st

from monitors.evaluate import evaluate
from monitors.ledger import Ledger
from monitors.policy import Policy
from schemas.checked import Checked
from schemas.checking import check_line
from schemas.finding import Finding
from schemas.frame import TICKED, Frame
from streams.replay import Replay
from streams.routes import MemoryBook, Routes
from tests.oracle.scenarios import scenario

SEEDS = st.integers(0, 99_999)


@dataclass(frozen=True, slots=True)
class Story:
    """What was delivered, the law, and the days on which to look."""

    lines: list[bytes]
    policy: Policy
    as_ofs: list[date]


def story(seed: int) -> Story:
    """The story of a seed."""
    told = scenario(seed)
    tables = tomllib.loads(told.policy_toml) if told.policy_toml else {}
    return Story(told.lines, Policy.shipped().with_tables(tables), told.as_ofs)


def accepted(lines: Iterable[bytes]) -> Iterator[Checked]:
    """What the intake accepts of the lines, each event once."""
    taken = set()
    for checked in filter(None, map(check_line, lines)):
        name = (checked.source, checked.id)
        if checked.received is not None and name not in taken:
            taken.add(name)
            if checked.data is not None:
                yield checked


def frames(lines: Iterable[bytes], *, ticks: bool = False) -> dict[str, list[Frame]]:
    """The frames of each ledger; with `ticks`, one wherever a later day of receipt begins."""
    routes = Routes(MemoryBook())
    found: defaultdict[str, list[Frame]] = defaultdict(list)
    today = date.min
    for checked in accepted(lines):
        assert checked.received is not None
        if ticks and checked.received.date() > today:
            today = checked.received.date()
            for project, own in found.items():
                own.append(Frame(project, len(own) + 1, TICKED, today))
        for routed in routes.of(checked):
            own = found[routed.project]
            own.append(routed.frame(len(own) + 1))
    return dict(found)


def folded(own: Iterable[Frame]) -> Ledger:
    """The ledger of a project's frames."""
    first, *rest = own
    ledger = Ledger.new(first.project)
    for frame in (first, *rest):
        ledger.apply(frame)
    return ledger


def findings(ledger: Ledger, as_of: date, policy: Policy) -> tuple[Finding, ...]:
    """What is found; a rule that crashes fails the test."""
    seen = evaluate(ledger, as_of, policy)
    assert seen.failed == {}
    return seen.findings


def judged(told: Story, lines: Iterable[bytes]) -> dict[date, list[Finding]]:
    """What a replay of the lines finds with the story's law, by day."""
    replay = Replay(date.max)
    for line in lines:
        replay.take(line)
    ledgers = [ledger for _, ledger in sorted(replay.ledgers.items())]
    return {day: [one for ledger in ledgers for one in findings(ledger, day, told.policy)] for day in told.as_ofs}


def gist(found: dict[date, list[Finding]]) -> dict[date, list[Finding]]:
    """The findings without their evidence, which names the events that came."""
    return {day: [msgspec.structs.replace(one, evidence=()) for one in ones] for day, ones in found.items()}


def kind_of(line: bytes) -> str | None:
    """An event's type, where it can be read."""
    checked = check_line(line)
    return checked.type if checked else None


def merged(streams: Iterable[list[bytes]], turns: Iterator[int]) -> Iterator[bytes]:
    """The lines of all streams, each stream in its order, taking turns as told."""
    waiting = [list(stream) for stream in streams if stream]
    while waiting:
        index = next(turns, 0) % len(waiting)
        yield waiting[index].pop(0)
        waiting = [stream for stream in waiting if stream]


def forever(numbers: list[int]) -> Iterator[int]:
    """The numbers again and again."""
    return itertools.cycle(numbers or [0])
