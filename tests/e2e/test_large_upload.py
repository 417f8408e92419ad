"""A clerk uploads a large file while the portal is killed, the page lost, the line cut: nothing is lost or doubled."""

import hashlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from infra.db.engine import engine_of
from streams.formats.refused import MEBIBYTE
from tests.build import event
from tests.database import line, rows
from tests.e2e.browser import WIDE
from tests.faults.trial import until
from tests.machine_client import site
from tests.portal_fixtures import Portal, seed_offices
from tests.senders import a_sender
from tests.slow_line import SlowLine, slow_line

pytest_plugins = ("tests.e2e.browser", "tests.database_fixtures")
COUNT = 11_000
LONG = "补录" * 600
SLOW = 8 * MEBIBYTE
"""Bytes a second that the line carries: slow enough to break it off in the middle."""
PATIENCE_MS = 60_000


@dataclass(slots=True)
class Killable:
    """The portal as a process on one port, started and killed as often as need be."""

    port: int
    environment: dict[str, str]
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-c", "from portal.cli import main; main()", "portal", "--port", str(self.port)]
        self.process = subprocess.Popen(command, env=self.environment, cwd=Path(__file__).parents[2])
        until(self._answers, 60)

    def kill(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/v1/keys", trust_env=False).is_success
        except httpx.TransportError:
            return False


@pytest.fixture
def killable(database_url: str, tmp_path: Path) -> Iterator[Killable]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {"WAGEWATCH_DATABASE_URL": database_url, "WAGEWATCH_STATE_DIR": str(tmp_path / "state")}
    made = Killable(port, {**os.environ, **settings, "WAGEWATCH_DELIVERY_LEASE_S": "1"})
    made.start()
    yield made
    made.kill()


@pytest.fixture
def slow(killable: Killable) -> Iterator[SlowLine]:
    with slow_line(killable.port, SLOW) as made:
        yield made


@pytest.fixture
def portal(slow: SlowLine, database_url: str) -> Iterator[Portal]:
    """The portal as somebody at the other end of the slow line sees it."""
    engine = engine_of(database_url)
    seed_offices(engine)
    known: Any = None  # nobody asks for the application of another process
    made = Portal(slow.url, engine, known, known)
    a_sender(made, site("P1"), "siteman")
    yield made
    engine.dispose()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 40 MB."""
    path = tmp_path_factory.mktemp("large") / "补录 2026-03.jsonl"
    with path.open("wb") as file:
        for number in range(COUNT):
            data: dict[str, Any] = {"worker_id": f"w{number}", "date": "2026-03-02", "present": True, "reason": LONG}
            told = event("attendance.day_corrected", "2026-03-02", **data)
            file.write(line({**told, "source": "urn:site:1", "subject": "P1", "id": f"c{number}"}))
    assert path.stat().st_size > 40_000_000
    return path


@contextmanager
def clerk(chromium: Chromium, portal: Portal) -> Iterator[Page]:
    """The upload page; a line that breaks is logged by the browser itself."""
    with chromium.new_context(viewport=WIDE, locale="zh-CN") as context:  # type: ignore[arg-type]
        context.add_cookies([portal.cookie_of("siteman")])  # type: ignore[list-item]
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.goto(f"{portal.url}/sender/upload")
        yield page


def chosen(page: Page, path: Path) -> None:
    page.locator("form[data-upload] input[type=file]").set_input_files(path)


def far(page: Page) -> float:
    """How far it is, per cent."""
    return float(page.locator(".sender-progress progress").evaluate("bar => bar.value"))


def begun(page: Page, at_least: float) -> None:
    page.locator("form[data-upload] button").click()
    reached(page, lambda: far(page) >= at_least)


def reached(page: Page, good: Callable[[], bool]) -> None:
    for _ in range(PATIENCE_MS // 50):
        if good():
            return
        page.wait_for_timeout(50)
    raise AssertionError(page.locator("main").inner_text())


def received(portal: Portal, page: Page, path: Path) -> dict[str, Any]:
    """The figures of the receipt of the page to which the upload leads, once it is there and is of this very file."""
    page.wait_for_url("**/sender/deliveries/d*")
    expect(page.locator(".sender-outcome")).to_be_visible(timeout=PATIENCE_MS)
    told = page.context.request.get(f"{page.url}/receipt").json()["receipt"]
    assert told["file"]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert rows(portal.engine, "SELECT count(*) FROM submissions") == [(1,)]
    figures: dict[str, Any] = told["records"]
    return figures


ALL = {"received": COUNT, "accepted": COUNT, "duplicate": 0, "quarantined": 0}


def test_a_portal_killed_in_the_middle_costs_nothing_when_it_is_back(
    chromium: Chromium, portal: Portal, killable: Killable, large: Path
) -> None:
    with clerk(chromium, portal) as page:
        chosen(page, large)
        begun(page, 45)
        killable.kill()
        expect(page.locator(".sender-progress")).to_contain_text("连接中断")
        (kept,) = (killable_state(killable)).glob("u*")
        assert kept.stat().st_size > 8 * MEBIBYTE
        killable.start()
        reached(page, lambda: "/deliveries/" in page.url or "连接中断" not in page.locator("main").inner_text())
        assert received(portal, page, large) == ALL


def killable_state(killable: Killable) -> Path:
    """Where the portal keeps what is being uploaded."""
    return Path(killable.environment["WAGEWATCH_STATE_DIR"]) / "door"


def test_a_line_cut_in_the_middle_of_a_piece_is_taken_up_where_it_broke(
    chromium: Chromium, portal: Portal, slow: SlowLine, large: Path
) -> None:
    with clerk(chromium, portal) as page:
        sent: list[int] = []
        page.on("request", lambda asked: sent.append(_offset(asked.headers)) if asked.method == "PATCH" else None)
        chosen(page, large)
        begun(page, 30)
        slow.cut()
        reached(page, lambda: far(page) >= 60)
        slow.cut()
        assert received(portal, page, large) == ALL
        assert sent == sorted(sent)
        assert [at for at in sent if at % (8 * MEBIBYTE)]  # what came of a broken piece counts


def test_a_page_that_was_lost_goes_on_with_the_same_file(chromium: Chromium, portal: Portal, large: Path) -> None:
    with clerk(chromium, portal) as page:
        chosen(page, large)
        begun(page, 45)
        page.reload()
        expect(page.locator("#unfinished")).to_contain_text(large.name)
        chosen(page, large)
        expect(page.locator(".sender-earlier")).to_contain_text("这份文件上次已上传")
        button = page.locator("form[data-upload] button")
        expect(button).to_have_text("继续上传")
        first: list[int] = []
        page.on("request", lambda asked: first.append(_offset(asked.headers)) if asked.method == "PATCH" else None)
        button.click()
        assert received(portal, page, large) == ALL
        assert first[0] > 0.3 * large.stat().st_size
        assert page.evaluate("Object.keys(localStorage).length") == 0


def _offset(headers: dict[str, str]) -> int:
    return int(headers["upload-offset"])


def test_it_waits_while_it_is_paused_and_cancelled_it_leaves_nothing(
    chromium: Chromium, portal: Portal, killable: Killable, large: Path
) -> None:
    with clerk(chromium, portal) as page:
        chosen(page, large)
        begun(page, 10)
        expect(page.locator(".sender-pace")).to_contain_text("MiB/s")
        page.get_by_role("button", name="暂停").click()
        expect(page.locator(".sender-progress")).to_contain_text("已暂停")
        page.get_by_role("button", name="继续上传").click()
        at = far(page)
        reached(page, lambda: far(page) > at)
        page.get_by_role("button", name="取消上传").click()
        expect(page.locator("form[data-upload]")).to_be_visible()
        reached(page, lambda: rows(portal.engine, "SELECT count(*) FROM uploads") == [(0,)])
        assert list(killable_state(killable).glob("u*")) == []
        page.reload()
        expect(page.locator("#unfinished")).to_have_count(0)
        chosen(page, large)
        expect(page.locator(".sender-earlier")).to_be_hidden()
