"""A case begins with what the records know, and is gathered anew as long as it is a draft."""

from datetime import date
from typing import Final

from sqlalchemy import Engine

from fund.case import FundCase
from infra.db.fund import FundCases, NotFound, Outcome
from schemas.office import Officer
from streams.fund.gather import Application, FromAlert, FromLead, Origin, gather
from streams.fund.opening import opening, told

_LARGEST: Final = 2**63


def begin(  # noqa: PLR0913, PLR0917 (what a beginning consists of)
    cases: FundCases, engine: Engine, origin: str, project: str, officer: Officer, day: date
) -> Outcome:
    """Open a case from `alert:17`, `lead:L1`, or a project that somebody applied for; NotFound where none is in sight.

    A bare number is an alert's.
    """
    asked = origin_of(origin, project)
    found = None if asked is None else gather(engine, cases.rules.policy, asked, officer.sight, day)
    return NotFound() if found is None else cases.open(opening(found), officer, day)


def gather_again(  # noqa: PLR0913, PLR0917 (an action with its database)
    cases: FundCases, engine: Engine, case: FundCase, version: int, officer: Officer, day: date
) -> Outcome:
    """Have a draft, as it was on `version`, say what the records say now; what persons said of it stands."""
    asked = origin_of(case.origin, case.project)
    found = None if asked is None else gather(engine, cases.rules.policy, asked, officer.sight, day)
    if found is None:
        return NotFound()
    return cases.act(case.id, version, told(found), officer, officer.sight, day)


def origin_of(told: str, project: str) -> Origin | None:
    """What `alert:17`, `17`, `lead:L1`, or else a project, means; None for what names nothing."""
    kind, _, name = told.partition(":")
    if told.isdecimal():
        kind, name = "alert", told
    if kind == "alert":
        return FromAlert(int(name)) if name.isdecimal() and int(name) < _LARGEST else None
    if kind == "lead":
        return FromLead(name) if name else None
    return Application(project) if project else None
