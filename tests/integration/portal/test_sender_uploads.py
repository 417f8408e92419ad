"""Uploads in pieces from a page: the client's own, by nobody else, and the same delivery however often it is asked."""

import base64

import httpx
import pytest

from portal.machine.problem import MEDIA_TYPE
from portal.security import CSRF_HEADER
from tests.database import rows
from tests.machine_client import bank
from tests.portal_fixtures import Browser, Portal
from tests.senders import MOVEMENTS, OPENING, a_sender, movement, sheet, uploaded

PIECE = {"Content-Type": "application/offset+octet-stream"}
ASKS = {"Accept": MEDIA_TYPE}


@pytest.fixture
def banker(portal: Portal) -> str:
    a_sender(portal, bank("102"), "banker")
    a_sender(portal, bank("313"), "stranger")
    with portal.signed_in("banker") as browser:
        assert "已受理" in uploaded(browser, sheet(*OPENING), "开户.xlsx").text
    return "banker"


def begun(browser: Browser, body: bytes, **said: str) -> str:
    told = {"filename": "流水.xlsx", **said}
    about = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in told.items())
    answer = browser.post("/sender/uploads", headers={"Upload-Length": str(len(body)), "Upload-Metadata": about})
    assert answer.status_code == 201, answer.text
    return str(answer.headers["Location"])


def piece(browser: Browser, at: str, offset: int, body: bytes) -> httpx.Response:
    return browser.patch(at, content=body, headers=PIECE | ASKS | {"Upload-Offset": str(offset)})


def test_two_pieces_are_one_delivery_and_asked_again_the_same(portal: Portal, banker: str) -> None:
    body = sheet(MOVEMENTS, movement("T1"), movement("T2", "十二万"))
    with portal.signed_in(banker) as browser:
        at = begun(browser, body)
        assert piece(browser, at, 0, body[:1000]).headers["Upload-Offset"] == "1000"
        wrong = piece(browser, at, 7, body)
        assert (wrong.status_code, wrong.headers["Upload-Offset"]) == (409, "1000")
        assert browser.post(f"{at}/submission", headers=ASKS).json()["type"].endswith("incomplete")
        assert "流水.xlsx" in browser.get("/sender/upload").text.partition('id="unfinished"')[2]
        assert piece(browser, at, 1000, body[1000:]).status_code == 204
        page = browser.post(f"{at}/submission").json()["page"]
        assert browser.post(f"{at}/submission").json()["page"] == page
        receipt = browser.get(f"{page}/receipt").json()["receipt"]
        assert receipt["records"] == {"received": 2, "accepted": 1, "duplicate": 0, "quarantined": 1}
        assert 'id="unfinished"' not in browser.get("/sender/upload").text


def test_another_clients_upload_is_one_that_there_is_not(portal: Portal, banker: str) -> None:
    with portal.signed_in(banker) as browser, portal.signed_in("stranger") as other:
        at = begun(browser, b"12345")
        assert other.head(at).status_code == 404
        assert piece(other, at, 0, b"12345").status_code == 404
        for act in ("submission", "forget"):
            assert other.post(f"{at}/{act}", headers=ASKS).status_code == 404
        assert 'id="unfinished"' not in other.get("/sender/upload").text
        assert browser.head(at).headers["Upload-Offset"] == "0"
    with portal.signed_in("officer-a") as officer:
        assert officer.head(at).status_code == 403
        assert piece(officer, at, 0, b"12345").status_code == 403


def test_a_forged_request_changes_nothing(portal: Portal, banker: str) -> None:
    with portal.signed_in(banker) as browser:
        at = begun(browser, b"12345")
        for method, path in (("POST", "/sender/uploads"), ("PATCH", at), ("POST", f"{at}/forget")):
            headers = PIECE | {CSRF_HEADER: "forged", "Upload-Length": "5", "Upload-Offset": "0"}
            assert browser.request(method, path, headers=headers).status_code == 403, path
        assert browser.head(at).headers["Upload-Offset"] == "0"


def test_what_was_given_up_is_gone(portal: Portal, banker: str) -> None:
    with portal.signed_in(banker) as browser:
        at = begun(browser, b"12345")
        piece(browser, at, 0, b"123")
        assert browser.post(f"{at}/forget").url.path == "/sender/upload"
        assert browser.head(at).status_code == 404
        assert rows(portal.engine, "SELECT count(*) FROM uploads") == [(0,)]
        assert list((portal.settings.state_dir / "door").glob("u*")) == []


def test_too_many_open_ones_are_refused_in_words(portal: Portal, banker: str) -> None:
    with portal.signed_in(banker) as browser:
        for _ in range(20):
            begun(browser, b"12345")
        told = browser.post("/sender/uploads", headers=ASKS | {"Upload-Length": "5"})
        assert told.status_code == 429
        assert "先完成或放弃" in told.json()["detail_zh"]


def test_a_file_with_all_of_a_day_leads_to_the_statement(portal: Portal, banker: str) -> None:
    body = sheet(MOVEMENTS, movement("T1"))
    with portal.signed_in(banker) as browser:
        assert "本文件含当日全部数据" in browser.get("/sender/upload").text
        at = begun(browser, body, complete="true")
        piece(browser, at, 0, body)
        page = browser.get(browser.post(f"{at}/submission").json()["page"]).text
        assert 'id="statement"' in page
        assert 'id="statement"' in uploaded(browser, sheet(MOVEMENTS, movement("T2")), complete="true").text
        assert 'id="statement"' not in uploaded(browser, sheet(MOVEMENTS, movement("T3"))).text
