"""Hand-offs in the portal: offered by their elements, sent with their papers, exported so that anyone can check."""

import hashlib
import io
import re
import zipfile

import pytest
from sqlalchemy import text

from infra.db.chronicle import ChronicleStore
from infra.db.engine import connected
from infra.db.handoffs.situations import papers_of
from tests.portal_fixtures import Browser, Portal
from tests.worked_alert import found, submitted, worked_alert

pytest_plugins = ("tests.portal_fixtures",)


@pytest.fixture
def alert(portal: Portal) -> int:
    """An alert of the county that is no wage claim."""
    with connected(portal.engine) as connection:
        connection.execute(text("DELETE FROM clock"))
    submitted(portal.engine)
    return worked_alert(portal.engine, found(portal.engine))


def version(browser: Browser, address: str) -> str:
    shown = re.search(r'name="version" value="(\d+)"', browser.get(address).text)
    assert shown is not None
    return shown[1]


def test_the_panel_says_of_each_kind_what_is_met_and_what_is_not(portal: Portal, alert: int) -> None:
    with portal.signed_in("officer-a") as browser:
        part = browser.get(f"/alerts/{alert}/handoffs", headers={"HX-Request": "true"}).text
        assert "移送公安" in part
        assert "要件未齐" in part
        assert "<html" not in part
        assert "<html" in browser.get(f"/alerts/{alert}/handoffs").text


def test_police_are_refused_while_elements_are_missing(portal: Portal, alert: int) -> None:
    with portal.signed_in("officer-a") as browser:
        answer = browser.post(f"/alerts/{alert}/handoffs", data={"kind": "police"})
        assert answer.status_code == 422
        assert "要件不具备,不能移送" in answer.text


def test_a_hand_off_is_prepared_completed_sent_and_exported(portal: Portal, alert: int) -> None:
    with portal.signed_in("officer-a") as browser:
        address = browser.post(f"/alerts/{alert}/handoffs", data={"kind": "sector_authority"}).url.path
        again = browser.post(f"/alerts/{alert}/handoffs", data={"kind": "sector_authority"}).url.path
        assert again == address
        sent = {"version": version(browser, address), "on": "2026-05-18", "document_no": "移〔2026〕1号"}
        assert "已送出" in browser.post(f"{address}/sent", data=sent).text
        assert browser.post(f"{address}/sent", data=sent).status_code == 409
        content = browser.get(f"{address}/dossier.zip").content
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        sums = dict(reversed(row.split("  ", 1)) for row in packed.read("SHA256SUMS").decode().splitlines())
        assert {name for name in packed.namelist() if name != "SHA256SUMS"} == set(sums)
        for name, digest in sums.items():
            assert hashlib.sha256(packed.read(name)).hexdigest() == digest
        assert any(name.endswith(".zip") for name in sums)
        assert packed.read("封面-cover.pdf").startswith(b"%PDF")
    acts = [entry.act for entry in ChronicleStore(portal.engine).about(f"handoff:{address.rsplit('/', 1)[1]}")]
    assert acts == ["prepared", "sent", "exported"]
    assert "hand_off_sent" in [entry.act for entry in ChronicleStore(portal.engine).about(f"alert:{alert}")]


def test_another_county_sees_neither_panel_nor_hand_off_nor_dossier(portal: Portal, alert: int) -> None:
    with portal.signed_in("officer-a") as browser:
        address = browser.post(f"/alerts/{alert}/handoffs", data={"kind": "sector_authority"}).url.path
    with portal.signed_in("officer-z") as browser:
        for path in (f"/alerts/{alert}/handoffs", address, f"{address}/dossier.zip"):
            assert browser.get(path).status_code == 404
        assert browser.post(f"/alerts/{alert}/handoffs", data={"kind": "sector_authority"}).status_code == 404
        assert browser.post(f"{address}/closed", data={"version": "1", "why": "x"}).status_code == 404
        assert "Primary school" not in browser.get("/handoffs").text


def test_an_order_counts_only_since_the_alert_last_came_back() -> None:
    order = ("rectification_ordered", {"document_no": "7号", "due_on": "2026-04-14"})
    assert papers_of([("opened", {}), order]).order_no == "7号"
    assert papers_of([("opened", {}), order, ("returned", {})]).order_no is None
    decided = papers_of([("opened", {}), order, ("decided", {"document_no": "8号", "due_on": "2026-05-01"})])
    assert (decided.order_no, decided.decision_no) == ("7号", "8号")
