"""The freeze gate over the wire: held, decided by people, reported, judged by the rules; never consent by silence."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from alerts.gate import Confirm, Decide, Decision, Mark, Refused, Said
from infra import clock
from infra.db.chronicle import ChronicleStore
from infra.db.clock import ClockStore
from infra.db.gate.marks import Marks
from infra.db.gate.store import NotFound, Reviews
from infra.db.offices import Offices
from infra.signing import verified
from monitors.evaluate import evaluate
from monitors.policy import Policy
from streams.caretaker.marks import escalate_reviews, say_restrictions
from streams.history import History
from streams.intake import Intake
from tests.build import event
from tests.database import line, rows
from tests.freeze_gate import MARK, ORDER, client, held, mark, until
from tests.machine_client import bank, site
from tests.portal_fixtures import Portal

pytest_plugins = ("tests.portal_fixtures",)


@pytest.fixture
def project(portal: Portal) -> None:
    """The project and its account as their feeds told of them."""
    told = {"region_code": "520103"}
    lines = [
        line(event("project.registered", "2026-01-05", **told)),
        line(event("bank.account_opened", "2026-01-06", account_id="a1")),
    ]
    Intake(portal.engine).accept(lines, name="told.jsonl", channel="test")


def act(portal: Portal, case: str, officer: str, command: Any) -> Any:
    person = Offices(portal.engine).officer(officer, portal.today)
    review = Reviews(portal.engine).of_cases([case])[0]
    assert person is not None
    return Reviews(portal.engine).act(case, review.version, command, person, clock.now(), portal.today)


def decide(portal: Portal, case: str, decision: Decision, officer: str = "officer-a", up_to: int | None = None) -> Any:
    return act(portal, case, officer, Decide(Said(decision, "依据第三十三条", officer, up_to)))


def test_an_unprotected_account_is_answered_from_the_marks(portal: Portal) -> None:
    mark(portal)
    with client(portal) as asker:
        told = asker.post("/v1/restriction-checks", json=ORDER | {"account_id": "private-9"}).json()
    assert (told["answer"], told["protected"]) == ("unprotected", False)
    assert told["basis"]["database"] == "reachable"
    until(lambda: rows(portal.engine, "SELECT 1 FROM gate_answers WHERE answer = 'unprotected'"))
    assert rows(portal.engine, "SELECT count(*) FROM gate_answers WHERE strpos(case_no, 'private-9') > 0") == [(0,)]


def test_a_protected_account_is_held_with_the_text_for_the_authority_a_case_and_a_deadline(portal: Portal) -> None:
    mark(portal)
    with client(portal) as asker:
        told = asker.post("/v1/restriction-checks", json=ORDER).json()
        assert told["answer"] == "hold"
        assert "第三十三条" in told["prompt"]["zh"]
        assert "农民工工资专用账户" in told["prompt"]["zh"]
        assert "Article 33" in told["prompt"]["en"]
        assert told["deadline"] == {"due_on": "2026-05-21", "working_days": 3}
        assert asker.get(f"/v1/restriction-checks/{told['case']}").json()["answer"] == "hold"
    until(lambda: rows(portal.engine, "SELECT office FROM notices WHERE reason = 'restriction_asked'"))
    assert rows(portal.engine, "SELECT office FROM notices WHERE reason = 'restriction_asked'") == [("yunshan",)]


def test_the_same_check_gets_the_same_case_also_when_asked_at_once(portal: Portal) -> None:
    mark(portal)
    with client(portal) as asker, ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: asker.post("/v1/restriction-checks", json=ORDER).json()["case"], range(60)))
        assert len(set(answers)) == 1
        assert held(portal, asker) == answers[0]
    assert rows(portal.engine, "SELECT count(*) FROM restriction_reviews") == [(1,)]
    assert [entry.act for entry in ChronicleStore(portal.engine).about(f"review:{answers[0]}")] == ["asked"]


def test_the_same_order_with_another_sum_is_no_second_question(portal: Portal) -> None:
    mark(portal)
    with client(portal) as asker:
        case = held(portal, asker)
        other = asker.post("/v1/restriction-checks", json=ORDER | {"amount_fen": 5})
    assert (other.status_code, other.json()["case"], other.json()["answer"]) == (409, case, "hold")


def test_a_bank_asks_about_its_own_accounts_only_and_sees_its_own_cases_only(portal: Portal) -> None:
    mark(portal, MARK, Mark("103", "b1", "P2", "wage", "x", "520102", date(2025, 1, 1)))
    with client(portal) as asker, client(portal, bank("103")) as other, client(portal, site("P1")) as builder:
        case = held(portal, asker)
        assert asker.post("/v1/restriction-checks", json=ORDER | {"bank_code": "103"}).status_code == 403
        assert other.get(f"/v1/restriction-checks/{case}").status_code == 404
        assert other.post(f"/v1/restriction-checks/{case}/withdrawn", json={"reason": "x"}).status_code == 404
        assert other.post("/v1/restriction-checks", json=ORDER).json()["answer"] == "unprotected"  # not its account
        assert builder.post("/v1/restriction-checks", json=ORDER).status_code == 403
        assert builder.get("/v1/protection-marks").status_code == 403
        assert httpx.post(f"{portal.url}/v1/restriction-checks", json=ORDER, trust_env=False).status_code == 401


@pytest.mark.parametrize(
    "wrong", [{"account_id": ""}, {"action": "burn"}, {"amount_fen": 0}, {"amount_fen": 1.5}, {"account_id": "a\x00"},
              {"other": 1}, {"document_no": "x" * 201}],
)  # fmt: skip
def test_what_cannot_be_read_is_never_answered_unprotected(portal: Portal, wrong: dict[str, Any]) -> None:
    with client(portal) as asker:
        answer = asker.post("/v1/restriction-checks", json=ORDER | wrong)
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "unprotected" not in answer.text


def test_marks_are_a_signed_list_and_its_changes(portal: Portal) -> None:
    mark(portal, MARK, Mark("103", "b1", "P2", "bond", "x", "520102", date(2025, 1, 1)))
    keys = httpx.get(f"{portal.url}/v1/keys", trust_env=False).json()

    def listed(asker: httpx.Client, since: int = 0) -> dict[str, Any]:
        return dict(json.loads(verified(asker.get("/v1/protection-marks", params={"since": since}).text, keys)))

    with client(portal) as asker:
        first = listed(asker)
        assert [one["account_id"] for one in first["marks"]] == ["a1"]
        Marks(portal.engine).write([Mark("102", "a2", "P1", "bond", "保证金", "520103", date(2025, 2, 1))], [])
        then = listed(asker, first["version"])
        assert [one["account_id"] for one in then["marks"]] == ["a2"]
        assert then["version"] > first["version"]
        assert listed(asker, then["version"])["marks"] == []


def test_nothing_decided_in_time_climbs_to_the_province_and_stays_held(portal: Portal) -> None:
    mark(portal)
    with client(portal) as asker:
        case = held(portal, asker)
        for days in (4, 8, 30, 400):
            escalate_reviews(portal.engine, portal.today + timedelta(days))
            assert asker.get(f"/v1/restriction-checks/{case}").json()["answer"] == "hold"
        until(lambda: asker.post("/v1/restriction-checks", json=ORDER).json()["answer"] == "hold")
    review = Reviews(portal.engine).of_cases([case])[0]
    assert review.office == "gz"
    acts = [entry.act for entry in ChronicleStore(portal.engine).about(f"review:{case}")]
    assert acts[:3] == ["asked", "escalated", "escalated"]
    assert "decided" not in acts


def test_only_those_who_answer_for_the_account_decide(portal: Portal) -> None:
    mark(portal)
    with client(portal) as asker:
        case = held(portal, asker)
    assert isinstance(decide(portal, case, Decision.OBJECT, "officer-z"), NotFound)
    assert decide(portal, case, Decision.OBJECT, "prefecture-01") is Refused.NOT_YOURS
    assert decide(portal, case, Decision.OBJECT, "auditor-a") is Refused.NOT_YOURS


def test_a_large_sum_needs_a_second_person_who_is_a_chief(portal: Portal) -> None:
    mark(portal)
    with client(portal) as asker:
        case = held(portal, asker, amount_fen=None, for_project_wages=True)
        assert decide(portal, case, Decision.PROJECT_WAGES, "chief-a").proposed is not None
        assert act(portal, case, "chief-a", Confirm("chief-a")) is Refused.SAME_PERSON
        assert act(portal, case, "officer-b", Confirm("officer-b")) is Refused.NOT_YOURS
        assert asker.get(f"/v1/restriction-checks/{case}").json()["answer"] == "hold"
        decided = act(portal, case, "province-52", Confirm("province-52"))
        assert decided is Refused.NOT_YOURS  # it has not come to the province
        escalate_reviews(portal.engine, portal.today + timedelta(60))
        assert act(portal, case, "province-52", Confirm("province-52")).confirmed_by == "province-52"
        assert asker.get(f"/v1/restriction-checks/{case}").json()["answer"] == "no_objection"


def said_events(portal: Portal) -> list[tuple[Any, ...]]:
    while say_restrictions(portal.engine):
        pass
    return rows(
        portal.engine,
        "SELECT kind FROM journal WHERE project = 'P1' AND kind LIKE 'bank.account_re%' ORDER BY seq".replace(
            "%", "%%"
        ),
    )


def findings(portal: Portal, day: date) -> set[str]:
    ledger = History.of_engine(portal.engine, "P1", day).ledger
    return {found.rule for found in evaluate(ledger, day, Policy.shipped()).findings}


REPORT = {"executed_at": "2026-05-18T10:00:00+08:00", "amount_fen": 1_000_000, "channel": "automatic"}


@pytest.mark.usefixtures("project")
def test_asked_and_reviewed_is_no_unreviewed_freeze(portal: Portal) -> None:
    mark(portal)
    with client(portal) as asker:
        case = held(portal, asker)
        decide(portal, case, Decision.PROJECT_WAGES)
        told = REPORT | {"authority_prompted_at": "2026-05-18T09:00:00+08:00"}
        for _ in range(2):
            done = asker.post(f"/v1/restriction-checks/{case}/executed", json=told)
            assert done.json()["state"] == "executed", done.text
        assert said_events(portal) == [("bank.account_restricted",)]
        found = findings(portal, date(2026, 5, 25))
        assert not found & {"account.frozen", "account.frozen_unreviewed", "account.restriction_uninformed"}
        assert asker.post(f"/v1/restriction-checks/{case}/executed", json=REPORT).status_code == 409
        assert asker.post(f"/v1/restriction-checks/{case}/released", json={"on": "2026-05-20"}).status_code == 200
        assert said_events(portal)[-1] == ("bank.account_released",)


@pytest.mark.usefixtures("project")
def test_executed_before_the_decision_is_found_by_the_rules(portal: Portal) -> None:
    mark(portal)
    with client(portal) as asker:
        case = held(portal, asker)
        assert asker.post(f"/v1/restriction-checks/{case}/executed", json=REPORT).status_code == 200
    assert said_events(portal) == [("bank.account_restricted",)]
    assert {"account.frozen", "account.frozen_unreviewed", "account.restriction_uninformed"} <= findings(
        portal, date(2026, 5, 25)
    )
    assert decide(portal, case, Decision.PROJECT_WAGES) is Refused.ALREADY_DECIDED
    assert rows(portal.engine, "SELECT office FROM notices WHERE reason = 'restriction_executed'") == [("yunshan",)]


@pytest.mark.usefixtures("project")
def test_excess_funds_up_to_an_amount_are_excess_and_more_is_wage(portal: Portal) -> None:
    mark(portal)
    with client(portal) as asker:
        for number, taken in ((1, 900), (2, 1001)):
            case = held(portal, asker, document_no=f"d{number}")
            decide(portal, case, Decision.EXCESS, up_to=1000)
            asker.post(f"/v1/restriction-checks/{case}/executed", json=REPORT | {"amount_fen": taken})
    said_events(portal)
    assert len(said_events(portal)) == 2
    ledger = History.of_engine(portal.engine, "P1", portal.today).ledger
    found = [
        one.facts for one in evaluate(ledger, portal.today, Policy.shipped()).findings if one.rule == "account.frozen"
    ]
    assert [facts["document_no"] for facts in found] == ["d2"]


def test_the_openapi_document_tells_of_the_gate(portal: Portal) -> None:
    told = httpx.get(f"{portal.url}/v1/openapi.json", trust_env=False).json()
    assert "post" in told["paths"]["/restriction-checks"]
    assert ClockStore(portal.engine).today() == portal.today


def act_on_page(portal: Portal, officer: str, case: str, act: str, **form: Any) -> httpx.Response:
    with portal.signed_in(officer) as browser:
        version = browser.get(f"/reviews/{case}").text.partition('name="version" value="')[2].partition('"')[0]
        return browser.post(f"/reviews/{case}/{act}", data={"version": version or "1", **form})


def test_an_officer_sees_the_order_and_decides_and_the_bank_learns_it(portal: Portal) -> None:
    mark(portal)
    with client(portal) as asker, portal.signed_in("officer-a") as browser:
        assert "没有待审核的冻结" in browser.get("/reviews").text
        case = held(portal, asker)
        assert "云山县人民法院" in browser.get("/reviews").text
        assert "不视为同意" in browser.get(f"/reviews/{case}").text
        shown = act_on_page(portal, "officer-a", case, "decide", decision="object", reason="属于工资专户资金")
        assert "提出异议,不得执行" in shown.text
        told = asker.get(f"/v1/restriction-checks/{case}").json()
        assert (told["answer"], told["decision"]["reason"]) == ("object", "属于工资专户资金")
        until(lambda: asker.post("/v1/restriction-checks", json=ORDER).json()["answer"] == "object")
        assert "属于工资专户资金" in browser.get(f"/reviews/{case}").text
        assert case in browser.get("/reviews?done=true").text


def test_another_county_cannot_tell_a_review_from_none(portal: Portal) -> None:
    mark(portal)
    with client(portal) as asker, portal.signed_in("officer-z") as browser:
        case = held(portal, asker)
        there, nowhere = browser.get(f"/reviews/{case}"), browser.get("/reviews/FR-NONE")
        assert there.status_code == nowhere.status_code == 404
        assert case not in browser.get("/reviews").text
        assert browser.post(f"/reviews/{case}/decide", data={"version": "1"}).status_code == 404


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"decision": "object", "reason": " "}, "请写明理由"),
        ({"decision": "no_objection_excess_funds", "reason": "x"}, "请填写超额资金的上限金额"),
        ({"decision": "no_objection_excess_funds", "reason": "x", "up_to": "一百"}, "请把审核意见填写完整"),
        ({"decision": "yes", "reason": "x"}, "请把审核意见填写完整"),
    ],
)
def test_an_incomplete_decision_is_refused_with_its_reason(portal: Portal, form: dict[str, str], says: str) -> None:
    mark(portal)
    with client(portal) as asker:
        case = held(portal, asker)
        answer = act_on_page(portal, "officer-a", case, "decide", **form)
        assert answer.status_code == 422
        assert says in answer.text
        assert asker.get(f"/v1/restriction-checks/{case}").json()["answer"] == "hold"


def test_what_was_decided_meanwhile_is_not_decided_again(portal: Portal) -> None:
    mark(portal)
    with client(portal) as asker:
        case = held(portal, asker, amount_fen=None)
    form = {"version": "1", "decision": "no_objection_project_wages", "reason": "x"}
    with portal.signed_in("officer-a") as browser:
        assert browser.post(f"/reviews/{case}/decide", data=form).status_code == 200
        assert browser.post(f"/reviews/{case}/decide", data=form).status_code == 409
    assert "复核同意" in act_on_page(portal, "chief-a", case, "decline", reason="").text
    assert "复核:陈队" in act_on_page(portal, "chief-a", case, "confirm").text
