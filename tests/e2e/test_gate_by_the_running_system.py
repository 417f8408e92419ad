"""The freeze gate in the running system: marks out of real feeds, and every course of an order judged by the rules."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from infra import clock
from infra.db.alert_days import AlertDays
from infra.db.clock import ClockStore
from infra.db.standing import StandingStore
from infra.signing import verified
from monitors.calendar import working_days_after
from streams.intake import Intake
from streams.system import Wanted, system
from tests.build import event
from tests.database import line
from tests.faults.trial import until
from tests.freeze_gate import ORDER
from tests.machine_client import Signs, bank, new_key, register
from tests.portal_fixtures import seed_offices

TODAY = clock.today()
BEFORE = (TODAY - timedelta(30)).isoformat()
RULES = {"account.frozen", "account.frozen_unreviewed", "account.restriction_uninformed"}


@dataclass(frozen=True, slots=True)
class County:
    """The running system, and the core system of a bank of the county."""

    engine: Engine
    asker: httpx.Client

    def told(self, *events: dict[str, Any]) -> None:
        Intake(self.engine).accept([line(one) for one in events], name="feed.jsonl", channel="test")

    def marks(self, since: int = 0) -> dict[str, Any]:
        keys = self.asker.get("/v1/keys").json()
        answer = self.asker.get("/v1/protection-marks", params={"since": since})
        return dict(json.loads(verified(answer.text, keys)))

    def marked(self, *accounts: str, since: int = 0) -> dict[str, Any]:
        """The list once it names just these accounts."""
        until(lambda: {one["account_id"] for one in self.marks(since)["marks"]} == set(accounts), 60)
        return self.marks(since)

    def held(self, account: str, document: str) -> str:
        """The case of an order, once the gate knows that the account is protected."""
        order = ORDER | {"account_id": account, "document_no": document}
        until(lambda: self.asker.post("/v1/restriction-checks", json=order).json()["answer"] == "hold", 30)
        case = str(self.asker.post("/v1/restriction-checks", json=order).json()["case"])
        until(lambda: self.asker.get(f"/v1/restriction-checks/{case}").status_code == 200, 30)
        return case

    def found(self) -> dict[str, set[str]]:
        """The rules that stand after two working days, by the restriction that they judge."""
        day = working_days_after(TODAY, 2)
        ClockStore(self.engine).tick_to(day)
        until(lambda: StandingStore(self.engine).judged(day).missing_projects == 0, 90)
        standing = [one for one in AlertDays(self.engine).standing(day) if one.rule in RULES]
        return {str(one.subject): {two.rule for two in standing if two.subject == one.subject} for one in standing}


@pytest.fixture
def county(engine: Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[County]:
    monkeypatch.setenv("WAGEWATCH_DATABASE_URL", database_url)
    monkeypatch.setenv("WAGEWATCH_TOPIC_PREFIX", "gate.")
    seed_offices(engine, TODAY)
    key, stop = new_key(), threading.Event()
    register(engine, bank("102"), key)
    with system(Wanted(tmp_path, wall_clock=False), lambda *_: None) as running:
        keeper = threading.Thread(target=running.run, args=(stop,))
        keeper.start()
        url = str(running.settings.portal_url)
        with httpx.Client(base_url=url, auth=Signs(key), timeout=20, trust_env=False) as asker:
            until(lambda: answers(asker), 60)
            yield County(engine, asker)
        stop.set()
        keeper.join()


def answers(asker: httpx.Client) -> bool:
    try:
        return asker.get("/v1/keys").status_code == 200
    except httpx.TransportError:
        return False


def opened(account: str, **more: Any) -> dict[str, Any]:
    return event("bank.account_opened", BEFORE, account_id=account, **more)


def unasked(account: str, restriction: str) -> dict[str, Any]:
    """A freeze that only the bank's own feed tells of: nobody was asked, prompted or informed."""
    told = event("bank.account_restricted", TODAY.isoformat(), account_id=account, restriction_id=restriction)
    told["data"] |= {"action": "freeze", "funds": "wage", "channel": "automatic", "for_project_wages": False}
    return told | {"data": {name: value for name, value in told["data"].items() if not name.endswith("ed_at")}}


def test_accounts_out_of_a_banks_feed_are_marked_and_every_order_is_judged_by_its_course(county: County) -> None:
    county.told(event("project.registered", BEFORE, region_code="520103"), opened("a1"), opened("a2", kind="bond"))
    first = county.marked("a1", "a2")
    assert {one["kind"] for one in first["marks"]} == {"wage", "bond"}
    assert all(one["project"] == "P1" and one["closed_on"] is None for one in first["marks"])
    county.told(opened("a3"), event("bank.account_closed", TODAY.isoformat(), account_id="a2"))
    changed = county.marked("a2", "a3", since=first["version"])
    assert {one["account_id"]: one["closed_on"] for one in changed["marks"]} == {"a2": TODAY.isoformat(), "a3": None}
    assert changed["version"] > first["version"]
    assert county.marks(changed["version"])["marks"] == []

    at = clock.now().isoformat(timespec="seconds")
    report = {"executed_at": at, "amount_fen": 1_000_000, "channel": "automatic"}
    unreviewed = county.held("a1", "d1")
    assert county.asker.post(f"/v1/restriction-checks/{unreviewed}/executed", json=report).status_code == 200
    prompted = county.held("a1", "d2")
    told = report | {"authority_prompted_at": at, "restriction_id": "R2"}
    assert county.asker.post(f"/v1/restriction-checks/{prompted}/executed", json=told).status_code == 200
    withdrawn = county.held("a3", "d3")
    left = county.asker.post(f"/v1/restriction-checks/{withdrawn}/withdrawn", json={"reason": "法院撤回"})
    assert left.json()["state"] == "not_executed"
    county.told(unasked("a3", "R4"))

    assert county.found() == {
        unreviewed: RULES,  # asked, not waited for, the authority not told what account it is
        "R2": RULES - {"account.restriction_uninformed"},  # the authority was told, and the gate knew: still unreviewed
        "R4": RULES,  # never asked: the bank's own feed tells of it
    }
