"""Which project, employer and workers a lead is about: ranked candidates, each with the reasons that speak for it.

Nothing is matched by itself: a person chooses. The figures weigh reasons against each other and mean nothing else.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

NAMED: Final = 100
"""The lead gives the very number: a project's id or an employer's credit code."""
ON_ROSTER: Final = 80
SAME_REGION: Final = 5
_ALIKE: Final = 60
_WORTH_SHOWING: Final = 12
_MOST: Final = 8
_FILLERS: Final = re.compile(
    r"有限责任公司|股份有限公司|有限公司|集团|公司|建筑|建设|工程|劳务|项目部|项目|工地|[\s()（）·\-—、,，.。\"'“”]"
)


@dataclass(frozen=True, slots=True)
class Party:
    """A unit on a project. `role` is `owner_unit`, `general_contractor` or `subcontractor`."""

    uscc: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Known:
    """A project as far as matching needs it."""

    project: str
    name: str
    region: str
    parties: tuple[Party, ...] = ()
    workers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Told:
    """What a lead says, in its own words."""

    project: str | None = None
    project_text: str = ""
    employer_uscc: str | None = None
    employer_text: str = ""
    workers: tuple[str, ...] = ()
    region: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for a candidate. `kind` is a word of this module's, `value` what was seen."""

    kind: str
    value: str
    weight: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A project that the lead may be about, with its likeliest employer and those of the workers who are on it."""

    known: Known
    employer: Party | None
    workers: tuple[str, ...]
    reasons: tuple[Reason, ...] = field(default=())

    @property
    def weight(self) -> int:
        """All reasons together."""
        return sum(reason.weight for reason in self.reasons)


def candidates(told: Told, projects: Iterable[Known]) -> list[Candidate]:
    """The projects for which anything speaks, likeliest first; of equals the first by id."""
    found = (_candidate(told, known) for known in projects)
    worth = [one for one in found if one.weight >= _WORTH_SHOWING]
    return sorted(worth, key=lambda one: (-one.weight, one.known.project))[:_MOST]


def likeness(one: str, other: str) -> float:
    """How alike two names are, from 0 to 1, by their pairs of characters; what nearly every name contains is left out.

    A name that stands whole within the other counts as alike.
    """
    first, second = _core(one), _core(other)
    if not first or not second:
        return 0.0
    if min(len(first), len(second)) > 1 and (first in second or second in first):
        return 1.0
    mine, others = _pairs(first), _pairs(second)
    return 2 * len(mine & others) / (len(mine) + len(others)) if mine and others else 0.0


def _candidate(told: Told, known: Known) -> Candidate:
    employer, party_reasons = _employer(told, known.parties)
    here = tuple(worker for worker in told.workers if worker in known.workers)
    reasons = [*_about_project(told, known), *party_reasons]
    if here:
        reasons.append(
            Reason("on_roster", f"{len(here)}/{len(told.workers)}", ON_ROSTER * len(here) // len(told.workers))
        )
    if reasons and told.region and known.region.startswith(told.region):
        reasons.append(Reason("same_region", known.region, SAME_REGION))
    return Candidate(known, employer, here, tuple(reasons))


def _about_project(told: Told, known: Known) -> Iterator[Reason]:
    if told.project == known.project:
        yield Reason("named", known.project, NAMED)
    elif known.project and known.project in told.project_text:
        yield Reason("number_in_text", known.project, NAMED)
    alike = likeness(told.project_text, known.name)
    if alike >= 0.3:
        yield Reason("name_alike", known.name, round(_ALIKE * alike))


def _employer(told: Told, parties: Sequence[Party]) -> tuple[Party | None, list[Reason]]:
    named = [party for party in parties if told.employer_uscc and party.uscc == told.employer_uscc]
    if named:
        return named[0], [Reason("uscc", named[0].uscc, NAMED - 20)]
    alike = sorted(
        ((likeness(told.employer_text, party.name), party.name, party) for party in parties), key=_by_likeness
    )
    if alike and alike[0][0] >= 0.4:
        share, name, party = alike[0]
        return party, [Reason("employer_alike", name, round((_ALIKE - 20) * share))]
    return None, []


def _by_likeness(entry: tuple[float, str, Party]) -> tuple[float, str]:
    return -entry[0], entry[1]


def _core(name: str) -> str:
    return _FILLERS.sub("", name).lower()


def _pairs(text: str) -> set[str]:
    return {text[place : place + 2] for place in range(len(text) - 1)} or {text}
