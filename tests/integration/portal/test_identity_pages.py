"""The number behind a token is shown to who has a matter for it, for minutes, and everybody can read that it was."""

import logging
import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from infra import clock
from infra.db.chronicle import ChronicleStore
from infra.db.engine import connected
from infra.db.vault.tables import vault_reveals
from infra.vault import Vault
from schemas.finding import Finding, Level
from schemas.sensitive import Kind
from tests.freeze_gate import publish
from tests.identities import CARD, LI, ZHANG, named
from tests.integration.machine.test_vault import assert_nowhere, everything
from tests.portal_fixtures import Browser, Portal
from tests.worked_alert import worked_alert


@pytest.fixture
def zhang(portal: Portal) -> str:
    """His token; alert 17 of case 1 names him."""
    return named(portal)


GROUPS = re.compile(r"<span>110105</span><span>19491231</span><span>002X</span>")
WHY = {"purpose": "case", "reason": "核对工资支付表", "number": "identity"}


def revealed(browser: Browser, token: str, matter: str = "/alerts/17", **changed: str) -> tuple[str, str]:
    """Where the officer is led, and what stands there."""
    answer = browser.post(f"{matter}/identities", data={**WHY, "worker": token, **changed})
    return answer.url.path, answer.text


def logged(caplog: pytest.LogCaptureFixture) -> str:
    """What the server logged; the browser of these tests logs what it asks."""
    return "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("http"))


@pytest.mark.parametrize("matter", ["/alerts/17", "/cases/1"])
def test_a_number_is_shown_for_a_purpose_and_a_matter(portal: Portal, zhang: str, matter: str) -> None:
    with portal.signed_in("officer-a") as browser:
        assert f'href="{matter}/identities"' in browser.get(matter).text
        assert zhang in browser.get(f"{matter}/identities").text
        path, text = revealed(browser, zhang, matter)
        assert GROUPS.search(text)
        assert path.startswith("/identities/")
        assert zhang not in path
        answer = browser.get(path)
    assert answer.headers["Cache-Control"] == "no-store"
    assert int(answer.headers["Refresh"]) <= 601
    assert ZHANG not in answer.text.partition("</title>")[0]


def test_a_wage_card_is_shown_likewise(portal: Portal, zhang: str) -> None:
    with portal.signed_in("chief-a") as browser:
        assert "<span>6228</span><span>4804</span>" in revealed(browser, zhang, number="card")[1]


def test_after_its_minutes_the_number_is_hidden_and_nobody_else_sees_it_before(portal: Portal, zhang: str) -> None:
    with portal.signed_in("officer-a") as browser, portal.signed_in("officer-b") as colleague:
        path, _ = revealed(browser, zhang)
        assert colleague.get(path).status_code == 404
        assert not GROUPS.search(colleague.get(path).text)
        with connected(portal.engine) as connection:
            until = connection.execute(select(vault_reveals.c.until)).scalar_one()
            assert timedelta(minutes=9) < until - clock.now() <= timedelta(minutes=10)
            connection.execute(update(vault_reveals).values(until=clock.now()))
        gone = browser.get(path)
    assert gone.status_code == 404
    assert not GROUPS.search(gone.text)


def test_how_long_it_is_shown_is_a_figure_that_two_persons_publish(portal: Portal, zhang: str) -> None:
    publish(portal, reveal=3)
    with portal.signed_in("officer-a") as browser:
        assert "随后显示3分钟" in browser.get("/alerts/17/identities").text
        revealed(browser, zhang)
    with connected(portal.engine) as connection:
        until = connection.execute(select(vault_reveals.c.until)).scalar_one()
    assert timedelta(minutes=2) < until - clock.now() <= timedelta(minutes=3)


@pytest.mark.parametrize(
    "changed", [{"purpose": ""}, {"purpose": "curiosity"}, {"reason": ""}, {"worker": "w9"}, {"number": "name"}]
)
def test_without_purpose_or_for_a_worker_whom_it_does_not_concern_nothing_is_shown(
    portal: Portal, zhang: str, changed: dict[str, str]
) -> None:
    with portal.signed_in("officer-a") as browser:
        answer = browser.post("/alerts/17/identities", data={**WHY, "worker": zhang, **changed})
    assert answer.status_code == 422
    assert not GROUPS.search(answer.text)
    assert not [entry for entry in ChronicleStore(portal.engine).about("alert:17") if entry.act == "revealed"]


@pytest.mark.parametrize("officer", ["officer-z", "auditor-a", "admin-a", "fund-clerk", "policy-1"])
def test_without_the_role_or_out_of_sight_nothing_is_shown(portal: Portal, zhang: str, officer: str) -> None:
    with portal.signed_in(officer) as browser:
        for matter in ("/alerts/17", "/cases/1"):
            answer = browser.post(f"{matter}/identities", data={**WHY, "worker": zhang})
            assert answer.status_code in {403, 404}
            assert not GROUPS.search(answer.text)


def test_every_showing_is_written_down_for_worker_matter_and_audit(
    portal: Portal, zhang: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with portal.signed_in("officer-a") as browser:
        revealed(browser, zhang)
        assert "显示工人号码" in browser.get("/alerts/17").text
    for about in (f"worker:{zhang}", "alert:17"):
        (entry,) = [entry for entry in ChronicleStore(portal.engine).about(about) if entry.act == "revealed"]
        assert entry.actor == "officer-a"
        assert (entry.body["purpose"], entry.body["case"], entry.body["found"]) == ("case", "#17", True)
    with portal.signed_in("auditor-a") as auditor:
        told = auditor.get("/audit?act=revealed").text
    assert "显示工人号码" in told
    assert ZHANG not in told + logged(caplog)


@pytest.mark.usefixtures("zhang")
def test_who_is_not_in_the_vault_is_said_not_to_be_there_and_that_is_written_down(portal: Portal) -> None:
    worked_alert(portal.engine, Finding("wages.unpaid", "P1", "2026-05", Level.RED, ("w7",)), number=18)
    with portal.signed_in("officer-a") as browser:
        answer = browser.post("/alerts/18/identities", data={**WHY, "worker": "w7"})
    assert (answer.status_code, "报送方使用自己的代号" in answer.text) == (422, True)
    (entry,) = [entry for entry in ChronicleStore(portal.engine).about("worker:w7") if entry.act == "revealed"]
    assert entry.body["found"] is False


def test_a_worker_is_looked_up_by_the_identity_number_which_is_not_kept(portal: Portal, zhang: str) -> None:
    with portal.signed_in("officer-a") as browser:
        told = {"worker": ZHANG, "purpose": "case", "reason": f"他出示身份证{LI}"}
        answer = browser.post("/workers", data=told)
        assert answer.url.path.startswith("/workers/lookups/")
        assert LI not in answer.text
        link = re.search(r'href="(/alerts/17/identities\?lookup=[\w-]+)"', answer.text)
        assert link is not None
        assert f'value="{zhang}" selected' in browser.get(link[1]).text
        assert browser.post("/workers", data={**told, "worker": "110105194912310021"}).status_code == 422
    (entry,) = [entry for entry in ChronicleStore(portal.engine).about(f"worker:{zhang}") if entry.act == "looked_up"]
    assert LI not in str(entry.body)


def test_numbers_in_a_form_become_tokens_and_stand_in_no_table(portal: Portal) -> None:
    told = {
        "channel": "window", "received_on": "2026-05-18", "claimants": "2", "project_text": "小学工地",
        "months": "2026-04", "story": f"本人身份证{ZHANG},卡号6228 4804 0256 4890 018", "workers": LI,
    }  # fmt: skip
    with portal.signed_in("officer-a") as browser:
        answer = browser.post("/leads", data=told)
        assert answer.url.path.startswith("/leads/"), answer.text
    stored = everything(portal.engine) + answer.text
    assert Vault.of(portal.engine, portal.settings).token(Kind.IDENTITY, LI) in stored
    assert_nowhere(stored)
    assert "6228 4804" not in stored


def test_a_number_in_an_address_is_refused_and_not_repeated(portal: Portal, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with portal.signed_in("officer-a") as browser:
        for path in (f"/queue?q={ZHANG}", f"/projects/{CARD}", "/cases?q=%31%310105+19491231+002x", f"/v1/feed?x={LI}"):
            answer = browser.get(path)
            assert answer.status_code == 400
            told = answer.text + logged(caplog)
            assert not any(number in told for number in (ZHANG, CARD, LI))
