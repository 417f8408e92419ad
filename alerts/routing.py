"""Which offices an alert belongs to: the finest whose region holds the project, and those above it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from alerts.work import Act, Happened, Rung, Step, Work
from schemas.office import Office


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an alert is seen, and the offices that answer for it, the responsible one first."""

    region: str
    chain: tuple[Rung, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """What an alert keeps of its project; nothing of one that is not registered."""

    region: str = ""
    name: str | None = None
    sector: str | None = None
    funding: str | None = None


def placement(region: str, offices: Sequence[Office]) -> Placement:
    """The alert of a project: its region, and the chain of the offices whose regions hold it.

    What belongs to no region (a bank's late feed concerns every county whose projects follow it; a lead may name no
    project) and what no office's region holds belongs to the root, the office with the shortest region; a county
    never sees it. Without any office nobody answers, and the work waits for one.
    """
    above = sorted((o for o in offices if region.startswith(o.region)), key=lambda office: -len(office.region))
    if region and above:
        return Placement(region, rungs(above))
    root = min(offices, key=lambda office: (len(office.region), office.region), default=None)
    if root is None:
        return Placement(region, ())
    return Placement(region or root.region, rungs([root]))


def adopted(work: Work, where: Placement, day: date) -> Step:
    """The alert that no office answered for, given to the first that can; its deadline runs on."""
    if work.office or not where.chain:
        return Step(work, ())
    office = where.chain[0].office
    taken = replace(work, office=office, chain=where.chain, region=where.region, version=work.version + 1)
    return Step(taken, (Happened(Act.HANDED_OVER, day, body={"from": "", "to": office}),))


def rungs(offices: Sequence[Office]) -> tuple[Rung, ...]:
    """The offices as rungs of a chain."""
    return tuple(Rung(office.code, office.name) for office in offices)


def handed(work_region: str, taker: Office) -> str:
    """Where an alert is seen once an office takes it: as before if that is within its region, else there."""
    return work_region if work_region.startswith(taker.region) else taker.region
