import json
from datetime import UTC, datetime
from typing import Any

import pytest

from infra.db.quarantine import SetAside
from schemas.checking import check_event
from streams.repair import NotRepairableError, numbers_said, repaired_event, still_wrong
from tests.build import CONTRACTOR, event

GOOD = {"worker_id": "w1", "at": "2026-03-02T07:00:00+08:00", "direction": "in"}
PUNCHED = event("attendance.punched", "2026-03-02", punches=[GOOD, GOOD | {"direction": "up"}]) | {"id": "e1"}
SHEET_LINE = {"worker_id": "w1", "days_worked": 1, "due_fen": 100, "signed": True}


def row(kind: str, line_index: int | None, event_id: str | None = "e1", number: int = 1) -> SetAside:
    return SetAside(
        number, 1, "file", datetime(2026, 3, 2, tzinfo=UTC), 1, line_index, "urn:test", event_id, kind, "P1", 1, (),
        None, "open", None, None,
    )  # fmt: skip


def sent(told: dict[str, Any]) -> bytes:
    return json.dumps(told).encode()


def test_a_repaired_line_goes_alone_under_a_new_id() -> None:
    told = repaired_event(row("attendance.punched", 1), sent(PUNCHED), GOOD)
    assert told["id"] == "e1/retry-1"
    assert told["data"]["punches"] == [GOOD]
    assert told["data"]["device_id"] == "D1"
    assert not still_wrong(row("attendance.punched", 1), check_event(told))


def test_each_row_is_sent_again_under_an_id_of_its_own() -> None:
    assert repaired_event(row("attendance.punched", 1, number=3), sent(PUNCHED), GOOD)["id"] == "e1/retry-3"


def test_an_event_says_which_row_it_repairs_and_nonsense_says_nothing() -> None:
    assert numbers_said(b'{"id": "e", "quarantineno": "17"}') == (17,)
    assert numbers_said(b'{"quarantineno": 17}') == (17,)
    for nonsense in (b'{"id": "e"}', b'["quarantineno"]', b'{"quarantineno": "x"}', b'{"quarantineno": ' + b"9" * 30):
        assert numbers_said(nonsense) == ()


def test_without_a_repair_the_line_is_checked_as_it_is() -> None:
    told = repaired_event(row("attendance.punched", 1), sent(PUNCHED), None)
    assert [reason.field for reason in still_wrong(row("attendance.punched", 1), check_event(told))] == [
        "data.punches[0].direction"
    ]


def test_a_sheet_goes_again_with_all_its_lines_because_it_replaces_them() -> None:
    lines = [SHEET_LINE, SHEET_LINE | {"due_fen": "1"}, SHEET_LINE | {"due_fen": "2"}]
    sheet = event("project.pay_sheet_submitted", "2026-03-02", pay_month="2026-02", lines=lines)
    where = row("project.pay_sheet_submitted", 1)
    told = repaired_event(where, sent(sheet | {"id": "e1"}), SHEET_LINE)
    assert told["data"]["lines"] == [SHEET_LINE, SHEET_LINE, lines[2]]
    assert told["data"]["employer_uscc"] == CONTRACTOR
    assert not still_wrong(where, check_event(told))


def test_the_receipt_of_the_old_event_is_not_the_new_ones() -> None:
    told = repaired_event(row("attendance.punched", 1), sent(PUNCHED | {"receivedtime": PUNCHED["time"]}), GOOD)
    assert "receivedtime" not in told


def test_a_whole_event_is_replaced_by_the_repaired_one() -> None:
    told = repaired_event(row("project.begun", None), b"junk", PUNCHED | {"id": "other"})
    assert told["id"] == "e1/retry-1"


def test_what_is_no_event_asks_for_one() -> None:
    with pytest.raises(NotRepairableError, match="--file"):
        repaired_event(row("", None, None), b"junk", None)
    with pytest.raises(NotRepairableError, match="no readable id"):
        repaired_event(row("", None, None), b"{}", None)
