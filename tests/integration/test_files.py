"""Files through the real intake: the bytes are the evidence, every row is counted, a repaired row keeps its link."""

import gzip
import hashlib
import io
from pathlib import Path

import msgspec
import openpyxl
import pytest
import zstandard
from sqlalchemy import Engine

from infra.db.journal import Journal
from infra.db.quarantine import QuarantineStore
from infra.db.readings import ReadingStore
from schemas.frame import decoded
from streams.formats.again import exported, sent_event
from streams.formats.reading import Reading
from streams.formats.refused import Limits, Refused
from streams.formats.taken import Manner
from streams.intake import Intake, Receipt
from tests.build import event
from tests.database import rows

pytest_plugins = ("tests.database_fixtures",)

HEAD = "项目编号,账户编号,流水号,交易日期,收支方向,金额(元),用途\n"
GOOD = "P1,A1,T1,2026-04-01,收入,100.00,人工费\n"
BAD = "P1,A1,T2,2026-04-02,支出,1.005,工资\n"


def send(engine: Engine, body: bytes, name: str = "file.csv", manner: Manner | None = None) -> Receipt:
    with Reading([body], name, manner or Manner(source="urn:bank:102"), Limits()) as reading:
        return Intake(engine).accept_file(reading, name=name, channel="file")


def counts(receipt: Receipt) -> tuple[int, int, int, int]:
    assert receipt.received == receipt.accepted + receipt.duplicate + receipt.quarantined
    return receipt.received, receipt.accepted, receipt.duplicate, receipt.quarantined


def test_a_table_is_kept_byte_for_byte_and_its_rows_are_accounted_for(engine: Engine) -> None:
    body = (HEAD + GOOD + ",,,,,,\n" + BAD).encode("gb18030")
    receipt = send(engine, body)
    assert counts(receipt) == (2, 1, 0, 1)
    assert (receipt.sha256, receipt.size, receipt.lines) == (hashlib.sha256(body).hexdigest(), len(body), 3)
    assert b"".join(ReadingStore(engine).raw(receipt.submission)) == body
    assert rows(engine, "SELECT form, feed FROM readings") == [("csv", "movements")]


def test_a_frame_and_a_quarantined_row_point_to_the_row_of_the_sender(engine: Engine) -> None:
    send(engine, (HEAD + GOOD + ",,,,,,\n" + BAD).encode())
    assert rows(engine, "SELECT line_no FROM journal") == [(2,)]
    (aside,) = QuarantineStore(engine).listed(everything=True, limit=9)
    assert (aside.line_no, aside.reasons[0].field, aside.reasons[0].found) == (4, "金额(元)", '"1.005"')
    assert msgspec.json.decode(aside.value or "")["流水号"] == "T2"


def test_the_same_file_again_is_all_duplicate_in_whatever_form_it_comes(engine: Engine) -> None:
    body = (HEAD + GOOD + BAD).encode()
    send(engine, body)
    for packed in (body, gzip.compress(body), zstandard.compress(body), body.decode().encode("utf-16")):
        assert counts(send(engine, packed)) == (2, 0, 2, 0)


def test_a_corrected_row_supersedes_and_the_other_rows_are_duplicates(engine: Engine) -> None:
    send(engine, (HEAD + GOOD + GOOD.replace("T1", "T3")).encode())
    corrected = HEAD + GOOD.replace("100.00", "200.00") + GOOD.replace("T1", "T3")
    assert counts(send(engine, corrected.encode())) == (2, 1, 1, 0)
    frames = [decoded(body) for body in Journal(engine).frames("P1", 0, 9)]
    assert [(frame.data["transaction_id"], frame.data["amount_fen"]) for frame in frames] == [
        ("T1", 10_000),
        ("T3", 10_000),
        ("T1", 20_000),
    ]


def test_a_correction_back_to_the_first_content_needs_its_number(engine: Engine) -> None:
    head = HEAD.replace("\n", ",更正序号\n")
    for amount, number, accepted in (("1.00", "", 1), ("2.00", "", 1), ("1.00", "", 0), ("1.00", "2", 1)):
        row = f"P1,A1,T1,2026-04-01,收入,{amount},人工费,{number}\n"
        assert send(engine, (head + row).encode()).accepted == accepted


def test_lines_of_a_batch_are_one_event_and_a_broken_one_stands_alone(engine: Engine) -> None:
    sample = Path(__file__).parents[1] / "samples/xlsx/wages.xlsx"
    receipt = send(engine, sample.read_bytes(), sample.name, Manner())
    assert counts(receipt) == (4, 3, 0, 1)
    assert rows(engine, "SELECT line_no, records FROM journal") == [(4, 3)]
    assert rows(engine, "SELECT line_no, records, source FROM quarantine") == [(7, 1, "urn:bank:102")]


def test_an_export_is_repaired_sent_again_and_linked(engine: Engine) -> None:
    receipt = send(engine, (HEAD + GOOD + BAD).encode())
    quarantine, readings = QuarantineStore(engine), ReadingStore(engine)
    made = exported(quarantine, readings, receipt.submission, "zh")
    assert made.name == f"quarantine-{receipt.submission}.csv"
    assert made.rows == 1
    repaired = made.file.read().replace(b"1.005", b"1.05", 1)
    assert counts(send(engine, repaired, manner=Manner())) == (1, 1, 0, 0)
    (row,) = quarantine.listed(everything=True, limit=9)
    assert row.state == "retried"
    assert (row.retried_as or "").startswith("movements/A1/T2/")


def test_nobody_repairs_the_row_of_another_sender(engine: Engine) -> None:
    receipt = send(engine, (HEAD + BAD).encode())
    made = exported(QuarantineStore(engine), ReadingStore(engine), receipt.submission, "zh")
    send(engine, made.file.read().replace(b"1.005", b"1.05", 1), manner=Manner(source="urn:bank:103"))
    (row,) = QuarantineStore(engine).listed(everything=True, limit=9)
    assert row.state == "open"


def test_an_exported_pay_sheet_comes_whole_because_it_replaces_as_a_whole(engine: Engine) -> None:
    sample = Path(__file__).parents[1] / "samples/xlsx/pay_sheet.xlsx"
    receipt = send(engine, sample.read_bytes(), sample.name, Manner(source="urn:site:1"))
    assert counts(receipt) == (4, 3, 0, 1)
    made = exported(QuarantineStore(engine), ReadingStore(engine), receipt.submission, "zh")
    sheet = openpyxl.load_workbook(io.BytesIO(made.file.read())).active
    assert sheet is not None
    told = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[-3] for row in told[2:]] == ["3", "4", "5", "6"]
    told[5][8] = "1.00"
    book = openpyxl.Workbook()
    for row in told:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    assert counts(send(engine, out.getvalue(), "again.xlsx", Manner())) == (4, 4, 0, 0)


def test_what_a_spreadsheet_would_run_is_exported_as_text_and_read_back_the_same(engine: Engine) -> None:
    receipt = send(engine, (HEAD + 'P1,A1,"=1+1",2026-04-02,支出,-3,工资\n').encode())
    made = exported(QuarantineStore(engine), ReadingStore(engine), receipt.submission, "zh")
    body = made.file.read()
    line = body.decode("utf-8-sig").splitlines()[2]
    assert line.startswith("P1,A1,'=1+1,2026-04-02,支出,'-3,工资")
    repaired = body.replace(b"'-3", b"3", 1)
    assert send(engine, repaired, manner=Manner()).accepted == 1
    assert decoded(Journal(engine).frames("P1", 0, 9)[0]).data["transaction_id"] == "=1+1"


def test_the_events_of_a_packed_file_and_of_a_batch_are_found_again_as_sent(engine: Engine) -> None:
    told = [event("project.started", f"2026-03-0{day}") for day in (1, 2)]
    lines = b"\n".join(map(msgspec.json.encode, told))
    packed = send(engine, gzip.compress(lines), "events.jsonl.gz")
    batch = send(engine, msgspec.json.encode({"events": told}), "events.json")
    assert (counts(packed), counts(batch)) == ((2, 2, 0, 0), (2, 0, 2, 0))
    quarantine, readings = QuarantineStore(engine), ReadingStore(engine)
    for receipt in (packed, batch):
        assert msgspec.json.decode(sent_event(quarantine, readings, receipt.submission, 2)) == told[1]


def test_a_refused_file_leaves_nothing_behind(engine: Engine) -> None:
    told = b"[" + msgspec.json.encode(event("project.started", "2026-03-01")) + b", {"
    with pytest.raises(Refused):
        send(engine, told, "cut.json")
    assert (
        rows(engine, "SELECT 1 FROM submissions UNION ALL SELECT 2 FROM journal UNION ALL SELECT 3 FROM readings") == []
    )
