"""One suite for every store of ledgers: the fake of the unit tests and the real one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
import pytest

from infra.db.ledgers import AlertChange, LedgerStore, LedgerWrite
from schemas.finding import Finding, Level
from streams.ports import Ledgers
from tests.unit.streams.fakes import FakeLedgers

pytest_plugins = ("tests.database_fixtures",)
DAY = date(2026, 3, 2)
FINDING = Finding("wages.unpaid", "P", "2026-01", Level.YELLOW, workers=("w1",), since=DAY, facts={"n": 1})
FIRST = LedgerWrite("P", 0, 3, 3, DAY, b"state", {"2026-01": b"january"})


def change(kind: str, finding: Finding = FINDING, seq: int = 3) -> AlertChange:
    return AlertChange(kind, finding.key, msgspec.json.encode(finding), DAY, seq)


@pytest.fixture(params=["fake", "real"])
def store(request: pytest.FixtureRequest) -> Iterator[Any]:
    if request.param == "fake":
        yield FakeLedgers()
    else:
        yield LedgerStore(request.getfixturevalue("engine"))


def test_a_project_that_was_never_written_is_absent(store: Ledgers) -> None:
    assert store.load(["P"]) == {}


def test_what_was_written_is_loaded(store: Ledgers) -> None:
    assert store.checkpoint([FIRST]) == frozenset()
    loaded = store.load(["P", "Q"])["P"]
    assert (loaded.version, loaded.seq, loaded.judged_seq, loaded.as_of) == (1, 3, 3, DAY)
    assert (loaded.state, dict(loaded.months), loaded.open_findings) == (b"state", {"2026-01": b"january"}, {})


def test_a_judgement_alone_leaves_the_state_and_the_months(store: Ledgers) -> None:
    store.checkpoint([FIRST])
    store.checkpoint([LedgerWrite("P", 1, 3, 3, DAY, None)])
    loaded = store.load(["P"])["P"]
    assert (loaded.version, loaded.state, dict(loaded.months)) == (2, b"state", {"2026-01": b"january"})


def test_a_month_is_replaced_and_the_others_stay(store: Ledgers) -> None:
    store.checkpoint([FIRST])
    store.checkpoint([replace(FIRST, version=1, months={"2026-02": b"february", "2026-01": b"again"})])
    assert dict(store.load(["P"])["P"].months) == {"2026-01": b"again", "2026-02": b"february"}


@pytest.mark.parametrize("version", [0, 2])
def test_a_write_on_another_version_is_lost_with_everything_in_it(store: Ledgers, version: int) -> None:
    store.checkpoint([FIRST])
    zombie = LedgerWrite("P", version, 9, 9, DAY, b"zombie", {"2026-01": b"z"}, (change("opened"),), ((9, "bad"),))
    assert store.checkpoint([zombie]) == {"P"}
    loaded = store.load(["P"])["P"]
    assert (loaded.seq, loaded.state, dict(loaded.months)) == (3, b"state", {"2026-01": b"january"})
    assert loaded.open_findings == {}


def test_the_projects_beside_a_lost_one_are_written(store: Ledgers) -> None:
    store.checkpoint([FIRST])
    lost = store.checkpoint([FIRST, replace(FIRST, project="Q"), LedgerWrite("R", 4, 5, 5, DAY, b"")])
    assert lost == {"P", "R"}
    assert store.load(["P", "Q", "R"]).keys() == {"P", "Q"}


def test_an_alert_opens_changes_and_clears(store: Ledgers) -> None:
    worse = msgspec.structs.replace(FINDING, level=Level.RED)
    store.checkpoint([replace(FIRST, changes=(change("opened"),))])
    assert store.load(["P"])["P"].open_findings == {FINDING.key: FINDING}
    store.checkpoint([replace(FIRST, version=1, changes=(change("changed", worse),))])
    assert store.load(["P"])["P"].open_findings == {FINDING.key: worse}
    store.checkpoint([replace(FIRST, version=2, changes=(change("cleared", worse),))])
    assert store.load(["P"])["P"].open_findings == {}


def test_an_alert_that_clears_and_opens_again_in_one_write_is_open(store: Ledgers) -> None:
    store.checkpoint([replace(FIRST, changes=(change("opened"), change("cleared"), change("opened", seq=4)))])
    assert store.load(["P"])["P"].open_findings == {FINDING.key: FINDING}
