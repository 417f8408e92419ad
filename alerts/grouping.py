"""A project's open alerts as one case file, in which a parent mutes the notices of what follows from it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from alerts.work import State, Work

Mutes = Mapping[str, Collection[str]]
"""The rules whose alerts mute others, each with those that it mutes."""

WHOLE_PROJECT = "-"
"""The subject of a finding about the project as a whole."""


def muted_by(works: Sequence[Work], mutes: Mutes) -> dict[int, int | None]:
    """By which parent's number each open alert of one project is muted; None where it speaks for itself.

    Muting silences notices only: a muted alert is counted, has its deadline and escalates like any other.
    """
    parents = sorted((w for w in works if w.key.rule in mutes and _speaks(w)), key=lambda w: (-w.level.rank, w.id))
    return {
        work.id: next((parent.id for parent in parents if covers(parent, work, mutes)), None)
        for work in works
        if not work.is_closed
    }


def covers(parent: Work, child: Work, mutes: Mutes) -> bool:
    """Whether the child says nothing that the parent does not: no graver, about nobody and nothing else."""
    return (
        child.key.rule in mutes.get(parent.key.rule, ())
        and child.present
        and parent.level.rank >= child.level.rank
        and parent.key.subject in (WHOLE_PROJECT, child.key.subject)
        and set(child.finding.workers or ()) <= set(parent.finding.workers or child.finding.workers or ())
    )


def _speaks(work: Work) -> bool:
    """Whether somebody hears of it: what is closed, waived or gone mutes nobody."""
    return work.present and work.state not in (State.CLOSED, State.WAIVED)


def case_number(region: str, on: date, count: int) -> str:
    """The number of a case file: county, year, and the how-manieth of that county and year."""
    return f"{region or '000000'}-{on.year:04d}-{count:04d}"
