"""The pages of a fund case: what was gathered, what is missing and who owes it, what each figure rests on."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import insert

from fund.case import FundCase
from fund.commands import Comment
from infra.db.chronicle import ChronicleStore
from infra.db.engine import connected
from infra.db.fund import Done, FundCases
from infra.db.fund.tables import fund_answers
from infra.db.offices import Offices
from schemas.office import Officer, Sight
from streams.fund.beginning import begin
from tests.fund_cases import a_fund
from tests.fund_sites import a_site
from tests.portal_fixtures import TODAY, Portal
from tests.projects import lived

pytest_plugins = ("tests.portal_fixtures",)
COUNTY = Sight(("520103",))


def officer(portal: Portal, name: str) -> Officer:
    found = Offices(portal.engine).officer(name, TODAY)
    assert found is not None
    return found


@pytest.fixture
def case(portal: Portal) -> FundCase:
    """A draft of the site's two workers, gathered by its clerk."""
    a_fund(portal.engine, 1_000_000_00)
    lived(portal.engine, TODAY, a_site())
    clerk = officer(portal, "fund-clerk")
    done = begin(FundCases(portal.engine), portal.engine, "application", "P1", clerk, TODAY)
    assert isinstance(done, Done), done
    return done.case


def page_of(portal: Portal, path: str, who: str = "fund-clerk", lang: str = "zh") -> str:
    with portal.signed_in(who, lang) as browser:
        answer = browser.get(path)
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def test_what_is_missing_is_said_with_who_owes_it(portal: Portal, case: FundCase) -> None:
    text = page_of(portal, f"/fund/cases/{case.id}")
    assert "工资支付表上的劳动者签字 涉及 1 人 应由 施工总承包单位 提供" in text
    assert "本人银行卡 涉及 1 人 应由 劳动者本人 提供" in text
    english = page_of(portal, f"/fund/cases/{case.id}", lang="en")
    assert "the filed case of arrears To be provided by the labour inspectors" in english


def test_balances_and_the_contract_stand_on_the_page(portal: Portal, case: FundCase) -> None:
    text = page_of(portal, f"/fund/cases/{case.id}")
    assert "保证金 B1 6,000.00 元 现金 · 存 10,000.00 · 动用 4,000.00" in text
    assert "账户 A1 123.45 元" in text
    assert "合同价(元) 1,000,000.00" in text
    assert "没有在办的监察事项" in text


def test_a_figure_opens_to_its_days_sheet_payment_and_submissions(portal: Portal, case: FundCase) -> None:
    address = f"/fund/cases/{case.id}/lines/1"
    text = page_of(portal, address)
    assert "应发 5,000.00 − 实付 2,000.00 = 欠 3,000.00 元" in text
    assert "考勤 5 天" in text
    assert re.findall(r"(\d+) 出勤", text) == ["5", "6", "7", "8", "9"]
    assert "应发 5,000.00 元 ✓ 本人已签字" in text
    assert "2,000.00 元 已支付" in text
    assert "attendance.punched" in text
    returned = page_of(portal, f"/fund/cases/{case.id}/lines/2")
    assert "(另有 4,000.00 元付出后被银行退回,不计入实付)" in returned
    assert "4,000.00 元 银行退回 2026年2月12日 card closed" in returned
    assert "bank.wages_returned" in returned


def test_a_look_at_a_raw_record_is_written_down(portal: Portal, case: FundCase) -> None:
    with portal.signed_in("fund-clerk") as browser:
        links = re.findall(
            r'href="(/fund/cases/\d+/lines/1/records/\d+/\d+)"', browser.get(f"/fund/cases/{case.id}/lines/1").text
        )
        text = browser.get(links[-1]).text
        assert browser.get(f"/fund/cases/{case.id}/lines/1/records/1/9999").status_code == 404
        assert browser.get(f"/fund/cases/{case.id}/lines/9").status_code == 404
    assert "w01" in text
    looks = [e for e in ChronicleStore(portal.engine).about(f"fund_case:{case.id}") if e.act == "record_viewed"]
    assert [look.actor for look in looks] == ["fund-clerk"]


def test_records_that_changed_since_are_pointed_out(portal: Portal, case: FundCase) -> None:
    lived(portal.engine, TODAY, a_site().paid("w01", 1_000_00, on="2026-02-18", batch="late"))
    text = page_of(portal, f"/fund/cases/{case.id}/lines/1")
    assert "这个月欠 2,000.00 元,与本案不同" in text


def test_who_was_slower_sees_what_the_quicker_one_did(portal: Portal, case: FundCase) -> None:
    clerk = officer(portal, "fund-clerk")
    done = FundCases(portal.engine).act(case.id, case.version, Comment("已约谈总承包单位"), clerk, clerk.sight, TODAY)
    assert isinstance(done, Done)
    form = {"version": str(case.version), "why": "撤回"}
    for lang, said in (("zh", "案件已被更新,您的操作没有执行"), ("en", "your action was not carried out")):
        with portal.signed_in("fund-check", lang) as browser:
            answer = browser.post(f"/fund/cases/{case.id}/withdraw", data=form)
        assert answer.status_code == 409
        assert said in answer.text
        assert "已约谈总承包单位" in answer.text
        assert f'href="/fund/cases/{case.id}"' in answer.text
    held = FundCases(portal.engine).get(case.id, COUNTY)
    assert held == replace(done.case)


def test_an_answer_that_could_not_be_taken_is_shown_with_its_reason(portal: Portal, case: FundCase) -> None:
    row = {
        "fund": case.fund, "batch": "ZZJ-1-1", "line": "7", "outcome": "paid", "day": TODAY,
        "event": "event:urn:bank/9", "trouble": "没有这个批次 / no such batch of this fund",
    }  # fmt: skip
    with connected(portal.engine) as connection:
        connection.execute(insert(fund_answers), [row, {**row, "batch": "ZZJ-1-2", "trouble": ""}])
    text = page_of(portal, "/fund/answers")
    assert "ZZJ-1-1 / 7 已支付 2026年5月18日 event:urn:bank/9 没有这个批次" in text
    assert "ZZJ-1-2" not in text
    assert "no such batch of this fund" in page_of(portal, "/fund/answers", lang="en")
    assert "ZZJ-1-1" not in page_of(portal, "/fund/answers", "chief-z")


@pytest.mark.parametrize("path", ["/fund/answers", "/fund/cases/1/lines/1"])
def test_who_has_no_business_with_the_fund_is_refused(portal: Portal, path: str) -> None:
    with portal.signed_in("admin-a") as browser:
        assert browser.get(path).status_code == 403
