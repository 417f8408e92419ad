"""Reviews on their pages, and the figures that govern them."""

from datetime import date
from typing import Any

import httpx
import pytest

from alerts.gate import Decision, GateFigures, Mark
from infra.db.policies import Policies
from portal.gate.opening import desk_of
from tests.freeze_gate import MARK, ORDER, client, decide, held, interface, mark, publish, until
from tests.portal_fixtures import Portal

pytest_plugins = ("tests.portal_fixtures",)


def test_published_figures_set_the_deadline_and_who_must_agree(portal: Portal) -> None:
    publish(portal, gate_decide=5, gate_second=999_999)
    mark(portal, MARK, Mark("102", "c1", "P3", "wage", "外省", "330106", date(2025, 1, 1)))
    with client(portal) as asker:
        case = held(portal, asker)
        assert asker.get(f"/v1/restriction-checks/{case}").json()["due_on"] == "2026-05-25"
        elsewhere = held(portal, asker, account_id="c1")
        assert asker.get(f"/v1/restriction-checks/{elsewhere}").json()["due_on"] == "2026-05-21"
        until(lambda: desk_of(interface(portal)).case(case, "bank-102"))
        assert decide(portal, case, Decision.PROJECT_WAGES).proposed is not None  # one fen more than one may release
        smaller = held(portal, asker, document_no="d2", amount_fen=999_999)
        assert decide(portal, smaller, Decision.PROJECT_WAGES).proposed is None
    with portal.signed_in("officer-a") as browser:
        assert "贵阳市规定" in browser.get(f"/reviews/{case}").text


def test_the_figures_are_drafted_and_published_on_the_page_for_policies(portal: Portal) -> None:
    form = {"kind": "limits", "prefix": "52", "since": portal.today.isoformat(), "source": "某省规定"}
    with portal.signed_in("policy-1") as browser:
        for title in ("冻结审核:作出决定", "冻结审核:上级督办后决定", "冻结审核:超过即须第二人复核"):
            assert title in browser.get("/admin/policies").text
        drafted = browser.post("/admin/policies", data=form | {"value.gate_second": "100", "value.gate_decide": "2"})
    assert drafted.status_code == 200, drafted.text
    with portal.signed_in("policy-2") as browser:
        browser.post(f"{drafted.url.path}/publish")
    figures = GateFigures.of(Policies(portal.engine).limits(), "520103", portal.today)
    assert (figures.decide.count, figures.second.count, figures.second.source) == (2, 100, "某省规定")


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
        assert case in browser.get("/reviews?which=done").text


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
