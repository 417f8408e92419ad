"""A case begins with what the records know, and is gathered anew as long as it is a draft."""

from datetime import date
from typing import Final

from sqlalchemy import Engine

from fund.case import FundCase
from infra.db.fund.cases import FundCases, NotFound, Outcome
from schemas.office import Officer
from streams.fund.gather import Application, FromAlert, FromLead, Origin, gather, origin_of
from streams.fund.opening import opening, told

_LARGEST: Final = 2**63


def begin(  # noqa: PLR0913, PLR0917 (what a beginning consists of)
    cases: FundCases, engine: Engine, origin: str, project: str, officer: Officer, day: date
) -> Outcome:
    """Open a case from `alert:17`, `lead:L1`, or a project that somebody applied for; NotFound where none is in sight.

    A bare number is an alert's.
    """
    asked = _asked(origin, project)
    found = None if asked is None else gather(engine, cases.rules.policy, asked, officer.sight, day)
    return NotFound() if found is None else cases.open(opening(found), officer, day)


def gather_again(cases: FundCases, engine: Engine, case: FundCase, officer: Officer, day: date) -> Outcome:
    """Have a draft say what the records say now; what persons said of it stands."""
    asked = origin_of(case.origin, case.project)
    found = gather(engine, cases.rules.policy, asked, officer.sight, day)
    if found is None:
        return NotFound()
    return cases.act(case.id, case.version, told(found), officer, officer.sight, day)


def _asked(origin: str, project: str) -> Origin | None:
    kind, _, name = origin.partition(":")
    if origin.isdecimal():
        kind, name = "alert", origin
    if kind == "alert":
        return FromAlert(int(name)) if name.isdecimal() and int(name) < _LARGEST else None
    if kind == "lead":
        return FromLead(name) if name else None
    return Application(project) if project else None
