"""The auditor's page in the running portal."""

from datetime import date

import pytest
from sqlalchemy import text

from infra.db.chronicle import ChronicleStore, Entry
from infra.db.engine import connected
from tests.portal_fixtures import TODAY, Portal

pytest_plugins = ("tests.database_fixtures", "tests.portal_fixtures")


@pytest.fixture
def written(portal: Portal) -> Portal:
    looked = [("w1", "officer-a", "yunshan", "lead"), ("w2", "officer-a", "yunshan", "lead")]
    looked += [("w1", "officer-b", "yunshan", "case"), ("w9", "officer-z", "linshui", "case")]
    entries = [
        Entry(f"worker:{worker}", "looked_up", who, office, TODAY, {"purpose": purpose, "reason": "核实欠薪"})
        for worker, who, office, purpose in looked
    ]
    entries += [
        Entry("alert:1", "acknowledged", "officer-a", "yunshan", date(2026, 5, 1), {"why": "看过"}),
        Entry("alert:17", "acknowledged", "officer-z", "linshui", TODAY, {"why": "邻县的事"}),
        Entry("alert:1", "closed", "officer-a", "yunshan", TODAY, {"why": "已付清"}),
    ]
    ChronicleStore(portal.engine).write(entries)
    return portal


def test_the_chronicle_is_searched_by_subject_person_act_and_day(written: Portal) -> None:
    with written.signed_in("auditor-52") as browser:
        page = browser.get("/audit", params={"about": "alert:1"}).text
        assert "看过" in page
        assert "邻县的事" not in page
        assert "邻县的事" in browser.get("/audit", params={"about": "alert:"}).text
        assert "看过" not in browser.get("/audit", params={"actor": "officer-z"}).text
        page = browser.get("/audit", params={"act": "acknowledged", "until": "2026-05-01"}).text
        assert "看过" in page
        assert "已付清" not in page


def test_a_countys_auditor_sees_what_the_own_office_did_and_nothing_of_another(written: Portal) -> None:
    with written.signed_in("auditor-a") as browser:
        page = browser.get("/audit").text
        assert "已付清" in page
        assert "邻县的事" not in page
        assert "officer-z" not in page
        assert "临水县" not in browser.get("/audit/lookups").text


def test_the_years_look_ups_are_counted_by_office_and_purpose(written: Portal) -> None:
    with written.signed_in("auditor-52") as browser:
        page = browser.get("/audit/lookups", params={"year": TODAY.year}).text
    assert page.count("核处欠薪线索") == 1
    assert page.count("办理案件") == 2
    assert "临水县" in page


def test_the_chain_is_proved_on_a_click_and_a_break_is_named(written: Portal) -> None:
    n, sha256 = ChronicleStore(written.engine).head()
    with written.signed_in("auditor-52") as browser:
        assert "完整" in browser.post("/audit/verify").text
        assert "与另存的链首一致" in browser.post("/audit/verify", data={"head": f"{n}:{sha256}"}).text
        assert browser.post("/audit/verify", data={"head": "rubbish"}).status_code == 400
        with connected(written.engine) as connection:
            connection.execute(text("ALTER TABLE chronicle DISABLE TRIGGER USER"))
            connection.execute(text("UPDATE chronicle SET body = replace(body, '看过', '没看') WHERE n = 5"))
        assert "第5条不符" in browser.post("/audit/verify").text


@pytest.mark.parametrize("officer", ["officer-a", "chief-a", "admin-52", "policy-1"])
def test_only_auditors_come_here(written: Portal, officer: str) -> None:
    with written.signed_in(officer) as browser:
        assert browser.get("/audit").status_code == 403
        assert browser.get("/audit/lookups").status_code == 403
        assert browser.post("/audit/verify").status_code == 403
