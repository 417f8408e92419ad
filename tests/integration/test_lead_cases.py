"""A lead's place among the alerts: its project's case file, its evidence, and what the offices are told."""

from datetime import date

import pytest
import sqlalchemy
from sqlalchemy import Engine, text

from infra.db.clock import ClockStore
from infra.db.engine import connected
from infra.db.handoffs.tables import handoffs
from infra.db.leads.evidence import snapshots
from infra.db.leads.store import Leads
from infra.db.offices.tables import offices
from monitors.attested import PaidState
from monitors.policy import Policy
from schemas.office import Sight
from streams.caretaker.alerts import look_after_alerts
from streams.caretaker.handoffs import remind_of_handoffs
from streams.caretaker.leads import look_after_leads
from streams.intake import Intake
from tests.build import Project
from tests.database import line, rows
from tests.watched import watched

pytest_plugins = ("tests.database_fixtures",)

TODAY = date(2026, 3, 2)
COUNTY = Sight(("520103",))


@pytest.fixture
def county(engine: Engine) -> Engine:
    """A site where one worker was not paid January, a lead about it, and everything looked after once."""
    with connected(engine) as connection:
        for code, parent in (("52", None), ("520103", "52")):
            connection.execute(offices.insert().values(code=code, name=code, region=code, parent=parent))
    project = Project(region_code="520103").happened("bank.account_opened", "2026-01-05")
    project.happened("project.started", "2026-01-05").crew(1, "2026-01-06").fed("2026-03-01")
    project.happened("lead.received", "2026-03-01", project_id="P1", months=["2026-01"], worker_ids=["w01"])
    Intake(engine).accept([line(event) for event in project.events], name="t", channel="test")
    ClockStore(engine).tick_to(TODAY)
    watched(engine)
    look_after(engine)
    return engine


def look_after(engine: Engine) -> None:
    while look_after_alerts(engine) + look_after_leads(engine, Policy.shipped):
        pass


def test_a_lead_about_a_project_with_open_alerts_joins_its_case_file(county: Engine) -> None:
    kept = Leads(county).get("L1", COUNTY)
    assert kept is not None
    assert rows(county, "SELECT id FROM cases WHERE project = 'P1'") == [(kept.lead.case,)]
    assert kept.lead.case is not None
    assert [one.lead.id for one in Leads(county).of_case(kept.lead.case, COUNTY)] == ["L1"]
    assert Leads(county).of_case(kept.lead.case, Sight(("520102",))) == []
    told = rows(county, "SELECT about FROM chronicle WHERE act = 'lead_joined' ORDER BY about")
    assert told == [(f"case:{kept.lead.case}",), ("lead:L1",)]


def test_the_evidence_is_attached_once_by_itself_and_says_who_was_not_paid(county: Engine) -> None:
    look_after(county)
    (snapshot,) = snapshots(county, "L1")
    assert [(cell.worker, cell.month, cell.state) for cell in snapshot.attested.cells] == [
        ("w01", "2026-01", PaidState.UNPAID)
    ]
    digests = rows(county, "SELECT body::json -> 'body' ->> 'sha256' FROM chronicle WHERE act = 'evidence_attached'")
    assert digests == [(snapshot.sha256,)]


@pytest.mark.parametrize("change", ["UPDATE lead_evidence SET body = '{}'", "DELETE FROM lead_evidence"])
def test_attached_evidence_cannot_be_changed(county: Engine, change: str) -> None:
    with pytest.raises(sqlalchemy.exc.DBAPIError, match="appended to only"), connected(county) as connection:
        connection.execute(text(change))


def test_an_office_is_told_once_when_the_other_sides_limit_has_come(county: Engine) -> None:
    (work,) = rows(county, "SELECT min(id) FROM works")[0]
    with connected(county) as connection:
        connection.execute(
            handoffs.insert().values(
                work_id=work, kind="legal_aid", state="sent", version=2, region="520103", office="520103",
                project="P1", prepared_on=TODAY, due_on=TODAY, elements="[]", body="{}",
            )
        )  # fmt: skip
    assert (remind_of_handoffs(county), remind_of_handoffs(county)) == (1, 0)
