"""The pages of projects, districts, campaigns and workers in the running portal."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from infra import clock
from infra.db.chronicle import ChronicleStore
from infra.db.engine import connected
from infra.db.portraits import Lookups
from infra.db.portraits.tables import worker_lookups
from schemas.office import Officer, Role, Sight
from tests.build import Project, days
from tests.portal_fixtures import Browser, Portal
from tests.projects import painted

DAY = date(2026, 2, 20)
TABS = ("", "/wages", "/money", "/board", "/parties", "/events")
LOOK_UP = {"worker": "w01", "purpose": "lead", "reason": "核处线索", "case_number": "520103-2026-0001"}


def building(number: str, name: str, region: str = "520103") -> Project:
    project = Project(number, region_code=region)
    project.events[0]["data"]["name"] = name
    project.happened("bank.account_opened", "2026-01-05")
    project.happened("project.started", "2026-01-05").happened("project.subcontractor_entered", "2026-01-05")
    project.happened("bank.account_credited", "2026-01-06", amount_fen=900_00, balance_fen=900_00, purpose="labor_cost")
    project.happened("project.notice_board_posted", "2026-01-06").crew(2, *days("2026-01", 5, 9))
    return project.sheet({"w01": 500_00, "w02": 500_00}).paid("w01", 500_00).fed("2026-02-20")


@pytest.fixture
def counties(portal: Portal) -> Portal:
    """A project in arrears in each of two counties."""
    painted(portal.engine, DAY, building("P1", "云山学校"), building("P2", "临水学校", "520102"))
    return portal


def looked_up(browser: Browser, **changes: str) -> str:
    """The address of the answer to a look-up."""
    answer = browser.post("/workers", data={**LOOK_UP, **changes})
    assert answer.status_code == 200
    return answer.url.path


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_tab_of_a_project_opens_in_both_languages(counties: Portal, lang: str) -> None:
    with counties.signed_in("officer-a", lang) as browser:
        for tab in TABS:
            answer = browser.get(f"/projects/P1{tab}")
            assert answer.status_code == 200
            assert "云山学校" in answer.text


def test_a_project_of_another_county_is_answered_like_one_that_does_not_exist(counties: Portal) -> None:
    with counties.signed_in("officer-a") as browser:
        for tab in TABS:
            other, none = browser.get(f"/projects/P2{tab}"), browser.get(f"/projects/P9{tab}")
            assert other.status_code == none.status_code == 404
            assert re.sub("P[29]|[0-9a-f]{64}", "", other.text) == re.sub("P[29]|[0-9a-f]{64}", "", none.text)


def test_no_list_shows_another_countys_project(counties: Portal) -> None:
    with counties.signed_in("officer-a") as browser:
        for asked in ("", "?region=520102", "?region=52", "?q=临水", "?after=9.9.P0", "?state=lacking"):
            assert "/projects/P2" not in browser.get(f"/projects{asked}").text


def test_the_province_sees_both_counties_and_goes_down_into_each(counties: Portal) -> None:
    with counties.signed_in("province-52") as browser:
        assert "/district/5201" in browser.get("/district").text
        prefecture = browser.get("/district/5201").text
        assert "/district/520102" in prefecture
        assert "/district/520103" in prefecture
        drilled = browser.get("/projects?region=520102&safeguard=monthly&state=lacking").text
    assert "/projects/P2" in drilled
    assert "/projects/P1" not in drilled


def test_no_other_district_opens(counties: Portal) -> None:
    with counties.signed_in("officer-a") as browser:
        for code in ("52", "5201", "520102", "11", "999999", "x", "5", "%00", "520103;"):
            assert browser.get(f"/district/{code}").status_code == 404, code


def test_the_district_counts_what_is_in_sight(counties: Portal) -> None:
    with counties.signed_in("officer-a") as browser:
        text = browser.get("/district").text
    assert "在建与停工项目1个" in text
    assert "0 / 1个项目" in text


def test_nobody_sees_anything_without_signing_in(counties: Portal) -> None:
    stranger = counties.browser()
    for path in ("/projects", "/projects/P1", "/district", "/campaigns", "/workers", "/campaigns/1"):
        answer = stranger.get(path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/signin")


def test_odd_characters_break_nothing(counties: Portal) -> None:
    with counties.signed_in("officer-a") as browser:
        for path in ("/projects?q=%00", "/projects?sector=%00", "/projects?after=1.1.%00", "/district?by=x"):
            assert browser.get(path).status_code == 200, path
        assert browser.get("/projects/%00").status_code == 404


def test_the_matrix_says_what_each_cell_is_and_can_be_narrowed(counties: Portal) -> None:
    with counties.signed_in("officer-a") as browser:
        everything = browser.get("/projects/P1/wages").text
        owing = browser.get("/projects/P1/wages?show=owing").text
        other_month = browser.get("/projects/P1/wages?show=owing&month=2026-01&employer=-").text
    assert everything.count('<td class="cell ') == 2
    assert "mark-paid" in everything
    assert owing.count('<td class="cell ') == 1
    assert "mark-unpaid" in owing
    assert '<td class="cell ' not in other_month


def test_a_large_matrix_comes_in_windows_and_whole_for_printing(portal: Portal) -> None:
    project = Project("P1", region_code="520103").crew(120, "2026-01-05")
    painted(portal.engine, DAY, project)
    with portal.signed_in("officer-a") as browser:
        first, last = browser.get("/projects/P1/wages"), browser.get("/projects/P1/wages?start=100")
        whole = browser.get("/projects/P1/wages?all=1")
    assert [page.text.count('<td class="cell ') for page in (first, last, whole)] == [50, 20, 120]


def test_a_worker_is_looked_up_only_with_a_purpose(counties: Portal) -> None:
    with counties.signed_in("officer-a") as browser:
        for missing in ({"purpose": ""}, {"reason": ""}, {"worker": ""}, {"purpose": "curiosity"}, {"reason": "x"}):
            assert browser.post("/workers", data={**LOOK_UP, **missing}).status_code == 422
        answer = browser.post("/workers", data={"worker": "w01"})
    assert answer.status_code == 200
    assert 'value="w01"' in answer.text
    assert ChronicleStore(counties.engine).about("worker:w01") == []


def test_a_look_up_is_in_the_chronicle_and_its_address_does_not_name_the_worker(counties: Portal) -> None:
    with counties.signed_in("officer-a") as browser:
        path = looked_up(browser)
        text = browser.get(path).text
    assert "w01" not in path
    assert "云山学校" in text
    assert "临水学校" not in text
    (entry,) = ChronicleStore(counties.engine).about("worker:w01")
    assert (entry.act, entry.actor) == ("looked_up", "officer-a")
    assert entry.body == {"purpose": "lead", "reason": "核处线索", "case_number": "520103-2026-0001"}


def test_looking_up_an_unknown_worker_is_written_down_as_well(counties: Portal) -> None:
    with counties.signed_in("officer-a") as browser:
        assert "没有这名工人" in browser.get(looked_up(browser, worker="nobody")).text
    assert len(ChronicleStore(counties.engine).about("worker:nobody")) == 1


def test_a_look_up_is_its_officers_own_and_ends(counties: Portal) -> None:
    with counties.signed_in("officer-a") as browser, counties.signed_in("officer-b") as colleague:
        path = looked_up(browser)
        assert colleague.get(path).status_code == 404
        with connected(counties.engine) as connection:
            connection.execute(update(worker_lookups).values(until=clock.now() - timedelta(seconds=1)))
        assert browser.get(path).status_code == 404


def test_a_look_up_that_cannot_be_written_down_is_not_answered(counties: Portal) -> None:
    with connected(counties.engine) as connection:
        connection.exec_driver_sql("ALTER TABLE chronicle RENAME TO elsewhere")
    with counties.signed_in("officer-a") as browser:
        assert browser.post("/workers", data=LOOK_UP).status_code == 500
    officer = Officer("officer-a", "", "yunshan", frozenset({Role.OFFICER}), Sight(("520103",)))
    assert Lookups(counties.engine).own(officer, clock.now()) == []


def test_only_who_works_alerts_may_look_workers_up(counties: Portal) -> None:
    for officer in ("auditor-a", "admin-a", "policy-1"):
        with counties.signed_in(officer) as browser:
            assert browser.get("/workers").status_code == 403
            assert browser.post("/workers", data=LOOK_UP).status_code == 403


CAMPAIGN = {"name": "春节前行动", "begins_on": "2026-02-01", "ends_on": "2026-03-01", "region": "520103"}


def test_a_campaign_is_saved_seen_below_and_not_beside(counties: Portal) -> None:
    with counties.signed_in("prefecture-01") as above:
        path = above.post("/campaigns", data={**CAMPAIGN, "region": "5201", "funding": ["government"]}).url.path
    with counties.signed_in("officer-a") as browser:
        assert "春节前行动" in browser.get("/campaigns").text
        seen = browser.get(path).text
        own = browser.post("/campaigns", data=CAMPAIGN).url.path
    assert "/projects/P1" in seen
    assert "/projects/P2" not in seen
    with counties.signed_in("officer-z") as beside:
        assert beside.get(own).status_code == 404
        assert "/projects/P1" not in beside.get(path).text


def test_a_project_is_looked_at_in_a_campaign_once_by_who_may_see_it(counties: Portal) -> None:
    with counties.signed_in("prefecture-01") as above:
        path = above.post("/campaigns", data={**CAMPAIGN, "region": "5201"}).url.path
    with counties.signed_in("officer-a") as browser:
        check = {"project": "P1", "outcome": "in_order", "note": "已到现场"}
        assert "已到现场" in browser.post(f"{path}/checks", data=check).text
        assert browser.post(f"{path}/checks", data={**check, "project": "P2"}).status_code == 404
        assert browser.post(f"{path}/checks", data={**check, "outcome": "x"}).status_code == 400
        assert "1 / 1" in browser.get(path).text
    number = path.rpartition("/")[2]
    assert [entry.act for entry in ChronicleStore(counties.engine).about(f"campaign:{number}")] == [
        "created",
        "checked",
    ]


def test_a_campaign_with_a_mistake_is_not_saved(counties: Portal) -> None:
    wrong = ({"name": ""}, {"ends_on": "2026-01-01"}, {"begins_on": "x"}, {"region": "5201"}, {"level": "x"})
    with counties.signed_in("officer-a") as browser:
        for changes in wrong:
            answer = browser.post("/campaigns", data={**CAMPAIGN, **changes})
            assert answer.status_code == 422
            assert 'role="alert"' in answer.text
        assert "春节前行动" not in browser.get("/campaigns").text
