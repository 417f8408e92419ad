"""Restriction reviews in a real browser: found among hundreds, decided by one person, confirmed by another."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import BrowserContext, expect

from alerts.gate import Action, Check, Confirm, Decide, Decision, Executed, Execution, Mark, Said
from alerts.gate.review import Channel
from infra import clock
from infra.db.gate.entering import Asked
from infra.db.gate.marks import Marks
from infra.db.gate.store import Reviews
from infra.db.offices import Offices
from streams.caretaker.marks import escalate_reviews
from streams.restrictions import events_of
from tests.build import Project
from tests.e2e.browser import PHONE, WIDE, overflow, signed_in
from tests.portal_fixtures import Portal
from tests.projects import painted

MANY = 300
PAGES = ("/reviews", "/reviews?which=late", "/reviews?which=second", "/reviews?which=unreviewed", "/reviews?which=done")


@pytest.fixture
def reviews(portal: Portal) -> dict[str, str]:
    """Three hundred reviews in every state; the case numbers of four by name."""
    told = Project("P1", region_code="520103").enrolled("w1", "w2")
    told.happened("project.updated", "2026-01-06", name="河滨花园二期")
    told.happened("bank.account_opened", "2026-01-06", account_id="a1", name="河滨花园二期农民工工资专用账户")
    told.attended("w1", "2026-04-13").attended("w2", "2026-04-13").attended("w1", "2026-05-11")
    told.sheet({"w1": 780_000_00, "w2": 520_000_00}, month="2026-04", on="2026-05-04")
    told.happened("bank.account_credited", "2026-05-12", account_id="a1", amount_fen=1, balance_fen=2_150_000_00)
    painted(portal.engine, portal.today, told)
    kinds = ("wage", "wage", "bond")
    names = ("农民工工资专用账户", "工资保证金账户")
    marks = [Mark("102", "a1", "P1", "wage", "河滨花园二期农民工工资专用账户", "520103", date(2026, 1, 6))]
    marks += [
        Mark("102", f"6222{n:06}", f"P{n}", kinds[n % 3], f"第{n}标段{names[n % 3 == 2]}", "520103", date(2025, 1, 1))
        for n in range(2, MANY)
    ]
    Marks(portal.engine).write(marks, [])
    now = clock.now()
    asked = [
        Check("bank-102", "102", mark.account_id, list(Action)[n % 3], "云山县人民法院", f"(2026)云0103执{n}号",
              None if n % 7 == 0 else (n + 1) * 10_000_00)
        for n, mark in enumerate(marks)
    ]  # fmt: skip
    Reviews(portal.engine).enter([Asked(check, now) for check in asked], portal.today - timedelta(10))
    for n, check in enumerate(asked[:120]):
        _happened(portal, check.case, n)
    escalate_reviews(portal.engine, portal.today)
    return {"first": asked[0].case, "large": asked[150].case, "small": asked[121].case}


def _happened(portal: Portal, case: str, n: int) -> None:
    """One of the courses that a case takes."""
    store, now = Reviews(portal.engine), clock.now()
    officer, chief = (Offices(portal.engine).officer(name, portal.today) for name in ("officer-a", "chief-a"))
    assert officer is not None
    assert chief is not None
    review = store.of_cases([case])[0]
    if n % 4 == 0:
        return
    if n % 4 == 1:
        execution = Execution(case, now, None, Channel.AUTOMATIC, None)
        store.report(case, "bank-102", Executed(execution), events_of, portal.today)
        return
    decision = Decision.PROJECT_WAGES if n % 4 == 2 else Decision.OBJECT
    done = store.act(
        case, review.version, Decide(Said(decision, "依据第三十三条", "officer-a")), officer, now, portal.today
    )
    if n % 8 == 2 and getattr(done, "proposed", None) is not None:
        store.act(case, review.version + 1, Confirm("chief-a"), chief, now, portal.today)


def test_one_is_found_among_hundreds_page_by_page(
    visit: BrowserContext, portal: Portal, reviews: dict[str, str]
) -> None:
    assert reviews
    page = signed_in(visit, portal, "officer-a")
    page.goto(f"{portal.url}/reviews")
    expect(page.locator("tbody tr")).to_have_count(25)
    first = page.locator("tbody tr").first.inner_text()
    page.get_by_role("link", name="下一页").click()
    expect(page.locator(".pager")).to_contain_text("2 /")
    assert page.locator("tbody tr").first.inner_text() != first
    page.get_by_label("查找冻结审核").fill("执150号")
    page.get_by_role("button", name="搜索").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("6222000151")
    page.get_by_label("查找冻结审核").fill("%")
    page.get_by_role("button", name="搜索").click()
    expect(page.get_by_text("没有符合条件的案件")).to_be_visible()


def test_a_large_sum_is_proposed_by_one_and_confirmed_by_another(
    visit: BrowserContext, portal: Portal, reviews: dict[str, str]
) -> None:
    address = f"{portal.url}/reviews/{reviews['large']}"
    page = signed_in(visit, portal, "officer-a")
    page.goto(address)
    expect(page.get_by_text("任何时候都不视为同意")).to_be_visible()
    page.get_by_label("用于支付本项目工资,无异议").check()
    page.get_by_label("审核理由").fill("工资支付申请与考勤、工资表一致")
    page.get_by_role("button", name="提交审核意见").click()
    expect(page.get_by_role("heading", name="待第二人复核")).to_be_visible()
    expect(page.get_by_role("button", name="复核同意")).to_have_count(0)
    page.goto(f"{portal.url}/reviews?which=second&q={reviews['large']}")
    expect(page.locator("tbody tr")).to_have_count(1)
    visit.clear_cookies()
    chief = signed_in(visit, portal, "chief-a")
    chief.goto(address)
    chief.get_by_role("button", name="复核同意").click()
    expect(chief.get_by_text(re.compile("复核:陈队"))).to_be_visible()
    expect(chief.get_by_text("银行未登记推送地址,须自行查询。")).to_be_visible()
    expect(chief.locator(".timeline")).to_contain_text("李监")
    expect(chief.get_by_role("button", name="提交审核意见")).to_have_count(0)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_fits_a_desk_and_a_phone(
    visit: BrowserContext, portal: Portal, reviews: dict[str, str], lang: str
) -> None:
    page = signed_in(visit, portal, "chief-a", lang)
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for path in (*PAGES, *(f"/reviews/{case}" for case in reviews.values())):
            page.goto(portal.url + path)
            expect(page.locator("h1")).to_be_visible()
            assert overflow(page) <= 0, (path, size)
