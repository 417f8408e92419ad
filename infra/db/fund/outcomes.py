"""What a case of the fund begins with, and what an action on one may come to."""

from dataclasses import dataclass

from fund.case import FundCase
from fund.commands import Gather
from fund.why import Refused


@dataclass(frozen=True, slots=True)
class Opening:
    """What a case begins with; `origin` is `alert:17`, `lead:L1` or `application`."""

    region: str
    office: str
    origin: str
    project: str
    project_name: str
    employer: str
    gathered: Gather
    is_construction: bool = True


@dataclass(frozen=True, slots=True)
class Done:
    """The command was carried out; the case as it is now."""

    case: FundCase


@dataclass(frozen=True, slots=True)
class Stale:
    """Somebody else was quicker; the case as it is now."""

    case: FundCase


@dataclass(frozen=True, slots=True)
class NotFound:
    """There is no such case, or none in sight: nobody can tell which. For an opening: no fund pays there."""


Outcome = Done | Refused | Stale | NotFound
