"""What becomes of a held order is told as events of the contract, and judged by the rules."""

from datetime import date
from typing import Any

import pytest

from alerts.gate import Decision, Refused
from monitors.evaluate import evaluate
from monitors.policy import Policy
from streams.caretaker.marks import say_restrictions
from streams.history import History
from streams.intake import Intake
from tests.build import event
from tests.database import line, rows
from tests.freeze_gate import client, decide, held, mark
from tests.portal_fixtures import Portal

pytest_plugins = ("tests.portal_fixtures",)


@pytest.fixture
def project(portal: Portal) -> None:
    """The project and its account as their feeds told of them."""
    told = {"region_code": "520103"}
    lines = [
        line(event("project.registered", "2026-01-05", **told)),
        line(event("bank.account_opened", "2026-01-06", account_id="a1")),
    ]
    Intake(portal.engine).accept(lines, name="told.jsonl", channel="test")


def said_events(portal: Portal) -> list[tuple[Any, ...]]:
    while say_restrictions(portal.engine):
        pass
    return rows(
        portal.engine,
        "SELECT kind FROM journal WHERE project = 'P1' AND kind LIKE 'bank.account_re%' ORDER BY seq".replace(
            "%", "%%"
        ),
    )


def findings(portal: Portal, day: date) -> set[str]:
    ledger = History.of_engine(portal.engine, "P1", day).ledger
    return {found.rule for found in evaluate(ledger, day, Policy.shipped()).findings}


REPORT = {"executed_at": "2026-05-18T10:00:00+08:00", "amount_fen": 1_000_000, "channel": "automatic"}


@pytest.mark.usefixtures("project")
def test_asked_and_reviewed_is_no_unreviewed_freeze(portal: Portal) -> None:
    mark(portal)
    with client(portal) as asker:
        case = held(portal, asker)
        decide(portal, case, Decision.PROJECT_WAGES)
        told = REPORT | {"authority_prompted_at": "2026-05-18T09:00:00+08:00"}
        for _ in range(2):
            done = asker.post(f"/v1/restriction-checks/{case}/executed", json=told)
            assert done.json()["state"] == "executed", done.text
        assert said_events(portal) == [("bank.account_restricted",)]
        found = findings(portal, date(2026, 5, 25))
        assert not found & {"account.frozen", "account.frozen_unreviewed", "account.restriction_uninformed"}
        assert asker.post(f"/v1/restriction-checks/{case}/executed", json=REPORT).status_code == 409
        assert asker.post(f"/v1/restriction-checks/{case}/released", json={"on": "2026-05-20"}).status_code == 200
        assert said_events(portal)[-1] == ("bank.account_released",)


@pytest.mark.usefixtures("project")
def test_executed_before_the_decision_is_found_by_the_rules(portal: Portal) -> None:
    mark(portal)
    with client(portal) as asker:
        case = held(portal, asker)
        assert asker.post(f"/v1/restriction-checks/{case}/executed", json=REPORT).status_code == 200
    assert said_events(portal) == [("bank.account_restricted",)]
    assert {"account.frozen", "account.frozen_unreviewed", "account.restriction_uninformed"} <= findings(
        portal, date(2026, 5, 25)
    )
    assert decide(portal, case, Decision.PROJECT_WAGES) is Refused.ALREADY_DECIDED
    assert rows(portal.engine, "SELECT office FROM notices WHERE reason = 'restriction_executed'") == [("yunshan",)]


@pytest.mark.usefixtures("project")
def test_excess_funds_up_to_an_amount_are_excess_and_more_is_wage(portal: Portal) -> None:
    mark(portal)
    with client(portal) as asker:
        for number, taken in ((1, 900), (2, 1001)):
            case = held(portal, asker, document_no=f"d{number}")
            decide(portal, case, Decision.EXCESS, up_to=1000)
            asker.post(f"/v1/restriction-checks/{case}/executed", json=REPORT | {"amount_fen": taken})
    said_events(portal)
    assert len(said_events(portal)) == 2
    ledger = History.of_engine(portal.engine, "P1", portal.today).ledger
    found = [
        one.facts for one in evaluate(ledger, portal.today, Policy.shipped()).findings if one.rule == "account.frozen"
    ]
    assert [facts["document_no"] for facts in found] == ["d2"]
