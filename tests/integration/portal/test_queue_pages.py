"""The officers' pages over HTTP: the queue, an alert, a case; who sees what, and what two officers do at once."""

import re
from datetime import timedelta

import pytest

from alerts.work import State
from infra.db.chronicle import ChronicleStore
from infra.db.works.store import Works
from schemas.finding import Level
from schemas.office import Sight
from tests.crowd import NEIGHBOUR, work, write
from tests.portal_fixtures import TODAY, Portal
from tests.worked_alert import found, submitted, worked_alert

EVERYTHING = Sight(("",))


@pytest.fixture
def county(portal: Portal) -> Portal:
    """Three alerts of the county and one of its neighbour."""
    write(
        portal.engine,
        work(1, subject="2026-04", due_on=TODAY - timedelta(3)),
        work(2, subject="2026-03", level=Level.YELLOW, assignee="officer-a"),
        work(3, rule="notice.unposted", subject="-", level=Level.ORANGE, workers=None, project="P2"),
        work(4, region="520102", office="linshui", chain=NEIGHBOUR, project="P99", subject="2026-04"),
    )
    return portal


def numbers(text: str) -> list[int]:
    return [int(one) for one in re.findall(r'<tr [^>]*data-alert="(\d+)"', text)]


def test_the_queue_lists_the_offices_alerts_most_urgent_first(county: Portal) -> None:
    with county.signed_in("officer-a") as officer:
        text = officer.get("/queue").text
    assert numbers(text) == [1, 3, 2]
    assert "出勤的9名工人中有2名分文未得" in text
    assert "逾期" in text


def test_the_queue_speaks_english(county: Portal) -> None:
    with county.signed_in("officer-a", lang="en") as officer:
        text = officer.get("/queue?scope=all").text
    assert "of 9 workers who attended 2 got nothing at all" in text
    assert "Work queue" in text


@pytest.mark.parametrize(
    ("query", "left"),
    [("level=red", [1]), ("scope=mine", [2]), ("q=P2", [3]), ("deadline=overdue", [1]), ("rule=wages.unpaid", [1, 2])],
)
def test_an_address_is_a_filter(county: Portal, query: str, left: list[int]) -> None:
    with county.signed_in("officer-a") as officer:
        assert numbers(officer.get(f"/queue?{query}").text) == left


@pytest.mark.parametrize(
    "query", ["after=%00", "after=WzEsMl0", "level=purple", "scope=none", "q=%25", "rule=" + "x" * 500]
)
def test_a_broken_address_is_no_failure(county: Portal, query: str) -> None:
    with county.signed_in("officer-a") as officer:
        assert officer.get(f"/queue?{query}").status_code == 200


def test_another_countys_alert_is_as_if_it_did_not_exist(county: Portal) -> None:
    with county.signed_in("officer-a") as officer:
        for path in ("/alerts/4", "/alerts/4/records", "/alerts/4/records/1/1", "/cases/1"):
            theirs, none = officer.get(path), officer.get(path.replace("4", "404", 1).replace("s/1", "s/777"))
            assert theirs.status_code == none.status_code == 404
            assert "P99" not in theirs.text
        answer = officer.post("/alerts/4/act", data={"act": "acknowledge", "version": "1"})
        assert answer.status_code == 404
        assert 4 not in numbers(officer.get("/queue?scope=all&q=P99").text)
        bulk = officer.post("/queue/bulk", data={"act": "acknowledge", "pick": "4:1"})
        assert "没有这条预警" in bulk.text
    left = Works(county.engine).get(4, EVERYTHING)
    assert left is not None
    assert left.state is State.OPEN


def test_who_works_no_alerts_has_no_queue(county: Portal) -> None:
    for person in ("admin-a", "policy-1"):
        with county.signed_in(person) as browser:
            assert browser.get("/queue").status_code == 403
            assert browser.get("/alerts/1").status_code == 403


def test_an_auditor_looks_and_does_nothing(county: Portal) -> None:
    with county.signed_in("auditor-a") as auditor:
        page = auditor.get("/alerts/1")
        assert page.status_code == 200
        assert 'action="/alerts/1/act"' not in page.text
        assert auditor.post("/alerts/1/act", data={"act": "acknowledge", "version": "1"}).status_code == 403


def test_an_alert_is_acknowledged_investigated_and_ordered(county: Portal) -> None:
    with county.signed_in("officer-a") as officer:
        assert officer.post("/alerts/1/act", data={"act": "acknowledge", "version": "1"}).status_code == 200
        officer.post("/alerts/1/act", data={"act": "investigate", "version": _version(county, 1), "why": "现场核查"})
        due = TODAY + timedelta(14)
        form = {
            "act": "order",
            "version": _version(county, 1),
            "due_on": due.isoformat(),
            "document_no": "云人社监〔2026〕1号",
        }
        text = officer.post("/alerts/1/act", data=form).text
    assert "责令限期改正" in text
    assert "云人社监〔2026〕1号" in text
    assert "现场核查" in text
    now = Works(county.engine).get(1, EVERYTHING)
    assert now is not None
    assert (now.state, now.rectify_by) == (State.RECTIFICATION_ORDERED, due)


def _version(portal: Portal, number: int) -> str:
    now = Works(portal.engine).get(number, EVERYTHING)
    assert now is not None
    return str(now.version)


def test_the_second_of_two_officers_is_told_what_changed(county: Portal) -> None:
    with county.signed_in("officer-a") as first, county.signed_in("officer-b") as second:
        first.post("/alerts/1/act", data={"act": "acknowledge", "version": "1", "why": "我来办"})
        late = second.post(
            "/alerts/1/act", data={"act": "close", "version": "1", "outcome": "unfounded", "why": "误报"}
        )
    assert late.status_code == 409
    assert "您的操作没有执行" in late.text
    assert "我来办" in late.text
    now = Works(county.engine).get(1, EVERYTHING)
    assert now is not None
    assert now.state is State.ACKNOWLEDGED


def test_a_refusal_says_why_and_changes_nothing(county: Portal) -> None:
    with county.signed_in("officer-a") as officer:
        answer = officer.post("/alerts/1/act", data={"act": "close", "version": "1", "outcome": "cured", "why": "x"})
        assert answer.status_code == 422
        assert "问题仍然存在" in answer.text
        assert officer.post("/alerts/1/act", data={"act": "order", "version": "1"}).status_code == 422
    assert _version(county, 1) == "1"


def test_a_waiver_needs_a_second_person(county: Portal) -> None:
    until = (TODAY + timedelta(30)).isoformat()
    form = {"act": "propose-waiver", "version": "1", "ground": "条例第十四条", "document_no": "1号", "until": until}
    with county.signed_in("chief-a") as chief:
        page = chief.post("/alerts/1/act", data=form)
        assert 'data-act="confirm-waiver"' not in page.text
    with county.signed_in("prefecture-01") as other:
        assert 'data-act="confirm-waiver"' in other.get("/alerts/1").text
        other.post("/alerts/1/act", data={"act": "confirm-waiver", "version": _version(county, 1)})
    now = Works(county.engine).get(1, EVERYTHING)
    assert now is not None
    assert now.state is State.WAIVED


def test_a_bulk_action_says_which_alerts_it_left(county: Portal) -> None:
    with county.signed_in("officer-b") as other:
        other.post("/alerts/1/act", data={"act": "acknowledge", "version": "1"})
    with county.signed_in("officer-a") as officer:
        form = {"act": "acknowledge", "pick": ["1:1", "2:1", "3:1"], "view": "scope=all"}
        text = officer.post("/queue/bulk", data=form).text
    assert "已完成 2 条" in text
    assert re.search(r'href="/alerts/1">#1</a> 刚被他人更新', text)


def test_a_bulk_assignment_gives_alerts_to_an_officer(county: Portal) -> None:
    with county.signed_in("chief-a") as chief:
        chief.post("/queue/bulk", data={"act": "assign", "officer": "officer-b", "pick": ["1:1", "3:1"]})
    with county.signed_in("officer-b") as officer:
        assert numbers(officer.get("/queue?scope=mine").text) == [1, 3]


def test_a_view_is_saved_shown_and_dropped(county: Portal) -> None:
    with county.signed_in("officer-a") as officer:
        text = officer.post("/queue/views", data={"name": "红色逾期", "view": "scope=all&level=red"}).text
        assert numbers(text) == [1]
        assert "红色逾期" in text
        number = re.search(r"/queue/views/(\d+)/forget", text)
        assert number
        assert "红色逾期" not in officer.post(f"/queue/views/{number[1]}/forget").text


def test_the_alert_shows_the_calculation_the_law_and_the_record_as_received(portal: Portal) -> None:
    submitted(portal.engine)
    worked_alert(portal.engine, found(portal.engine))
    with portal.signed_in("officer-a") as officer:
        page = officer.get("/alerts/17").text
        records = officer.get("/alerts/17/records").text
        link = re.search(r"/alerts/17/records/\d+/\d+", records)
        assert link
        record = officer.get(link[0])
    assert "施工总承包单位应当在施工现场醒目位置设立维权信息告示牌" in page
    assert "project.started" in records
    assert record.status_code == 200
    assert "specversion" in record.text
    acts = [entry.act for entry in ChronicleStore(portal.engine).about("alert:17")]
    assert acts[-1] == "record_viewed"


def test_a_record_of_something_else_is_not_shown(portal: Portal) -> None:
    submitted(portal.engine)
    worked_alert(portal.engine, found(portal.engine))
    submitted(portal.engine, "P2")
    with portal.signed_in("officer-a") as officer:
        assert officer.get("/alerts/17/records/3/1").status_code == 404
