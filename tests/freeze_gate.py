"""A bank's core system at the freeze gate: what it asks, and an order that is held."""

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import httpx

from alerts.gate import Decide, Decision, Mark, Said
from infra import clock
from infra.clock import elapsed
from infra.db.gate.marks import Marks
from infra.db.gate.store import Reviews
from infra.db.offices import Offices
from infra.db.policies import LIMITS, Draft, Policies
from portal.gate.opening import desk_of
from tests.database import rows
from tests.machine_client import Signs, bank, new_key, register
from tests.portal_fixtures import Portal

MARK = Mark("102", "a1", "P1", "wage", "建工集团河滨花园农民工工资专用账户", "520103", date(2025, 1, 1))
ORDER = {
    "account_id": "a1",
    "action": "freeze",
    "authority": "云山县人民法院",
    "document_no": "(2026)云0103执12号",
    "amount_fen": 1_000_000,
}


def until(holds: Callable[[], object], seconds: float = 15) -> None:
    began = elapsed()
    while not holds():
        assert elapsed() - began < seconds, "it did not come to that"
        threading.Event().wait(0.02)


def client(portal: Portal, who: Any = None) -> httpx.Client:
    """A bank's core system."""
    key = new_key()
    register(portal.engine, who or bank("102"), key)
    return httpx.Client(base_url=portal.url, auth=Signs(key), timeout=20, trust_env=False)


def mark(portal: Portal, *marks: Mark) -> None:
    """The marks are there, and the gate knows them."""
    Marks(portal.engine).write(marks or (MARK,), [("P1", 1)])
    desk = desk_of(interface(portal))
    until(
        lambda: desk.memory.is_known and all(desk.memory.protects(m.bank_code, m.account_id) for m in marks or (MARK,))
    )


def interface(portal: Portal) -> Any:
    return portal.app.state.interface


def held(portal: Portal, asker: httpx.Client, **more: Any) -> str:
    answer = asker.post("/v1/restriction-checks", json=ORDER | more)
    assert answer.status_code == 200, answer.text
    case = str(answer.json()["case"])
    until(lambda: rows(portal.engine, f"SELECT 1 FROM restriction_reviews WHERE case_no = '{case}'"))
    return case


def act(portal: Portal, case: str, officer: str, command: Any) -> Any:
    person = Offices(portal.engine).officer(officer, portal.today)
    review = Reviews(portal.engine).of_cases([case])[0]
    assert person is not None
    return Reviews(portal.engine).act(case, review.version, command, person, clock.now(), portal.today)


def decide(portal: Portal, case: str, decision: Decision, officer: str = "officer-a", up_to: int | None = None) -> Any:
    return act(portal, case, officer, Decide(Said(decision, "依据第三十三条", officer, up_to)))


def publish(portal: Portal, **values: int) -> None:
    """Figures for the prefecture, drafted by one person and published by another."""
    store = Policies(portal.engine)
    one, two = (Offices(portal.engine).officer(name, portal.today) for name in ("policy-1", "policy-2"))
    assert one is not None
    assert two is not None
    store.publish(
        store.draft(Draft(LIMITS, "5201", portal.today, "贵阳市规定", values), one, portal.today), two, portal.today
    )
