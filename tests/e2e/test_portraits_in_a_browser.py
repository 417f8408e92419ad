"""Projects, districts, campaigns and workers in a real browser, by keyboard and on a phone."""

from datetime import date

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.build import ITEMS, Project, days
from tests.e2e.browser import PHONE, overflow, signed_in
from tests.portal_fixtures import Portal
from tests.projects import painted

DAY = date(2026, 3, 20)
PAGES = ("", "/P1", "/P1/wages", "/P1/money", "/P1/board", "/P1/parties", "/P1/events")


@pytest.fixture
def project(portal: Portal) -> str:
    """A project with a worker who was paid, one who was not, and money that moved."""
    told = Project("P1", region_code="520103").happened("bank.account_opened", "2026-01-05")
    told.happened("project.started", "2026-01-05").happened("project.notice_board_posted", "2026-01-06", items=ITEMS)
    told.happened("bank.account_credited", "2026-01-20", amount_fen=900_00, balance_fen=900_00)
    told.happened("bank.account_debited", "2026-02-10", transaction_id="T2", amount_fen=500_00, balance_fen=400_00)
    told.crew(2, *days("2026-01", 5, 9), *days("2026-02", 2, 6)).sheet({"w01": 500_00, "w02": 500_00})
    painted(portal.engine, DAY, told.paid("w01", 500_00).fed("2026-03-20"))
    return f"{portal.url}/projects"


@pytest.fixture
def page(visit: BrowserContext, portal: Portal) -> Page:
    """A page of an officer of the county."""
    return signed_in(visit, portal, "officer-a")


def test_the_matrix_is_walked_with_the_arrow_keys_and_says_each_cell(page: Page, project: str) -> None:
    page.goto(f"{project}/P1/wages")
    page.locator("td.cell").first.focus()
    expect(page.locator("#matrix-detail")).to_contain_text("2026-01 足额")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#matrix-detail")).to_contain_text("2026-01 未发")
    expect(page.locator("#matrix-detail")).to_contain_text("尚欠500.00")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#matrix-detail")).to_contain_text("2026-02")


def test_the_charts_draw_what_their_tables_say(page: Page, project: str, portal: Portal) -> None:
    page.goto(f"{project}/P1/money")
    expect(page.locator(".chart-canvas canvas")).to_have_count(1)
    expect(page.get_by_role("row", name="2026-02-10")).to_contain_text("400.00")
    page.goto(f"{portal.url}/district")
    expect(page.get_by_role("heading", name="覆盖率走势")).to_be_visible()


def test_the_district_leads_down_to_the_project_that_lacks_it(page: Page, project: str, portal: Portal) -> None:
    assert project
    page.goto(f"{portal.url}/district")
    monthly = page.locator(".coverage-card", has_text="按月足额支付")
    monthly.get_by_role("link", name="未落实").click()
    page.get_by_role("link", name="Primary school").click()
    expect(page.locator(".safeguard.state-lacking", has_text="按月足额支付")).to_contain_text("工资未发")


def test_from_the_matrix_to_the_worker_only_by_a_purpose(page: Page, project: str) -> None:
    page.goto(f"{project}/P1/wages")
    page.locator("button.linklike").nth(1).click()
    expect(page.get_by_label("工人代号")).to_have_value("w02")
    page.get_by_label("用途").select_option("lead")
    page.get_by_label("具体事由").fill("核处欠薪线索")
    page.get_by_role("button", name="记录并查询").click()
    expect(page.locator(".figures")).to_contain_text("500.00")
    assert "w02" not in page.url


def test_a_campaign_is_begun_and_a_project_ticked_off(page: Page, project: str, portal: Portal) -> None:
    assert project
    page.goto(f"{portal.url}/campaigns/new")
    page.get_by_label("行动名称").fill("冬季行动")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("登记排查结果").click()
    page.get_by_label("说明").fill("已到现场")
    page.locator(".check-form").get_by_role("button", name="保存").click()
    expect(page.locator(".figures")).to_contain_text("1 / 1")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_page_is_wider_than_a_phone(visit: BrowserContext, portal: Portal, project: str, lang: str) -> None:
    page = signed_in(visit, portal, "officer-a", lang)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    others = ("/district", "/campaigns", "/campaigns/new", "/workers")
    for address in (*(project + path for path in PAGES), *(portal.url + path for path in others)):
        page.goto(address)
        assert overflow(page) <= 0, address
