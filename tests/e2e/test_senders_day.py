"""A bank's clerk in a real Chromium: a file with a bad row, repaired; the receipt verified; the day stated complete."""

import json
from pathlib import Path

import pytest
import typer
from openpyxl import load_workbook
from playwright.sync_api import BrowserContext, Page, expect
from typer.testing import CliRunner

from portal.cli import receipt
from tests.e2e.browser import PHONE, overflow, signed_in
from tests.machine_client import bank
from tests.portal_fixtures import Portal
from tests.senders import MOVEMENTS, OPENING, a_sender, movement, sheet, uploaded

pytest_plugins = ("tests.e2e.browser", "tests.portal_fixtures")
PAGES = (
    "/sender/today",
    "/sender/upload",
    "/sender/deliveries",
    "/sender/repairs",
    "/sender/records",
    "/sender/health",
)


@pytest.fixture
def banker(portal: Portal) -> str:
    """A clerk of a bank whose account is open already."""
    a_sender(portal, bank("102"), "banker")
    with portal.signed_in("banker") as browser:
        assert "已受理" in uploaded(browser, sheet(*OPENING), "开户.xlsx").text
    return "banker"


def brought(page: Page, path: Path) -> None:
    """Choose a file in the form of the page, send it, and wait for the delivery's page."""
    before = page.url
    page.locator("form[data-upload] input[type=file]").set_input_files(path)
    page.locator("form[data-upload] button").click()
    page.wait_for_url(lambda url: url != before and "/sender/deliveries/" in url)


def saved(page: Page, link: str, path: Path) -> Path:
    with page.expect_download() as download:
        page.locator(link).first.click()
    download.value.save_as(path)
    return path


def repaired(path: Path) -> Path:
    """What a clerk does in a spreadsheet: look at the reason, write the amount as it should be."""
    book = load_workbook(path)
    assert book.active is not None
    heading = [cell.value for cell in book.active[2]]
    assert "最多两位小数" in str(book.active.cell(3, heading.index("隔离原因") + 1).value)
    book.active.cell(3, heading.index("金额") + 1).value = "120000"
    book.save(path)
    return path


def test_a_clerk_delivers_repairs_and_completes_the_day(
    portal: Portal, visit: BrowserContext, banker: str, tmp_path: Path
) -> None:
    page = signed_in(visit, portal, banker)
    page.goto(portal.url)
    expect(page.locator("h1")).to_have_text("今日报送")
    page.get_by_role("link", name="上传文件").first.click()
    sent = tmp_path / "流水.xlsx"
    sent.write_bytes(sheet(MOVEMENTS, movement("T1"), movement("T2", "十二万")))
    brought(page, sent)
    first = page.url
    expect(page.locator("#set-aside")).to_contain_text("十二万")
    expect(page.locator("#set-aside")).to_contain_text("最多两位小数的金额")
    rejected = saved(page, "#set-aside a[download]", tmp_path / "更正.xlsx")
    brought(page, repaired(rejected))
    expect(page.locator("main")).to_contain_text("本次更正了以前的行")
    page.get_by_role("link", name="流水.xlsx").click()
    assert page.url.partition("#")[0] == first
    expect(page.locator("#set-aside")).to_contain_text("更正.xlsx")
    told = saved(page, 'a[href$="/receipt"]', tmp_path / "receipt.json")
    keys = tmp_path / "keys.json"
    keys.write_text(visit.request.get(f"{portal.url}/v1/keys").text(), "utf-8")
    _verified(told, keys, sent)
    page.goto(f"{portal.url}/sender/today")
    page.locator("#until").fill("2026-05-17")
    page.get_by_role("button", name="本日报送完毕").click()
    expect(page.locator("main")).to_contain_text("报送完毕声明")
    page.goto(f"{portal.url}/sender/today")
    expect(page.locator(".sender-glance")).to_contain_text("没有延迟")


def _verified(told: Path, keys: Path, sent: Path) -> None:
    app = typer.Typer()
    receipt.register(app)
    command = ["receipt", "verify", str(told), "--keys", str(keys), "--file", str(sent)]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, (result.output, result.exception)
    assert json.loads(result.stdout)["records"] == {"received": 2, "accepted": 1, "duplicate": 0, "quarantined": 1}


def test_a_refusal_is_said_on_the_page_and_another_file_may_follow(
    portal: Portal, visit: BrowserContext, banker: str, tmp_path: Path
) -> None:
    page = signed_in(visit, portal, banker)
    page.goto(f"{portal.url}/sender/upload")
    empty, good = tmp_path / "空.csv", tmp_path / "好.xlsx"
    empty.write_bytes(b"")
    good.write_bytes(sheet(MOVEMENTS, movement("T1")))
    page.locator("form[data-upload] input[type=file]").set_input_files(empty)
    page.locator("form[data-upload] button").click()
    expect(page.locator(".note.is-bad")).to_contain_text("文件是空的")
    brought(page, good)
    expect(page.locator("main")).to_contain_text("120,000.00")


def test_it_works_without_scripts(portal: Portal, banker: str, tmp_path: Path, chromium) -> None:  # type: ignore[no-untyped-def]
    with chromium.new_context(java_script_enabled=False, locale="zh-CN") as plain:
        page = signed_in(plain, portal, banker)
        page.goto(f"{portal.url}/sender/upload")
        sent = tmp_path / "流水.xlsx"
        sent.write_bytes(sheet(MOVEMENTS, movement("T1")))
        brought(page, sent)
        expect(page.locator("main")).to_contain_text("120,000.00")


def test_the_pages_fit_a_phone_in_both_languages(portal: Portal, visit: BrowserContext, banker: str) -> None:
    with portal.signed_in(banker) as browser:
        address = uploaded(browser, sheet(MOVEMENTS, movement("T1"), movement("T2", "十二万")), "流水.xlsx").url.path
    for lang in ("zh", "en"):
        page = signed_in(visit, portal, banker, lang)
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        for path in (*PAGES, address):
            page.goto(portal.url + path)
            assert overflow(page) <= 0, (lang, path)
