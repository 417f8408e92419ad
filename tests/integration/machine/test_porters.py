"""Large files are carried by a process beside the portal: what comes of them is what comes of small ones."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bench import deliveries
from infra.db.engine import UnreachableError
from streams.door.porter import CarryingFailed, PorterLost, Porters, answered
from streams.formats.refused import MEBIBYTE
from tests.database import rows
from tests.machine_client import Signs, bank, new_key, register
from tests.machine_door import Served, served_door

ROWS = 300
PADDING = b" " * 1023 + b"\n"


@pytest.fixture
def door(database_url: str, tmp_path: Path) -> Iterator[Served]:
    with served_door(database_url, tmp_path) as served:
        yield served


@pytest.fixture
def sender(door: Served) -> Iterator[httpx.Client]:
    key = new_key()
    register(door.engine, bank(deliveries.CODE), key)
    with httpx.Client(base_url=door.url, auth=Signs(key), timeout=60, trust_env=False) as made:
        yield made


def _delivered(sender: httpx.Client, body: bytes, path: str = "") -> dict[str, Any]:
    answer = sender.post(f"/v1/submissions{path}", content=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json()["receipt"])


def _lines(prefix: str) -> bytes:
    """Events, one of them twice, one broken, one of another bank's."""
    whole = deliveries.events(0, ROWS, prefix).replace(deliveries.SOURCE.encode(), b"urn:bank:102")
    first, second, third, rest = whole.split(b"\n", 3)
    return b"\n".join([first, first, second.replace(b"wages", b"wagons"), third.replace(b"bank:102", b"x"), rest])


def _table(prefix: str) -> bytes:
    return deliveries.table(0, ROWS, prefix).replace(b".50", b".5x", 1)


@pytest.mark.parametrize(("made", "path"), [(_lines, ""), (_table, "?name=t.csv&feed=movements")])
def test_a_large_file_comes_to_the_same_as_a_small_one(
    door: Served, sender: httpx.Client, made: Any, path: str
) -> None:
    _delivered(sender, deliveries.accounts(), "?name=a.csv")
    small = _delivered(sender, made("S"), path)
    large = _delivered(sender, made("L") + PADDING * 1024, path)
    assert large["file"]["bytes"] > MEBIBYTE
    assert small["records"]["quarantined"] > 0
    assert (large["records"], large["totals"]) == (small["records"], small["totals"])
    told = "SELECT project, kind, on_day, records FROM journal WHERE submission_id = {} ORDER BY line_no"
    assert rows(door.engine, told.format(large["number"])) == rows(door.engine, told.format(small["number"]))
    aside = "SELECT line_no, records, project, reasons FROM quarantine WHERE submission_id = {} ORDER BY line_no"
    assert rows(door.engine, aside.format(large["number"])) == rows(door.engine, aside.format(small["number"]))


def test_a_large_file_that_cannot_be_read_is_refused_with_its_reason(door: Served, sender: httpx.Client) -> None:
    answer = sender.post("/v1/submissions?name=t.csv&feed=movements", content=b"no,such,headings\n" + PADDING * 1100)
    assert answer.status_code == 422, answer.text
    assert "movements" in answer.json()["detail"] or "headings" in answer.json()["detail"]
    assert answer.json()["detail_zh"]
    assert rows(door.engine, "SELECT state FROM client_deliveries") == [("refused",)]


def test_what_goes_wrong_at_the_porters_is_raised_as_what_it_was() -> None:
    with pytest.raises(UnreachableError, match="gone"):
        answered("unreachable", "gone")
    with pytest.raises(CarryingFailed, match="Traceback"):
        answered("failed", "Traceback")


def test_a_porter_that_ends_without_an_answer_is_not_waited_for(door: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.door.porter._MAIN", "import sys; sys.exit(1)")
    nothing: Any = None
    with pytest.raises(PorterLost):
        Porters(door.settings).carry(nothing, nothing, lambda _rows: None)
