"""Persons for tests: their numbers, and one of them in an alert, in a case and in the vault."""

from datetime import timedelta

from sqlalchemy import update

from infra.db.engine import connected
from infra.db.works.tables import cases, works
from infra.vault import Vault
from monitors.policy import Policy
from schemas.finding import Finding, Level
from schemas.sensitive import Kind
from streams.caretaker.portraits import refresh
from streams.intake import Intake
from tests.build import event
from tests.database import line
from tests.portal_fixtures import TODAY, Portal
from tests.worked_alert import folded, submitted, worked_alert

ZHANG = "11010519491231002X"
LI = "440524188001010014"
CARD = "6228480402564890018"


def named(portal: Portal) -> str:
    """Zhang's token; he is named by alert 17 of case 1, and enrolled with a card."""
    submitted(portal.engine)
    enrolled = event("attendance.worker_enrolled", "2026-04-02", worker_id=ZHANG, card_token=CARD)
    intake = Intake(portal.engine, vault=Vault.of(portal.engine, portal.settings), tokens=True)
    receipt = intake.accept([line(enrolled)], name="site.jsonl", channel="http")
    assert receipt.accepted == 1
    folded(portal.engine)
    refresh(portal.engine, Policy.shipped(), TODAY, pause=timedelta())
    token = Vault.of(portal.engine, portal.settings).token(Kind.IDENTITY, ZHANG)
    worked_alert(portal.engine, Finding("wages.unpaid", "P1", "2026-04", Level.RED, (token,)))
    with connected(portal.engine) as connection:
        row = {"number": "云山劳监〔2026〕1号", "project": "P1", "region": "520103", "opened_on": TODAY}
        connection.execute(cases.insert().values(id=1, **row))
        connection.execute(update(works).values(case_id=1))
    return token
