"""The inbox, the calendar of deadlines and the contact points, on the real portal."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from alerts.notices import Notice, Reason
from infra.db.chronicle.tables import chronicle
from infra.db.engine import connected
from infra.db.notices import post
from infra.db.notices.tables import contact_points, deliveries, notices
from infra.db.works.tables import works
from infra.seal import Seal
from tests.portal_fixtures import TODAY, Portal

FIELDS = {"office": "yunshan", "officer": "", "kind": "webhook", "name": "值班群", "from_level": "red",
          "digest": "daily", "lang": "zh"}  # fmt: skip


def told(portal: Portal, about: str, office: str = "yunshan", officer: str | None = None, **facts: Any) -> None:
    known = {"rule": "wages.unpaid", "project": "P1", "level": "red", **facts}
    with connected(portal.engine) as connection:
        post(connection, [Notice(about, office, Reason.FIRST, TODAY, "v1", officer, known)])


def work(portal: Portal, number: int, due_on: date, **given: Any) -> None:
    row = {
        "id": number, "rule": "wages.unpaid", "project": f"P{number}", "subject": "2026-03", "finding": "{}",
        "level": "red", "rank": 2, "workers": 3, "state": "open", "state_since": TODAY, "present": True, "version": 1,
        "region": "520103", "office": "yunshan", "chain": "[]", "step": 0, "opened_on": TODAY, "due_on": due_on,
        "reopened": 0, "project_name": f"工程{number}号", "told": "{}",
    }  # fmt: skip
    with connected(portal.engine) as connection:
        connection.execute(insert(works).values(**row | given))


def test_an_office_reads_its_own_notices_and_nobody_elses(portal: Portal) -> None:
    told(portal, "alert:1", project_name="云山锦绣")
    told(portal, "alert:2", "linshui", project_name="临水湾")
    told(portal, "alert:3", officer="officer-b", project_name="给张察的")
    with portal.signed_in("officer-a") as browser:
        page = browser.get("/inbox").text
    assert "云山锦绣" in page
    assert "临水湾" not in page
    assert "给张察的" not in page
    with portal.signed_in("officer-b") as browser:
        assert "给张察的" in browser.get("/inbox").text
    with portal.signed_in("province-52") as browser:
        assert "云山锦绣" not in browser.get("/inbox").text


def test_what_one_officer_has_read_another_has_not(portal: Portal) -> None:
    told(portal, "alert:1")
    with portal.signed_in("officer-a") as first, portal.signed_in("officer-b") as second:
        assert "未读 1 条" in first.get("/inbox").text
        page = first.post("/inbox/read-all", data={"upto": "99"})
        assert "未读 1 条" not in page.text
        assert "未读 1 条" in second.get("/inbox").text


def test_another_offices_notice_cannot_be_marked(portal: Portal) -> None:
    told(portal, "alert:1", "linshui")
    with connected(portal.engine) as connection:
        number = connection.execute(select(notices.c.id)).scalar_one()
    with portal.signed_in("officer-a") as browser:
        browser.post("/inbox/read", data={"number": str(number)})
    with portal.signed_in("officer-z") as browser:
        assert "未读 1 条" in browser.get("/inbox").text


@pytest.mark.parametrize("go", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_a_notice_leads_nowhere_outside(portal: Portal, go: str) -> None:
    with portal.signed_in("officer-a") as browser:
        answer = browser.post("/inbox/read", data={"number": "1", "go": go}, follow_redirects=False)
    assert answer.headers["location"] == "/inbox"


def test_the_inbox_speaks_english(portal: Portal) -> None:
    told(portal, "alert:1", workers=36)
    with portal.signed_in("officer-a", "en") as browser:
        page = browser.get("/inbox").text
    assert "first alert" in page
    assert "36 workers" in page


def test_what_is_late_comes_first_and_the_calendar_knows_holidays(portal: Portal) -> None:
    work(portal, 1, TODAY - timedelta(days=3))
    work(portal, 2, TODAY + timedelta(days=1))
    with portal.signed_in("officer-a") as browser:
        page = browser.get("/calendar").text
        assert page.index("工程1号") < page.index("2026年5月</h2>") < page.index("工程2号")
        assert "调休上班" in page
        assert "劳动节" in page
        assert "工程1号" in browser.get("/calendar?month=2026-05&day=2026-05-15").text
        assert "没有到期事项" in browser.get("/calendar?day=2026-06-30").text


def test_another_countys_deadlines_are_not_on_the_calendar(portal: Portal) -> None:
    work(portal, 1, TODAY, region="520102", office="linshui")
    with portal.signed_in("officer-a") as browser:
        for whose in ("mine", "office", "all"):
            assert "工程1号" not in browser.get(f"/calendar?whose={whose}&month=2026-05&day={TODAY}").text
    with portal.signed_in("prefecture-01") as browser:
        assert "工程1号" in browser.get("/calendar?whose=all").text
        assert "工程1号" not in browser.get("/calendar?whose=office").text


@pytest.mark.parametrize("query", ["month=2026-13", "month=20260-5", "month=abc", "day=2026-02-30"])
def test_a_month_that_is_none_is_no_page(portal: Portal, query: str) -> None:
    with portal.signed_in("officer-a") as browser:
        assert browser.get(f"/calendar?{query}").status_code == 404


def test_a_contact_point_is_added_sealed_and_its_secret_never_shown(portal: Portal) -> None:
    secret = "json://robot:hunter2@127.0.0.1:9/s3cret"
    with portal.signed_in("admin-a") as browser:
        page = browser.post("/admin/contacts", data={**FIELDS, "address": secret})
        assert page.status_code == 200
        assert "http://127.0.0.1:9/…" in page.text
        shown = page.text + browser.get("/admin/contacts").text
    with connected(portal.engine) as connection:
        row = connection.execute(select(contact_points)).one()
        entries = str(connection.execute(select(chronicle)).all())
    assert Seal.of(portal.settings).opened(row.sealed) == secret
    for word in ("hunter2", "s3cret"):
        assert word not in shown
        assert word not in entries
        assert word.encode() not in row.sealed
    assert "contact_added" in entries


def test_an_address_that_is_none_is_refused_and_not_repeated(portal: Portal) -> None:
    with portal.signed_in("admin-a") as browser:
        page = browser.post("/admin/contacts", data={**FIELDS, "kind": "wecom", "address": "slack://hunter2"})
    assert page.status_code == 422
    assert "与所选方式不符" in page.text
    assert "hunter2" not in page.text


def test_a_contact_point_is_changed_without_entering_its_address_again(portal: Portal) -> None:
    with portal.signed_in("admin-a") as browser:
        browser.post("/admin/contacts", data={**FIELDS, "address": "json://127.0.0.1:9/x"})
        page = browser.post("/admin/contacts/1", data={**FIELDS, "name": "新名", "address": "", "version": "1"})
        assert "已保存" in page.text
        stale = browser.post("/admin/contacts/1", data={**FIELDS, "address": "", "version": "1"})
    assert stale.status_code == 422
    with connected(portal.engine) as connection:
        row = connection.execute(select(contact_points)).one()
    assert (row.name, Seal.of(portal.settings).opened(row.sealed)) == ("新名", "json://127.0.0.1:9/x")


def test_another_countys_contact_points_are_as_if_they_were_not(portal: Portal) -> None:
    with portal.signed_in("admin-a") as browser:
        browser.post("/admin/contacts", data={**FIELDS, "address": "json://127.0.0.1:9/x"})
        browser.post("/admin/contacts/1/test")
    with connected(portal.engine) as connection:
        connection.execute(deliveries.update().values(state="failed"))
    with portal.signed_in("admin-z") as browser:
        assert "值班群</a>" not in browser.get("/admin/contacts").text
        assert browser.get("/admin/contacts/1").status_code == 404
        assert browser.post("/admin/contacts/1", data={**FIELDS, "version": "1"}).status_code == 404
        assert browser.post("/admin/contacts/1/test").status_code == 404
        assert browser.post("/admin/contacts/1/switch", data={"version": "1"}).status_code == 404
        assert browser.post("/admin/contacts/deliveries/1/retry").status_code == 404
        assert browser.post("/admin/contacts", data={**FIELDS, "address": "json://127.0.0.1:9/"}).status_code == 404
        named = {**FIELDS, "office": "linshui", "officer": "officer-a", "address": "json://127.0.0.1:9/"}
        assert browser.post("/admin/contacts", data=named).status_code == 404


def test_only_administrators_see_contact_points(portal: Portal) -> None:
    with portal.signed_in("officer-a") as browser:
        assert browser.get("/admin/contacts").status_code == 403
        assert browser.post("/admin/contacts", data=FIELDS).status_code == 403


def test_a_failed_delivery_is_seen_and_sent_again(portal: Portal) -> None:
    with portal.signed_in("admin-a") as browser:
        browser.post("/admin/contacts", data={**FIELDS, "address": "json://127.0.0.1:9/x"})
        told(portal, "alert:1")
        with connected(portal.engine) as connection:
            connection.execute(deliveries.update().values(state="failed", error="HTTP 404", permanent=True))
        page = browser.get("/admin/contacts").text
        assert "有 1 条通知未能送达" in page
        assert "HTTP 404" in page
        browser.post("/admin/contacts/deliveries/1/retry")
        assert "未能送达" not in browser.get("/admin/contacts").text
    with connected(portal.engine) as connection:
        assert connection.execute(select(deliveries.c.state)).scalar_one() == "waiting"
