"""What an alert's page hands out, in the running portal."""

import io
import zipfile
from datetime import date

import pytest

from infra.db.chronicle import ChronicleStore, Entry
from tests.portal_fixtures import Portal
from tests.worked_alert import folded, found, submitted, worked_alert

pytest_plugins = ("tests.database_fixtures", "tests.portal_fixtures")


@pytest.fixture
def alert(portal: Portal) -> int:
    submitted(portal.engine)
    folded(portal.engine)
    return worked_alert(portal.engine, found(portal.engine))


def ordered(portal: Portal, alert: int) -> None:
    body = {"document_no": "云人社监令字〔2026〕第17号", "due_on": date(2026, 6, 1)}
    entry = Entry(f"alert:{alert}", "rectification_ordered", "officer-a", "yunshan", portal.today, body)
    ChronicleStore(portal.engine).write([entry])


def test_the_evidence_is_a_zip_that_the_chronicle_knows_of(portal: Portal, alert: int) -> None:
    with portal.signed_in("officer-a") as browser:
        answer = browser.get(f"/alerts/{alert}/evidence.zip")
    assert "README.md" in zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    last = ChronicleStore(portal.engine).about(f"alert:{alert}")[-1]
    assert (last.act, last.actor, last.body["sha256"]) == (
        "evidence_exported",
        "officer-a",
        answer.headers["x-content-sha256"],
    )


def test_the_order_is_printed_once_it_was_given_and_is_the_same_each_time(portal: Portal, alert: int) -> None:
    with portal.signed_in("officer-a") as browser:
        assert browser.get(f"/alerts/{alert}/rectification-order.pdf").status_code == 409
        ordered(portal, alert)
        first = browser.get(f"/alerts/{alert}/rectification-order.pdf")
        assert first.content.startswith(b"%PDF-")
        assert first.content == browser.get(f"/alerts/{alert}/rectification-order.pdf").content
    assert [e.act for e in ChronicleStore(portal.engine).about(f"alert:{alert}")][-1] == "printed"


@pytest.mark.parametrize("paper", ["evidence.zip", "rectification-order.pdf"])
@pytest.mark.parametrize("number", ["17", "18", str(2**63), str(2**70)])
def test_another_county_gets_what_it_gets_of_a_number_that_there_is_not(
    portal: Portal, alert: int, paper: str, number: str
) -> None:
    ordered(portal, alert)
    before = ChronicleStore(portal.engine).head()
    with portal.signed_in("officer-z") as browser:
        assert browser.get(f"/alerts/{number}/{paper}").status_code == 404
    assert ChronicleStore(portal.engine).head() == before


def test_who_only_administers_gets_no_evidence(portal: Portal, alert: int) -> None:
    with portal.signed_in("admin-a") as browser:
        assert browser.get(f"/alerts/{alert}/evidence.zip").status_code == 403
