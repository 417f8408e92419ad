"""One transaction: what was sent, what follows from it, and the accounting of both."""

import hashlib
import json
import threading
from collections import Counter
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from infra.db.clock import ClockStore
from infra.db.engine import UnreachableError, engine_of
from infra.db.journal import Journal
from infra.db.quarantine import QuarantineStore
from schemas.frame import COMMONS, TICKED, decoded
from streams.intake import Intake, Receipt
from tests.build import event
from tests.database import line, rows

pytest_plugins = ("tests.database_fixtures",)


def accept(engine: Engine, *lines: bytes, **more: object) -> Receipt:
    return Intake(engine).accept(lines, name="test.jsonl", channel="test", **more)  # type: ignore[arg-type]


def counts(receipt: Receipt) -> tuple[int, int, int, int]:
    assert receipt.received == receipt.accepted + receipt.duplicate + receipt.quarantined
    return receipt.received, receipt.accepted, receipt.duplicate, receipt.quarantined


def kinds(engine: Engine, project: str) -> list[str]:
    return [decoded(body).kind for body in Journal(engine).frames(project, 0, 1000)]


def punched(**more: object) -> dict[str, object]:
    good = {"worker_id": "w1", "at": "2026-03-02T07:00:00+08:00", "direction": "in"}
    return event("attendance.punched", "2026-03-02", punches=[good, good | {"direction": "up"}, good]) | more


def test_the_frames_of_a_project_are_numbered_from_one_in_the_order_of_the_lines(engine: Engine) -> None:
    accept(engine, *(line(event("project.started", f"2026-03-0{day}")) for day in (3, 1, 2)))
    frames = [decoded(body) for body in Journal(engine).frames("P1", 0, 10)]
    assert [(frame.seq, frame.on.day) for frame in frames] == [(1, 3), (2, 1), (3, 2)]


def test_numbers_go_on_with_the_next_submission(engine: Engine) -> None:
    for day in (1, 2):
        accept(engine, line(event("project.started", f"2026-03-0{day}")))
    assert [decoded(body).seq for body in Journal(engine).frames("P1", 0, 10)] == [1, 2]


def test_a_repeated_event_changes_nothing_and_counts_with_all_its_records(engine: Engine) -> None:
    told = line(punched())
    assert counts(accept(engine, told)) == (3, 2, 0, 1)
    assert counts(accept(engine, told, told)) == (6, 0, 6, 0)
    assert len(kinds(engine, "P1")) == 1


def test_the_first_line_takes_the_pair_even_if_it_is_quarantined(engine: Engine) -> None:
    right = event("project.started", "2026-03-01")
    assert counts(accept(engine, line(right | {"type": "project.begun"}), line(right))) == (2, 0, 1, 1)


def test_the_same_id_of_another_source_is_another_event(engine: Engine) -> None:
    told = event("project.started", "2026-03-01")
    assert counts(accept(engine, line(told), line(told | {"source": "urn:other"}))) == (2, 2, 0, 0)


def test_a_repetition_whose_time_cannot_be_read_is_quarantined(engine: Engine) -> None:
    told = event("project.started", "2026-03-01")
    assert counts(accept(engine, line(told), line(told | {"time": "yesterday"}))) == (2, 1, 0, 1)


def test_a_line_that_is_no_object_is_a_record_and_an_empty_one_is_none(engine: Engine) -> None:
    receipt = accept(engine, b"[]\n", b" \n", b"{\n", b"\xff\n")
    assert counts(receipt) == (3, 0, 0, 3)
    assert receipt.lines == 4


def test_an_event_whose_lines_are_all_broken_still_takes_effect(engine: Engine) -> None:
    told = event("project.pay_sheet_submitted", "2026-03-01", pay_month="2026-02", lines=[{}, {}])
    assert counts(accept(engine, line(told))) == (2, 0, 0, 2)
    assert kinds(engine, "P1") == ["project.pay_sheet_submitted"]


def test_what_no_database_keeps_is_quarantined_all_the_same(engine: Engine) -> None:
    told = event("project.started", "2026-03-01")
    broken = [told | {"id": "\0"}, told | {"subject": "a\0"}, told | {"type": "\ud800", "id": "x"}]
    assert counts(accept(engine, *(json_line(one) for one in broken))) == (3, 0, 0, 3)
    assert len(QuarantineStore(engine).listed(everything=True, limit=9)) == 3


def json_line(told: dict[str, object]) -> bytes:
    return json.dumps(told).encode() + b"\n"


def test_the_submission_is_kept_byte_for_byte(engine: Engine) -> None:
    sent = [line(event("project.started", "2026-03-01")), b"\r\n", b"not json\n", b"no end"]
    receipt = accept(engine, *sent)
    whole = b"".join(sent)
    assert receipt.sha256 == hashlib.sha256(whole).hexdigest()
    assert receipt.size == len(whole)
    store = QuarantineStore(engine)
    assert [store.line(receipt.submission, number) for number in (3, 4)] == [b"not json", b"no end"]


def test_a_feed_statement_reaches_every_project_with_an_account_there(engine: Engine) -> None:
    fed = [event("bank.feed_completed", day, complete_until=day, subject=None) for day in ("2026-03-01", "2026-03-02")]
    accept(engine, line(fed[0]))
    accept(engine, line(event("bank.account_opened", "2026-03-01")))
    receipt = accept(engine, line(fed[1]))
    assert kinds(engine, "P1") == ["bank.feed_completed", "bank.account_opened", "bank.feed_completed"]
    assert kinds(engine, COMMONS) == ["bank.feed_completed", "bank.account_opened", "bank.feed_completed"]
    assert counts(receipt) == (1, 1, 0, 0)


def test_a_lead_brings_its_past_to_the_project_that_it_first_names(engine: Engine) -> None:
    accept(engine, line(event("lead.received", "2026-03-01", subject=None)))
    accept(engine, line(event("lead.received", "2026-03-02", subject=None, project_id="P1")))
    frames = [decoded(body) for body in Journal(engine).frames("P1", 0, 9)]
    assert [(frame.on.day, "project" in frame.data) for frame in frames] == [(1, False), (2, False)]


def test_the_records_are_counted_once_however_many_ledgers_have_a_copy(engine: Engine) -> None:
    accept(engine, line(event("bank.account_opened", "2026-03-01")))
    accept(engine, line(event("bank.feed_completed", "2026-03-01", complete_until="2026-03-01", subject=None)))
    assert rows(engine, "SELECT sum(records), (SELECT sum(records) FROM heads) FROM journal") == [(2, 2)]


def test_a_project_that_appears_after_ticks_begins_with_the_day_it_is(engine: Engine) -> None:
    ClockStore(engine).tick_to(date(2026, 3, 1))
    ClockStore(engine).tick_to(date(2026, 3, 3))
    accept(engine, line(event("project.started", "2026-03-01")))
    first = decoded(Journal(engine).frames("P1", 0, 1)[0])
    assert (first.kind, first.on) == (TICKED, date(2026, 3, 3))


def test_the_intake_says_when_it_received_unless_told_to_keep_it(engine: Engine) -> None:
    now = datetime(2026, 4, 1, tzinfo=UTC)
    told = event("project.started", "2026-03-01") | {"receivedtime": "2026-03-05T00:00:00+08:00"}
    intake = Intake(engine, lambda: now)
    intake.accept([line(told)], name="n", channel="c")
    intake.accept([line(told | {"id": "again"})], name="n", channel="c", keep_received=True)
    kept = [row[0] for row in rows(engine, "SELECT received_at FROM journal ORDER BY seq")]
    assert kept == [now, datetime(2026, 3, 4, 16, tzinfo=UTC)]


def test_what_fails_alongside_takes_the_submission_with_it(engine: Engine) -> None:
    def fail(_: object) -> None:
        raise LookupError

    with pytest.raises(LookupError):
        accept(engine, line(event("project.started", "2026-03-01")), alongside=fail)
    assert rows(engine, "SELECT 1 FROM journal UNION ALL SELECT 2 FROM submissions UNION ALL SELECT 3 FROM heads") == []


def test_a_submission_of_many_chunks_is_still_one(engine: Engine) -> None:
    sent = [line(event("project.started", "2026-03-01", subject=f"P{n % 7}")) for n in range(5_000)]
    told: Counter[str] = Counter()
    receipt = accept(engine, *sent, sent[0], progress=lambda lines, size: told.update(lines=lines, size=size))
    assert counts(receipt) == (5_001, 5_000, 1, 0)
    assert told == {"lines": 5_001, "size": receipt.size}
    assert rows(engine, "SELECT count(*), count(DISTINCT (project, seq)) FROM journal") == [(5_000, 5_000)]


def test_several_acceptors_of_the_same_events_accept_each_once_and_without_gaps(engine: Engine) -> None:
    """Everyone sends the same events in another order; the banks' statements touch every project."""
    told = [event("bank.account_opened", "2026-03-01", subject=f"P{n % 5}", account_id=f"A{n}") for n in range(100)]
    told += [
        event("bank.feed_completed", "2026-03-01", complete_until="2026-03-01", subject=None, bank_code="102")
        for _ in range(20)
    ]
    orders = [told, told[::-1], told[::2] + told[1::2], told[1::2] + told[::2]]
    receipts: list[Receipt] = []

    def send(order: list[dict[str, object]]) -> None:
        parts = (order[start : start + 10] for start in range(0, len(order), 10))
        receipts.extend(accept(engine, *map(line, part)) for part in parts)

    threads = [threading.Thread(target=send, args=(order,)) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(receipt.received for receipt in receipts) == 4 * 120
    assert sum(receipt.accepted for receipt in receipts) == 120
    gaps = "SELECT project FROM journal GROUP BY project HAVING max(seq) <> count(*) OR min(seq) <> 1"
    assert rows(engine, gaps) == []
    for project in ("P0", "P4"):
        assert Counter(kinds(engine, project))["bank.feed_completed"] == 20


def test_a_database_that_is_away_is_said_so() -> None:
    nowhere = engine_of("postgresql+psycopg://nobody@127.0.0.1:1/none")
    with pytest.raises(UnreachableError, match="refused"):
        accept(nowhere, b"{}")
    nowhere.dispose()
