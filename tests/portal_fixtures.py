"""Fixtures of the portal: the real application on a real PostgreSQL, reached over a real socket.

`portal` runs on a database of its own with three levels of offices and two counties:

    gz     52       province       policy-1, policy-2 (政策管理), auditor-52 (审计), admin-52 (管理), province-52
    gy     5201     prefecture     prefecture-01 (监察员, 负责人)
    yunshan 520103  county         officer-a, officer-b (监察员), chief-a (负责人), admin-a (管理), auditor-a,
                                    fund-clerk, fund-check (周转金经办), fund-sector, fund-finance, fund-approver,
                                    fund-cashier, fund-cashier-2
    linshui 520102  other county   officer-z, chief-z, admin-z

    def test_x(portal: Portal) -> None:
        with portal.signed_in("officer-a") as browser:
            assert "工作台" in browser.get("/queue").text
            browser.post("/alerts/1/acknowledge", data={"reason": "…"})   # carries the token against forgery itself

`portal.engine` is its database; `portal.today` the day of its clock (2026-05-18, a Monday).
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import SecretStr
from sqlalchemy import Engine, insert

from infra import clock
from infra.db.engine import connected, engine_of
from infra.db.offices import Sessions
from infra.db.offices.tables import officer_roles, officers, offices
from infra.db.tables import clock as clock_row
from infra.settings import Settings
from portal.app import application
from portal.patient import Patient
from portal.security import CSRF_HEADER
from portal.served import served

TODAY = date(2026, 5, 18)
OFFICES = (
    ("gz", "贵州省人力资源和社会保障厅", "52", None),
    ("gy", "贵阳市人力资源和社会保障局 劳动保障监察支队", "5201", "gz"),
    ("yunshan", "云山县人力资源和社会保障局 劳动保障监察大队", "520103", "gy"),
    ("linshui", "临水县人力资源和社会保障局 劳动保障监察大队", "520102", "gy"),
)
OFFICERS = (
    ("province-52", "周省", "gz", ("officer", "chief")),
    ("policy-1", "钱政", "gz", ("policy",)),
    ("policy-2", "孙策", "gz", ("policy",)),
    ("auditor-52", "吴审", "gz", ("auditor",)),
    ("admin-52", "郑管", "gz", ("admin",)),
    ("prefecture-01", "王市", "gy", ("officer", "chief")),
    ("officer-a", "李监", "yunshan", ("officer",)),
    ("officer-b", "张察", "yunshan", ("officer",)),
    ("chief-a", "陈队", "yunshan", ("officer", "chief")),
    ("admin-a", "杨理", "yunshan", ("admin",)),
    ("auditor-a", "冯计", "yunshan", ("auditor",)),
    ("fund-clerk", "马经办", "yunshan", ("fund_clerk",)),
    ("fund-check", "高审核", "yunshan", ("fund_clerk",)),
    ("fund-sector", "罗行业", "yunshan", ("fund_sector",)),
    ("fund-finance", "唐财政", "yunshan", ("fund_finance",)),
    ("fund-approver", "梁审批", "yunshan", ("fund_approver",)),
    ("fund-cashier", "宋出纳", "yunshan", ("fund_cashier",)),
    ("fund-cashier-2", "谢复核", "yunshan", ("fund_cashier",)),
    ("officer-z", "何邻", "linshui", ("officer",)),
    ("chief-z", "吕邻", "linshui", ("officer", "chief")),
    ("admin-z", "施邻", "linshui", ("admin",)),
)


def api_routes(router: Any) -> Iterator[APIRoute]:
    """Every route of an application, those of included routers as well."""
    for route in router.routes:
        if isinstance(route, APIRoute):
            yield route
        elif (included := getattr(route, "original_router", None)) is not None:
            yield from api_routes(included)


class Browser(httpx.Client):
    """A client that keeps cookies and sends the token against forgery with every unsafe request."""

    def request(self, method: str, url: Any, **given: Any) -> httpx.Response:
        if method not in {"GET", "HEAD"}:
            headers = dict(given.pop("headers", None) or {})
            headers.setdefault(CSRF_HEADER, self.token())
            given["headers"] = headers
        return super().request(method, url, **given)

    def token(self) -> str:
        """The token of this visit, as its pages carry it."""
        text = super().request("GET", "/signin").text
        return text.partition('<meta name="csrf" content="')[2].partition('"')[0]


@dataclass(slots=True)
class Portal:
    """A running portal."""

    url: str
    engine: Engine
    app: FastAPI
    settings: Settings
    today: date = TODAY
    _browsers: list[Browser] = field(default_factory=list)

    def browser(self, **given: Any) -> Browser:
        """A browser that nobody is signed in with; it follows no redirects unless told to."""
        made = Browser(base_url=self.url, timeout=30, trust_env=False, **given)
        self._browsers.append(made)
        return made

    def token_of(self, officer: str) -> str:
        """Open a session for the officer; return the cookie's token."""
        return Sessions(self.engine).open(officer, clock.now())

    def cookie_of(self, officer: str) -> dict[str, str]:
        """The session as a cookie for Playwright's `context.add_cookies([...])`."""
        return {"name": "wagewatch", "value": self.token_of(officer), "url": self.url}

    @contextmanager
    def signed_in(self, officer: str, lang: str = "zh") -> Iterator[Browser]:
        """A browser in which the officer is signed in; it follows redirects."""
        cookies = {"wagewatch": self.token_of(officer), "lang": lang}
        with Browser(base_url=self.url, timeout=30, trust_env=False, follow_redirects=True, cookies=cookies) as browser:
            yield browser

    def close(self) -> None:
        for browser in self._browsers:
            browser.close()


def seed_offices(engine: Engine, today: date = TODAY) -> None:
    """Write the offices, the officers (without passwords) and the clock's day."""
    with connected(engine) as connection:
        for code, name, region, parent in OFFICES:
            connection.execute(insert(offices).values(code=code, name=name, region=region, parent=parent))
        for officer, name, office, roles in OFFICERS:
            connection.execute(insert(officers).values(id=officer, name=name, office=office))
            for role in roles:
                connection.execute(insert(officer_roles).values(officer=officer, role=role))
        connection.execute(insert(clock_row).values(id=1, day=today))


@contextmanager
def running_portal(settings: Settings) -> Iterator[Portal]:
    """The portal of these settings on a free port, in a thread that ends with the block."""
    app = application(settings)
    server = uvicorn.Server(
        uvicorn.Config(
            served(app, settings),
            http=Patient,
            host="127.0.0.1",
            port=0,
            log_level="warning",
            proxy_headers=False,
            lifespan="on",
        )
    )
    ready = threading.Event()
    serving = server.startup

    async def told(**given: Any) -> None:
        await serving(**given)
        ready.set()

    server.startup = told  # type: ignore[method-assign]
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        assert ready.wait(30), "the portal did not start"
        port = server.servers[0].sockets[0].getsockname()[1]
        engine = engine_of(settings.database)
        made = Portal(f"http://127.0.0.1:{port}", engine, app, settings)
        try:
            yield made
        finally:
            made.close()
            engine.dispose()
    finally:
        server.should_exit = True
        thread.join(10)


@pytest.fixture
def portal(database_url: str, tmp_path: Any) -> Iterator[Portal]:
    """The portal on an empty database with the offices above."""
    engine = engine_of(database_url)
    seed_offices(engine)
    engine.dispose()
    with running_portal(Settings(database_url=SecretStr(database_url), state_dir=tmp_path)) as running:
        yield running
