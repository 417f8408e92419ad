"""Alerts for tests of the queue and its pages, written as rows of works."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Engine, insert

from alerts.work import Rung, Work
from infra.db.engine import connected
from infra.db.works.rows import row_of
from infra.db.works.tables import works
from monitors.law import WAGE_REGULATION
from schemas.finding import Finding, Level

TODAY = date(2026, 5, 18)
COUNTY = (Rung("yunshan", "云山县"), Rung("gy", "贵阳市"), Rung("gz", "贵州省"))
NEIGHBOUR = (Rung("linshui", "临水县"), Rung("gy", "贵阳市"), Rung("gz", "贵州省"))


def work(number: int, **given: Any) -> Work:
    """One open alert of the county of 云山, unpaid wages of April, due in three days."""
    level = given.pop("level", Level.RED)
    project = given.pop("project", "P1")
    facts = {"due_on": "2026-05-15", "attended": 9, "unpaid": 2}
    finding = Finding(
        given.pop("rule", "wages.unpaid"), project, given.pop("subject", f"2026-{1 + number % 12:02d}"), level,
        given.pop("workers", ("w1", "w2")), date(2026, 5, 16), facts, (WAGE_REGULATION.article(13),),
    )  # fmt: skip
    made = Work(
        id=number, finding=finding, region="520103", office="yunshan", chain=COUNTY, opened_on=TODAY,
        state_since=TODAY, due_on=TODAY + timedelta(3), project_name=f"云山县{project}安置房", sector="housing",
        funding="government",
    )  # fmt: skip
    return replace(made, **given)


def write(engine: Engine, *made: Work) -> None:
    """Write the alerts."""
    with connected(engine) as connection:
        connection.execute(insert(works), [row_of(each) for each in made])
