"""Leads: admitted exactly once whatever way they come, worked on by their office, seen by nobody else."""

import threading
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from alerts.leads import Accept, Answer, Close, Extend, Handle, Match, Outcome, Refused, State, Transfer
from infra.db.chronicle import ChronicleStore
from infra.db.clock import ClockStore
from infra.db.engine import connected
from infra.db.leads.intake import Contact, Form, Forms, take
from infra.db.leads.rows import Kept
from infra.db.leads.store import Leads, NotFound, Stale, Wanted
from infra.db.offices.tables import offices
from infra.seal import Seal
from infra.settings import Settings
from monitors.policy import Policy
from schemas.office import Office, Officer, Role, Sight
from streams.caretaker.leads import look_after_leads
from streams.intake import Intake
from tests.build import event
from tests.database import line, rows

pytest_plugins = ("tests.database_fixtures",)

PROVINCE, COUNTY, NEIGHBOUR = Sight(("52",)), Sight(("520103",)), Sight(("520102",))
TODAY = date(2026, 3, 2)


def officer(name: str, office: str, *roles: Role) -> Officer:
    return Officer(name, name, office, frozenset(roles or (Role.OFFICER,)), Sight((office,)), (office,))


@pytest.fixture
def county(engine: Engine) -> Engine:
    with connected(engine) as connection:
        for code, parent in (("52", None), ("5201", "52"), ("520103", "5201"), ("520102", "5201")):
            connection.execute(offices.insert().values(code=code, name=f"office {code}", region=code, parent=parent))
    ClockStore(engine).tick_to(TODAY)
    return engine


@pytest.fixture
def seal(tmp_path: Path) -> Seal:
    return Seal.of(Settings(state_dir=tmp_path))


def accept(engine: Engine, *lines: bytes) -> None:
    Intake(engine).accept(lines, name="test.jsonl", channel="test")


def settle(engine: Engine) -> None:
    while look_after_leads(engine, Policy.shipped):
        pass


def got(engine: Engine, lead_id: str, sight: Sight = PROVINCE) -> Kept:
    kept = Leads(engine).get(lead_id, sight)
    assert kept is not None
    return kept


def acts(engine: Engine, lead_id: str) -> list[str]:
    return [entry.act for entry in ChronicleStore(engine).about(f"lead:{lead_id}")]


def received(lead_id: str, **data: object) -> bytes:
    return line(event("lead.received", "2026-03-01", subject=None, lead_id=lead_id, received_on="2026-03-01", **data))


def registered(project: str, region: str = "520103") -> bytes:
    return line(event("project.registered", "2026-01-05", subject=project, region_code=region))


def test_a_lead_from_a_feed_lies_with_the_office_of_its_project(county: Engine) -> None:
    accept(county, registered("P1"), received("L1", project_id="P1"))
    settle(county)
    kept = got(county, "L1", COUNTY)
    assert (kept.lead.office, kept.lead.region, kept.lead.state) == ("520103", "520103", State.RECEIVED)
    assert kept.due_on == date(2026, 3, 6)


def test_another_county_cannot_tell_the_lead_from_one_that_does_not_exist(county: Engine) -> None:
    accept(county, registered("P1"), received("L1", project_id="P1"))
    settle(county)
    assert Leads(county).get("L1", NEIGHBOUR) is None
    assert Leads(county).listed(Wanted("all"), NEIGHBOUR, TODAY).total == 0
    neighbour = officer("li", "520102")
    assert isinstance(Leads(county).act("L1", 1, Accept(), neighbour, TODAY), NotFound)


def test_a_lead_without_a_known_project_waits_with_the_root_until_it_is_registered(county: Engine) -> None:
    accept(county, received("L1", project_id="P9"), received("L2"))
    settle(county)
    assert {lead: got(county, lead).lead.office for lead in ("L1", "L2")} == {"L1": "52", "L2": "52"}
    accept(county, registered("P9"))
    settle(county)
    assert got(county, "L1", COUNTY).lead.office == "520103"
    assert acts(county, "L1") == ["received", "placed"]
    assert Leads(county).get("L2", COUNTY) is None


def test_admitting_again_changes_nothing(county: Engine) -> None:
    accept(county, registered("P1"), received("L1", project_id="P1"))
    for _ in range(3):
        settle(county)
    with connected(county) as connection:
        connection.exec_driver_sql("UPDATE lead_cursor SET seq = 0")  # a restored backup, say
    settle(county)
    assert acts(county, "L1") == ["received"]


def test_leads_accepted_at_the_same_time_by_several_are_all_admitted_once(county: Engine) -> None:
    accept(county, *(registered(f"P{n}") for n in range(6)))

    def send(number: int) -> None:
        for i in range(8):
            accept(county, received(f"L{number}-{i}", project_id=f"P{number}"))

    def admit() -> None:
        for _ in range(25):
            look_after_leads(county, Policy.shipped)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(6)]
    threads += [threading.Thread(target=admit) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    settle(county)
    assert rows(county, "SELECT count(*), count(DISTINCT id) FROM leads") == [(48, 48)]
    assert rows(county, "SELECT count(*) FROM chronicle WHERE act = 'received'") == [(48,)]


def test_a_closing_that_came_before_its_lead_closes_it(county: Engine) -> None:
    accept(county, line(event("lead.closed", "2026-03-01", subject=None, lead_id="L1", closed_on="2026-03-01")))
    settle(county)
    accept(county, received("L1"))
    settle(county)
    assert got(county, "L1").lead.state is State.CLOSED


def test_a_lead_is_worked_on_from_receipt_to_closing_and_its_alert_can_end(county: Engine, seal: Seal) -> None:
    accept(county, registered("P1"))
    zhang, office = officer("zhang", "520103"), Office("520103", "office", "520103", "5201")
    form = Form("window", TODAY, 3, months=("2026-01",), project_text="小学工地", story="三个月没发工资")
    lead_id = take(county, form, zhang, office, seal, TODAY)
    settle(county)
    steps = (
        Match("P1", None, (), "520103", "named"),
        Accept(),
        Handle(Outcome.PAID, "已补发", 1_000_000),
        Answer("phone", "您反映的问题已办理。"),
        Close(),
    )
    for step in steps:
        done = Leads(county).act(lead_id, got(county, lead_id).version, step, zhang, TODAY)
        assert isinstance(done, Kept), done
        settle(county)
    assert acts(county, lead_id)[-5:] == ["matched", "accepted", "handled", "answered", "closed"]
    said = rows(county, "SELECT kind FROM journal WHERE project = 'P1' AND starts_with(kind, 'lead.') ORDER BY seq")
    assert [kind for (kind,) in said][-1] == "lead.closed"
    assert rows(county, "SELECT count(*) FROM lead_sayings") == [(0,)]


def test_two_officers_cannot_overwrite_each_other(county: Engine) -> None:
    accept(county, registered("P1"), received("L1", project_id="P1"))
    settle(county)
    zhang = officer("zhang", "520103")
    assert isinstance(Leads(county).act("L1", 1, Accept(), zhang, TODAY), Kept)
    assert Leads(county).act("L1", 1, Accept(), zhang, TODAY) == Stale(2)


def test_the_first_receiver_still_sees_what_it_transferred_and_can_no_longer_change_it(
    county: Engine, seal: Seal
) -> None:
    zhang, office = officer("zhang", "520103"), Office("520103", "office", "520103", "5201")
    lead_id = take(county, Form("hotline", TODAY, 1), zhang, office, seal, TODAY)
    settle(county)
    moved = Leads(county).act(lead_id, 1, Transfer("520102", "520102", "工地在邻县"), zhang, TODAY)
    assert isinstance(moved, Kept)
    assert got(county, lead_id, NEIGHBOUR).lead.office == "520102"
    assert got(county, lead_id, COUNTY).lead.first_office == "520103"
    assert isinstance(Leads(county).act(lead_id, 2, Accept(), zhang, TODAY), NotFound)


def test_contact_data_lie_sealed_and_each_look_is_in_the_chronicle(county: Engine, seal: Seal) -> None:
    zhang, office = officer("zhang", "520103"), Office("520103", "office", "520103", "5201")
    form = Form("window", TODAY, 1, contact=Contact("王大山", "13800000000"))
    lead_id = take(county, form, zhang, office, seal, TODAY)
    settle(county)
    assert rows(county, "SELECT count(*) FROM lead_forms WHERE position('13800000000'::bytea in contact) > 0") == [(0,)]
    assert Forms(county, seal).unmask(lead_id, officer("li", "520102"), TODAY, "好奇") is None
    shown = Forms(county, seal).unmask(lead_id, zhang, TODAY, "回访")
    assert shown == Contact("王大山", "13800000000")
    looked = [entry for entry in ChronicleStore(county).about(f"lead:{lead_id}") if entry.act == "contact_unmasked"]
    assert [(entry.actor, entry.body) for entry in looked] == [("zhang", {"purpose": "回访"})]


def test_only_the_head_extends(county: Engine) -> None:
    accept(county, registered("P1"), received("L1", project_id="P1"))
    settle(county)
    Leads(county).act("L1", 1, Accept(), officer("zhang", "520103"), TODAY)
    assert Leads(county).act("L1", 2, Extend("复杂"), officer("zhang", "520103"), TODAY) is Refused.HEAD_ONLY
    done = Leads(county).act("L1", 2, Extend("复杂"), officer("chen", "520103", Role.CHIEF), TODAY)
    assert isinstance(done, Kept)


def test_an_event_the_offices_said_is_accepted_once_though_the_sender_died_after_it(county: Engine, seal: Seal) -> None:
    zhang, office = officer("zhang", "520103"), Office("520103", "office", "520103", "5201")
    take(county, Form("window", TODAY, 1), zhang, office, seal, TODAY)
    waiting = rows(county, "SELECT event FROM lead_sayings")
    accept(county, waiting[0][0].encode() + b"\n")  # accepted, and then the row was not deleted
    settle(county)
    assert rows(county, "SELECT count(*) FROM leads") == [(1,)]
    assert rows(county, "SELECT count(*) FROM lead_sayings") == [(0,)]


def test_an_office_is_told_of_a_new_lead_and_once_of_its_deadline(county: Engine) -> None:
    accept(county, registered("P1"), received("L1", project_id="P1"))
    settle(county)
    ClockStore(county).tick_to(date(2026, 3, 9))
    settle(county)
    settle(county)
    told = rows(county, "SELECT office, reason FROM notices WHERE about = 'lead:L1' ORDER BY id")
    assert told == [("520103", "lead_received"), ("520103", "lead_due")]
