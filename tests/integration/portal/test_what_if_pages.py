"""What if: asked on a page, run in the background, resumed after a death, seen by nobody else, touching nothing."""

from datetime import date

import pytest
from sqlalchemy import text

from alerts.differences import Difference
from infra.db.clock import ClockStore
from infra.db.engine import connected
from infra.db.whatifs.store import WhatIfs
from infra.db.whatifs.trial import CANCELLED, DONE, WAITING
from monitors.policy import Policy
from schemas.office import Sight
from streams import whatif
from streams.intake import Intake
from streams.whatif import run_next
from tests.build import Project
from tests.database import line, rows
from tests.portal_fixtures import Browser, Portal
from tests.watched import watched

pytest_plugins = ("tests.portal_fixtures",)

EVERYWHERE = Sight(("",))
ASKED = {
    "parameter_1": "notice_grace_days",
    "value_1": "20",
    "prefix_1": "520103",
    "since_1": "2026-01-01",
    "region": "520103",
    "from_day": "2026-04-01",
    "until_day": "2026-05-18",
}


@pytest.fixture
def county(portal: Portal) -> Portal:
    """Two counties with a site each that has no notice board."""
    with connected(portal.engine) as connection:
        connection.execute(text("DELETE FROM clock"))
    for name, region in (("P1", "520103"), ("P2", "520102")):
        told = {"name": f"={name}", "region_code": region}
        project = Project(name, registered_on=None).happened("project.registered", "2026-01-05", **told)
        project.happened("project.started", "2026-04-01")
        Intake(portal.engine).accept([line(event) for event in project.events], name=name, channel="test")
    clock = ClockStore(portal.engine)
    clock.tick_to(date(2026, 4, 1))
    clock.tick_to(portal.today)
    watched(portal.engine)
    return portal


def asked(browser: Browser, **changes: str) -> str:
    answer = browser.post("/what-if", data={**ASKED, **changes})
    assert answer.status_code == 200, answer.text
    return answer.url.path


def kinds(portal: Portal) -> list[tuple[str, str, int]]:
    query = "SELECT kind, project, days FROM whatif_changes ORDER BY whatif_id, project, n"
    return [(kind, project, days) for kind, project, days in rows(portal.engine, query)]


def test_a_longer_grace_makes_the_same_alert_later_by_that_many_days(county: Portal) -> None:
    before = rows(county.engine, "SELECT * FROM alerts")
    with county.signed_in("chief-a") as browser:
        address = asked(browser)
        assert "排队等待推演" in browser.get(address).text
        assert run_next(county.engine, Policy.shipped)
        shown = browser.get(address).text
    assert kinds(county) == [(Difference.LATER.value, "P1", 13)]
    assert "推演完成" in shown
    assert "推迟预警" in shown
    assert rows(county.engine, "SELECT * FROM alerts") == before


def test_a_rule_switched_off_removes_its_alerts(county: Portal) -> None:
    with county.signed_in("chief-a") as browser:
        asked(browser, parameter_1="", rule="notice.unposted", mode="off")
    run_next(county.engine, Policy.shipped)
    assert [(kind, project) for kind, project, _ in kinds(county)] == [("removed", "P1")]


def test_what_changes_nothing_differs_in_nothing(county: Portal) -> None:
    with county.signed_in("chief-a") as browser:
        address = asked(browser, value_1="7")
        run_next(county.engine, Policy.shipped)
        assert "没有差别" in browser.get(address).text
    assert kinds(county) == []


def test_an_office_has_one_trial_at_a_time_and_may_cancel_it(county: Portal) -> None:
    with county.signed_in("chief-a") as browser:
        address = asked(browser)
        assert browser.post("/what-if", data=ASKED).status_code == 409
        browser.post(f"{address}/cancel")
        assert not run_next(county.engine, Policy.shipped)
        asked(browser)
    found = WhatIfs(county.engine).listed(EVERYWHERE)
    assert [one.state for one in found] == [WAITING, CANCELLED]


def test_a_trial_survives_the_death_of_its_worker(county: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    with county.signed_in("chief-a") as browser:
        asked(browser)

    class Killed(BaseException):
        pass

    def dies(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(whatif, "tried", dies)
        with pytest.raises(Killed):
            run_next(county.engine, Policy.shipped)
    assert not run_next(county.engine, Policy.shipped)
    with connected(county.engine) as connection:
        connection.execute(text("UPDATE whatifs SET beat_at = beat_at - interval '2 minutes'"))
    assert run_next(county.engine, Policy.shipped)
    assert [one.state for one in WhatIfs(county.engine).listed(EVERYWHERE)] == [DONE]
    assert kinds(county) == [("later", "P1", 13)]


def test_a_worker_that_is_told_to_stop_leaves_the_rest_to_another_at_once(county: Portal) -> None:
    with county.signed_in("chief-a") as browser:
        asked(browser)
    assert run_next(county.engine, Policy.shipped, wanted=lambda: False)
    assert run_next(county.engine, Policy.shipped)
    assert kinds(county) == [("later", "P1", 13)]


def test_another_county_neither_sees_nor_tries_it(county: Portal) -> None:
    with county.signed_in("chief-a") as browser:
        address = asked(browser)
        for region in ("520102", "52", ""):
            assert browser.post("/what-if", data={**ASKED, "region": region}).status_code == 422
        assert browser.post("/what-if", data={**ASKED, "project": "P2"}).status_code == 422
    run_next(county.engine, Policy.shipped)
    with county.signed_in("chief-z") as browser:
        for path in (address, f"{address}/changes.csv"):
            assert browser.get(path).status_code == 404
        assert browser.post(f"{address}/cancel").status_code == 404
        assert address not in browser.get("/what-if").text
    with county.signed_in("officer-a") as browser:
        assert browser.get("/what-if").status_code == 403


def test_a_province_compares_its_counties(county: Portal) -> None:
    with county.signed_in("province-52") as browser:
        address = asked(browser, region="52", prefix_1="00")
        run_next(county.engine, Policy.shipped)
        shown = browser.get(address).text
        assert "云山县" in shown
        assert "临水县" in shown
        assert "1" in browser.get(f"{address}?region=520102").text
    assert {project for _, project, _ in kinds(county)} == {"P1", "P2"}


def test_the_exported_table_holds_no_formula(county: Portal) -> None:
    with county.signed_in("chief-a") as browser:
        address = asked(browser)
        run_next(county.engine, Policy.shipped)
        told = browser.get(f"{address}/changes.csv")
    assert told.text.startswith("\N{ZERO WIDTH NO-BREAK SPACE}")
    assert ",'=P1," in told.text
    assert ",=P1," not in told.text


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"parameter_1": ""}, "请至少改动一个参数或一条规则"),
        ({"value_1": "-3"}, "参数值不符合要求"),
        ({"from_day": "2026-06-01"}, "起始日不能晚于截止日"),
        ({"from_day": "2016-06-01"}, "推演期间最长三年"),
    ],
)
def test_a_question_that_is_none_says_why(county: Portal, change: dict[str, str], message: str) -> None:
    with county.signed_in("chief-a") as browser:
        answer = browser.post("/what-if", data={**ASKED, **change})
        assert answer.status_code == 422
        assert message in answer.text


def test_a_trial_becomes_a_draft_that_another_person_publishes(county: Portal) -> None:
    with county.signed_in("policy-1") as browser:
        address = asked(browser, prefix_1="52", region="52")
        run_next(county.engine, Policy.shipped)
        drafted = browser.post(f"{address}/draft")
        assert drafted.url.path.startswith("/admin/policies/")
    found = rows(county.engine, "SELECT state, prefix, source FROM policies")
    assert [(state, prefix) for state, prefix, _ in found] == [("draft", "52")]
