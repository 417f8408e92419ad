"""Digests and reminders of a real database."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select

from infra.db.engine import connected
from infra.db.notices.tables import notices
from infra.db.offices.tables import offices
from infra.db.works.tables import works
from streams.caretaker.digest import digests, repeats

MONDAY, FRIDAY, SATURDAY = date(2026, 5, 18), date(2026, 5, 15), date(2026, 5, 16)


@pytest.fixture(autouse=True)
def _offices(engine: Engine) -> None:
    with connected(engine) as connection:
        for code, region, parent in (("gy", "5201", None), ("yunshan", "520103", "gy"), ("linshui", "520102", "gy")):
            connection.execute(insert(offices).values(code=code, name=code, region=region, parent=parent))


def work(engine: Engine, number: int, **given: Any) -> None:
    row = {
        "id": number, "rule": "wages.unpaid", "project": f"P{number}", "subject": "2026-03", "finding": "{}",
        "level": "red", "rank": 2, "workers": 3, "state": "open", "state_since": FRIDAY, "present": True, "version": 1,
        "region": "520103", "office": "yunshan", "chain": "[]", "step": 0, "opened_on": date(2026, 5, 1),
        "due_on": date(2026, 5, 29), "reopened": 0, "told": "{}",
    }  # fmt: skip
    with connected(engine) as connection:
        connection.execute(insert(works).values(**row | given))


def facts(engine: Engine, office: str) -> dict[str, Any]:
    with connected(engine) as connection:
        query = select(notices.c.facts).where(notices.c.office == office, notices.c.reason == "digest")
        return dict(connection.execute(query).scalar_one())


def test_a_mondays_digest_tells_of_the_weekend_and_of_the_day(engine: Engine) -> None:
    work(engine, 1, opened_on=SATURDAY, due_on=MONDAY)
    work(engine, 2, opened_on=date(2026, 5, 14))
    work(engine, 3, state="closed", due_on=None, outcome="cured", closed_on=FRIDAY)
    work(engine, 4, state="closed", due_on=None, outcome="cured", closed_on=date(2026, 5, 14))
    work(engine, 5, step=1, escalated_to="gy", escalated_on=MONDAY)
    work(engine, 6, state="waived", state_since=SATURDAY)
    work(engine, 7, opened_on=MONDAY)
    assert digests(engine, MONDAY) == 3
    told = facts(engine, "yunshan")
    figures = {name: count for name, count in told.items() if name not in ("items", "since")}
    assert told["since"] == "2026-05-15"
    assert figures == {"open": 5, "new": 1, "overdue": 1, "due_today": 1, "waived": 1, "cured": 1, "escalated": 1}
    assert [item["id"] for item in told["items"]] == [1, 5]
    assert facts(engine, "gy")["escalated"] == 1
    assert facts(engine, "linshui") == {"since": "2026-05-15", "items": []}


def test_an_office_gets_one_digest_a_day_however_often_it_is_asked(engine: Engine) -> None:
    assert digests(engine, MONDAY) == 3
    assert digests(engine, MONDAY) == 0
    assert digests(engine, date(2026, 5, 19)) == 3


TOLD = '{"level":"red","worst":"red","on":"2026-05-17","standing":true}'
FINDING = '{"rule":"wages.unpaid","project":"P1","subject":"2026-03","level":"red"}'


def reminded(engine: Engine) -> list[str]:
    with connected(engine) as connection:
        query = select(notices.c.about).where(notices.c.reason == "repeat").order_by(notices.c.about)
        return list(connection.execute(query).scalars())


def test_what_nobody_answers_is_told_again_on_the_fifth_working_day_and_once(engine: Engine) -> None:
    work(engine, 1, told=TOLD, finding=FINDING)
    work(engine, 2, told=TOLD, finding=FINDING, state="acknowledged")
    work(engine, 3, told=TOLD, finding=FINDING, muted_by=1)
    work(engine, 4, told=TOLD, finding=FINDING, present=False)
    assert repeats(engine, date(2026, 5, 21)) == 0
    assert repeats(engine, date(2026, 5, 22)) == 1
    assert repeats(engine, date(2026, 5, 22)) == 0
    assert repeats(engine, date(2026, 5, 23)) == 0
    assert repeats(engine, date(2026, 5, 28)) == 0
    assert reminded(engine) == ["alert:1"]
    assert repeats(engine, date(2026, 5, 29)) == 1


def test_an_alert_that_escalated_is_told_again_above_as_well(engine: Engine) -> None:
    work(engine, 1, told=TOLD, finding=FINDING, step=1, escalated_to="gy", chain=CHAIN)
    assert repeats(engine, date(2026, 5, 22)) == 2


CHAIN = '[{"office":"yunshan","name":"y"},{"office":"gy","name":"g"}]'
