"""The freeze gate over the wire: held, decided by people, reported, judged by the rules; never consent by silence."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from alerts.gate import Confirm, Decision, Mark, Refused
from infra.db.chronicle import ChronicleStore
from infra.db.clock import ClockStore
from infra.db.gate.marks import Marks
from infra.db.gate.store import NotFound, Reviews
from infra.signing import verified
from portal.gate.opening import desk_of
from streams.caretaker.marks import escalate_reviews
from tests.database import rows
from tests.freeze_gate import MARK, ORDER, act, client, decide, held, interface, mark, until
from tests.machine_client import Signs, bank, new_key, register, site
from tests.portal_fixtures import Portal, running_portal

pytest_plugins = ("tests.portal_fixtures",)


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


def test_a_report_at_once_after_the_answer_is_taken(portal: Portal) -> None:
    mark(portal)
    with client(portal) as asker:
        for number in range(5):
            case = asker.post("/v1/restriction-checks", json=ORDER | {"document_no": f"d{number}"}).json()["case"]
            answer = asker.post(f"/v1/restriction-checks/{case}/withdrawn", json={"reason": "法院撤回"})
            assert (answer.status_code, answer.json()["state"]) == (200, "not_executed")


def test_a_case_is_known_at_once_to_every_portal_of_the_machine(portal: Portal) -> None:
    mark(portal)
    key = new_key()
    register(portal.engine, bank("102"), key)
    with (
        running_portal(portal.settings) as other,
        httpx.Client(base_url=portal.url, auth=Signs(key), trust_env=False) as first,
        httpx.Client(base_url=other.url, auth=Signs(key), trust_env=False) as second,
    ):
        with desk_of(interface(portal))._entering:  # its own thread comes to nothing meanwhile
            orders = [ORDER | {"document_no": name} for name in ("seen", "told")]
            seen, told = (first.post("/v1/restriction-checks", json=order).json()["case"] for order in orders)
            assert second.get(f"/v1/restriction-checks/{seen}").json()["answer"] == "hold"
            told_of = second.post(f"/v1/restriction-checks/{told}/withdrawn", json={"reason": "法院撤回"})
            assert (told_of.status_code, told_of.json()["state"]) == (200, "not_executed")
            assert second.get("/v1/restriction-checks/FR-AAAAAAAAAAAAAAAA").status_code == 404
        until(lambda: desk_of(interface(portal))._spool.first(1) == [])
        assert rows(portal.engine, "SELECT count(*) FROM chronicle WHERE act = 'asked'") == [(2,)]


def test_the_openapi_document_tells_of_the_gate(portal: Portal) -> None:
    told = httpx.get(f"{portal.url}/v1/openapi.json", trust_env=False).json()
    assert "post" in told["paths"]["/restriction-checks"]
    assert ClockStore(portal.engine).today() == portal.today
