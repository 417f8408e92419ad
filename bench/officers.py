"""How long officers wait with a hundred thousand open alerts: pages and actions over HTTP, one officer at a time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Final

import httpx
from sqlalchemy import Engine, insert

from bench.answering import until_it_answers
from bench.crowd import DAY, PROVINCE, crowd, regions
from bench.engines import Engines, portal
from infra import clock
from infra.clock import elapsed
from infra.db.engine import connected, engine_of
from infra.db.offices import Sessions
from infra.db.offices.tables import officer_roles, officers, offices
from infra.db.tables import clock as clock_row
from infra.embedded.ports import free_port
from monitors.rule import catalogue

ALERTS: Final = 100_000
_WARM: Final = 3
_COUNTY: Final = regions()[0]
_MARK: Final = '<meta name="csrf" content="'


@dataclass(frozen=True, slots=True)
class Waited:
    """How long one kind of page or action took, in seconds, sorted."""

    what: str
    seconds: tuple[float, ...]

    def at(self, share: float) -> float:
        """The time within which a share of them was answered."""
        return self.seconds[min(len(self.seconds) - 1, int(share * len(self.seconds)))]


LISTS: Final = {
    "queue, whole province": "/queue?scope=all",
    "queue, red and overdue": "/queue?scope=all&level=red&deadline=overdue",
    "queue, one rule in one county": f"/queue?scope=all&rule=wages.unpaid&district={_COUNTY}",
    "queue, project searched by name": "/queue?scope=all&q=县17号",
    "queue, largest amounts first": "/queue?scope=all&order=amount",
    "queue, escalated to the office": "/queue?scope=escalated",
    "cases, whole province": "/cases",
}
BARE: Final = "/profile"
"""The lightest page behind sign-in: one's own account."""


def measure(running: Engines, rounds: int) -> Iterator[Waited]:
    """Seed the province, start the portal, ask."""
    with running.part() as settings:
        engine = engine_of(settings.database)
        _people(engine)
        crowd(engine, ALERTS, list(catalogue()))
        port = free_port()
        with portal(settings, port) as server, _browser(engine, port, "province") as chief:
            until_it_answers(chief, server.check)
            yield _waited("an empty page behind sign-in", _asking(chief, BARE), rounds)
            for what, path in LISTS.items():
                yield _waited(what, _asking(chief, path), rounds)
            with _browser(engine, port, "county") as officer:
                yield _waited("queue, one county", _asking(officer, "/queue"), rounds)
                yield from _actions(officer, rounds)
        engine.dispose()


def _actions(officer: httpx.Client, rounds: int) -> Iterator[Waited]:
    token = officer.get("/queue").text.partition(_MARK)[2].partition('"')[0]
    officer.headers["X-CSRF-Token"] = token
    picked = _open_alerts(officer)
    yield _waited("alert page", lambda n: _get(officer, f"/alerts/{picked[n][0]}"), rounds)

    def acknowledge(n: int) -> None:
        number, version = picked[n]
        answer = officer.post(f"/alerts/{number}/act", data={"act": "acknowledge", "version": version})
        assert answer.status_code == httpx.codes.SEE_OTHER, answer.text[:500]

    yield _waited("acknowledge an alert", acknowledge, rounds)
    rest = picked[rounds + _WARM :]

    def assign(n: int) -> None:
        pick = [f"{number}:{version}" for number, version in rest[n * 10 : n * 10 + 10]]
        answer = officer.post("/queue/bulk", data={"act": "assign", "officer": "county", "pick": pick})
        answer.raise_for_status()

    yield _waited("assign ten alerts at once, the queue shown again", assign, min(rounds, len(rest) // 10 - _WARM))


def _open_alerts(officer: httpx.Client) -> list[tuple[int, int]]:
    """The new alerts of the county, with their versions."""
    found: list[tuple[int, int]] = []
    path = "/queue?scope=office&state=open"
    while path and len(found) < 400:
        text = officer.get(path).text
        for part in text.split('name="pick" value="')[1:]:
            number, _, version = part.partition('"')[0].partition(":")
            found.append((int(number), int(version)))
        before, more, _ = text.partition('" hx-get="/queue?')
        following = text.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
        path = following if before and more else ""
    return found


def _waited(what: str, ask: Callable[[int], None], rounds: int) -> Waited:
    for n in range(_WARM):
        ask(n)
    seconds = []
    for n in range(_WARM, _WARM + rounds):
        began = elapsed()
        ask(n)
        seconds.append(elapsed() - began)
    return Waited(what, tuple(sorted(seconds)))


def _asking(browser: httpx.Client, path: str) -> Callable[[int], None]:
    return lambda _: _get(browser, path)


def _get(browser: httpx.Client, path: str) -> None:
    browser.get(path).raise_for_status()


def _people(engine: Engine) -> None:
    """An office for the province, each prefecture and each county; one officer above, one below."""
    counties = regions()
    prefectures = sorted({code[:4] for code in counties})
    rows = [{"code": PROVINCE, "name": "省总队", "region": PROVINCE, "parent": None}]
    rows += [{"code": code, "name": f"{code}支队", "region": code, "parent": PROVINCE} for code in prefectures]
    rows += [{"code": code, "name": f"{code}大队", "region": code, "parent": code[:4]} for code in counties]
    with connected(engine) as connection:
        for row in rows:
            connection.execute(insert(offices).values(**row))
        for name, office in (("province", PROVINCE), ("county", _COUNTY)):
            connection.execute(insert(officers).values(id=name, name=name, office=office))
            connection.execute(insert(officer_roles).values(officer=name, role="officer"))
        connection.execute(insert(clock_row).values(id=1, day=date.fromisoformat(DAY)))


@contextmanager
def _browser(engine: Engine, port: int, officer: str) -> Iterator[httpx.Client]:
    cookies = {"wagewatch": Sessions(engine).open(officer, clock.now())}
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", cookies=cookies, timeout=60, trust_env=False) as browser:
        yield browser
