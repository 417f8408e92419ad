"""Leads in the portal: written down, matched, worked to the end; and nothing of them in another county."""

import re

import pytest
from sqlalchemy import text

from infra.db.clock import ClockStore
from infra.db.engine import connected
from monitors.policy import Policy
from streams.caretaker.leads import look_after_leads
from streams.caretaker.portraits import refresh
from streams.intake import Intake
from tests.build import Project
from tests.database import line
from tests.portal_fixtures import Browser, Portal
from tests.watched import watched

pytest_plugins = ("tests.portal_fixtures",)

FORM = {
    "channel": "window",
    "received_on": "2026-05-18",
    "claimants": "12",
    "representatives": "3",
    "months": "2026-04",
    "amount": "186,000.50",
    "project_text": "小学工地",
    "employer_text": "华工建设",
    "story": "三个月没发工资",
    "contact_name": "王大山",
    "contact_phone": "13812345678",
}


def school(portal: Portal) -> None:
    """A registered project of the county in which two attended April and were not paid."""
    told = {"name": "云山小学", "region_code": "520103", "general_contractor_name": "华工建设有限公司"}
    project = Project("P1", registered_on=None).happened("project.registered", "2026-03-01", **told)
    project.happened("project.started", "2026-04-01").happened("bank.account_opened", "2026-04-01")
    project.crew(2, "2026-04-02", "2026-04-03", on="2026-04-01").fed("2026-05-17")
    Intake(portal.engine).accept([line(event) for event in project.events], name="t", channel="test")
    with connected(portal.engine) as connection:
        connection.execute(text("DELETE FROM clock"))
    ClockStore(portal.engine).tick_to(portal.today)
    watched(portal.engine)
    refresh(portal.engine, Policy.shipped(), portal.today)


def settle(portal: Portal) -> None:
    while look_after_leads(portal.engine, Policy.shipped):
        pass


def taken(browser: Browser, **changes: str) -> str:
    """Fill the intake form in; return the lead's address."""
    answer = browser.post("/leads", data={**FORM, **changes})
    assert answer.status_code == 200, answer.text
    return answer.url.path


def version(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found is not None
    return found[1]


def done(browser: Browser, address: str, act: str, **form: str) -> str:
    answer = browser.post(f"{address}/{act}", data={"version": version(browser.get(address).text), **form})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_lead_is_written_down_matched_worked_and_closed(portal: Portal) -> None:
    school(portal)
    with portal.signed_in("officer-a") as browser:
        address = taken(browser)
        shown = browser.get(address).text
        assert "云山小学" in shown
        assert "项目名称相近" in shown
        done(browser, address, "match", project="P1")
        settle(portal)
        matched = browser.get(address).text
        assert "分文未付" in matched
        assert "已固定第1份证据" in matched
        done(browser, address, "accept")
        done(browser, address, "handle", outcome="paid", paid="186000.50", why="已补发")
        letter = browser.get(address).text
        assert "已支付金额 186,000.50 元" in letter
        done(browser, address, "answer", how="电话", letter="告知书全文")
        assert "线索已办结" in done(browser, address, "close")
        assert address.rsplit("/", 1)[1] in browser.get("/leads?which=closed").text


def test_another_county_gets_the_same_answer_as_for_a_lead_that_does_not_exist(portal: Portal) -> None:
    with portal.signed_in("officer-a") as browser:
        address = taken(browser)
    with portal.signed_in("officer-z") as browser:
        assert browser.get(address).status_code == browser.get("/leads/none").status_code == 404
        for act in ("accept", "contact", "match", "transfer", "refuse"):
            form = {"version": "1", "purpose": "看一看电话", "office": "linshui", "why": "x", "ground": "no_facts"}
            assert browser.post(f"{address}/{act}", data=form).status_code == 404
        assert address.rsplit("/", 1)[1] not in browser.get("/leads?which=all").text


def test_contact_data_are_shown_only_for_a_purpose_and_once(portal: Portal) -> None:
    with portal.signed_in("officer-a") as browser:
        address = taken(browser)
        assert "13812345678" not in browser.get(address).text
        refused = browser.post(f"{address}/contact", data={"purpose": "看"})
        assert (refused.status_code, "13812345678" in refused.text) == (422, False)
        assert "13812345678" in browser.post(f"{address}/contact", data={"purpose": "电话回访核实"}).text
        again = browser.get(address).text
        assert "13812345678" not in again
        assert "电话回访核实" in again
    with portal.signed_in("auditor-a") as browser:
        assert browser.post(f"{address}/contact", data={"purpose": "电话回访核实"}).status_code == 403


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"representatives": "6"}, "群体反映的代表不超过5人"),
        ({"claimants": "0"}, "反映人数须为1以上的整数"),
        ({"received_on": "2026-05-19"}, "收到日期不能晚于今天"),
        ({"months": "四月"}, "欠薪月份请写成"),
        ({"amount": "很多"}, "金额须为数字"),
        ({"employer_uscc": "123"}, "统一社会信用代码有误"),
        ({"workers": "110105194912310021"}, "校验码不对"),
    ],
)
def test_a_form_that_cannot_be_read_says_why_and_keeps_what_was_written(
    portal: Portal, change: dict[str, str], message: str
) -> None:
    with portal.signed_in("officer-a") as browser:
        answer = browser.post("/leads", data={**FORM, **change})
        assert answer.status_code == 422
        assert message in answer.text
        assert "三个月没发工资" in answer.text


def test_a_step_on_an_old_version_is_told_and_changes_nothing(portal: Portal) -> None:
    with portal.signed_in("officer-a") as browser:
        address = taken(browser)
        done(browser, address, "accept")
        late = browser.post(f"{address}/refuse", data={"version": "1", "ground": "no_facts", "why": "无"})
        assert late.status_code == 409
        assert "已受理" in browser.get(address).text


def test_what_a_complainant_writes_is_text_and_no_markup(portal: Portal) -> None:
    with portal.signed_in("officer-a") as browser:
        address = taken(browser, story="<script>alert(1)</script>")
        assert "<script>alert(1)" not in browser.get(address).text


def test_a_transferred_lead_shows_its_new_office_no_evidence_of_a_project_out_of_its_sight(portal: Portal) -> None:
    school(portal)
    with portal.signed_in("officer-a") as browser:
        address = taken(browser)
        done(browser, address, "match", project="P1")
        settle(portal)
        done(browser, address, "transfer", office="linshui", why="工人属邻县")
    with portal.signed_in("officer-z") as browser:
        shown = browser.get(address)
        assert shown.status_code == 200
        assert "分文未付" not in shown.text
        assert "已固定第1份证据" not in shown.text


def test_the_english_page_has_no_chinese_of_the_interface(portal: Portal) -> None:
    with portal.signed_in("officer-a") as browser:
        address = taken(browser)
    with portal.signed_in("officer-a", "en") as browser:
        shown = browser.get(address).text
        for word in ("受理线索", "办理期限", "反映的内容", "剩5个工作日"):
            assert word not in shown
