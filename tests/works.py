"""Builders: findings, alerts that are worked, and the people who work them."""

from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Engine, insert

from alerts.acting import act
from alerts.commands import Command
from alerts.deadlines import Timetable
from alerts.lifecycle import opened
from alerts.limits import Limits
from alerts.routing import Placement, placement
from alerts.work import Step, Work
from infra.db.changes import AlertChange, record_changes
from infra.db.engine import connected, transaction
from infra.db.offices.tables import officer_roles, officers, offices
from infra.db.works.admission import Admission
from infra.db.works.sites import sites
from infra.db.works.store import mutes, timetable
from monitors import calendar
from schemas.finding import Finding, Level
from schemas.office import Office, Officer, Role, Sight

PROVINCE = Office("52", "省厅", "52")
PREFECTURE = Office("5201", "市支队", "5201", "52")
COUNTY = Office("520103", "云山县大队", "520103", "5201")
OTHER_COUNTY = Office("520102", "临水县大队", "520102", "5201")
TOWNSHIP = Office("520103001", "云山镇中队", "520103001", "520103")
OFFICES = (PROVINCE, PREFECTURE, COUNTY, OTHER_COUNTY, TOWNSHIP)
HERE: Placement = placement("520103", (PROVINCE, PREFECTURE, COUNTY))
MONDAY = date(2026, 6, 8)
BY = Timetable(Limits.shipped(), calendar)


def a_finding(rule: str = "wages.unpaid", level: Level = Level.ORANGE, **fields: Any) -> Finding:
    known: dict[str, Any] = {"project": "P1", "subject": "2026-04", "workers": ("w1", "w2"), "since": MONDAY}
    return Finding(rule=rule, level=level, **{**known, **fields})


def a_step(found: Finding | None = None, on: date = MONDAY, number: int = 1) -> Step:
    step = opened(found or a_finding(), HERE, on, BY)
    return Step(replace(step.work, id=number), step.happened)


def a_work(found: Finding | None = None, on: date = MONDAY, number: int = 1) -> Work:
    return a_step(found, on, number).work


def acted(work: Work, command: Command, day: date = MONDAY, by: Officer | None = None) -> Work:
    step = act(work, command, by or LI, day, BY)
    assert isinstance(step, Step), step
    return step.work


def an_officer(name: str = "li", office: Office = COUNTY, *roles: Role, offices: tuple[str, ...] = ()) -> Officer:
    found = frozenset(roles or (Role.OFFICER,))
    return Officer(name, name, office.code, found, Sight((office.region,)), (office.code, *offices))


LI = an_officer("li")
CHEN = an_officer("chen", COUNTY, Role.OFFICER, Role.CHIEF)


def settle_in(engine: Engine) -> None:
    """Offices of a province with two counties and a township, and people in them."""
    people = [
        ("li", COUNTY, "officer"),
        ("chen", COUNTY, "chief"),
        ("he", OTHER_COUNTY, "chief"),
        ("wang", PREFECTURE, "chief"),
    ]
    with connected(engine) as connection:
        for office in OFFICES:
            connection.execute(
                insert(offices).values(code=office.code, name=office.name, region=office.region, parent=office.parent)
            )
        for name, office, role in people:
            connection.execute(insert(officers).values(id=name, name=name, office=office.code))
            connection.execute(insert(officer_roles).values(officer=name, role=role))


def news(engine: Engine, kind: str, found: Finding, day: date = MONDAY, seq: int = 1) -> None:
    """What the watch writes of a change."""
    with transaction(engine) as connection:
        record_changes(connection, [AlertChange(kind, found.key, msgspec.json.encode(found), day, seq)])


def admission(engine: Engine) -> Admission:
    return Admission(engine, timetable(engine), mutes())


def admit(engine: Engine, *, region: str = "520103") -> None:
    """Admit whatever waits; projects without a ledger lie in the region."""
    known = admission(engine)
    waiting = known.waiting()
    found = sites(engine, list(waiting))
    for project, ids in waiting.items():
        site = found[project]
        known.admit(project, ids, site if site.region or project == "-" else type(site)(region, f"{project} school"))
