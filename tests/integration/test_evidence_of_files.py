"""What came as a table, a batch, packed, or as a message is shown to officers by its rows, persons by their tokens."""

import gzip
import io
import json
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import Engine

from infra.settings import Settings
from infra.vault import Vault
from schemas.sensitive import Kind
from streams.evidence.sent import Sent
from streams.formats.reading import Reading
from streams.formats.refused import Limits
from streams.formats.taken import Manner
from streams.intake import Intake
from tests.build import event
from tests.database import line, rows
from tests.identities import CARD, LI, ZHANG

pytest_plugins = ("tests.database_fixtures",)
VISA, ORDER = "4111111111111111", "4111111111111129"
HEAD = ("进退场", "项目编号", "工人编号", "日期", "用人单位统一社会信用代码", "角色", "班组", "工资卡代号")
FIRST = ("进场", "P1", ZHANG, "2026-04-02", "91330106MA2KJ5NB08", "工人", f"单号{ORDER}", VISA)
SECOND = ("进场", "P1", LI, "2026-04-03", "91330106MA2KJ5NB08", "工人", f'"木工"\n{CARD}', "c1")


def started(number: str) -> dict[str, object]:
    made = event("project.started", "2026-04-01")
    return {**made, "id": number, "data": {**made["data"], "remark": ZHANG}}


def csv_of(*told: tuple[str, ...]) -> str:
    return "\n".join(",".join('"{}"'.format(cell.replace('"', '""')) for cell in row) for row in told) + "\n"


def xlsx_of(*told: tuple[str, ...]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    assert book.active is not None
    for row in told:
        book.active.append(list(row))
    book.save(out)
    return out.getvalue()


FILES = {
    "a.csv": csv_of(HEAD, FIRST, SECOND).encode(),
    "gb.csv": csv_of(HEAD, FIRST, SECOND).encode("gb18030"),
    "wide.csv": csv_of(HEAD, FIRST, SECOND).encode("utf-16"),
    "a.csv.gz": gzip.compress(csv_of(HEAD, FIRST, SECOND).encode()),
    "a.xlsx": xlsx_of(HEAD, FIRST, SECOND),
}


@pytest.fixture
def vault(engine: Engine, tmp_path: Path) -> Vault:
    return Vault.of(engine, Settings(state_dir=tmp_path))


def taken_in(engine: Engine, vault: Vault, body: bytes, name: str) -> int:
    intake = Intake(engine, vault=vault, tokens=True)
    tokens = intake.tokens()
    assert tokens is not None
    with Reading([body], name, Manner(source="urn:site:1", tokens=tokens), Limits()) as reading:
        receipt = intake.accept_file(reading, name=name, channel="file", tokens=tokens)
    assert receipt.accepted == receipt.received > 0, rows(engine, "SELECT reasons FROM quarantine")
    return receipt.submission


@pytest.mark.parametrize("name", FILES)
def test_a_row_of_a_table_is_told_by_its_headings(engine: Engine, vault: Vault, name: str) -> None:
    submission = taken_in(engine, vault, FILES[name], name)
    numbers = [number for (number,) in rows(engine, "SELECT line_no FROM journal ORDER BY line_no")]
    told = Sent(engine).lines((submission, number) for number in numbers)
    first, second = (json.loads(told[submission, number]) for number in numbers)
    assert first["工人编号"] == vault.token(Kind.IDENTITY, ZHANG)
    assert first["工资卡代号"] == vault.token(Kind.CARD, VISA)
    assert first["班组"] == f"单号{ORDER}"
    assert second["班组"] == f'"木工"\n{vault.token(Kind.CARD, CARD)}'
    assert Sent(engine).whole(submission) == b"".join(told[submission, number] for number in numbers)


@pytest.mark.parametrize("name", ["e.json", "e.jsonl.gz"])
def test_an_event_of_a_batch_or_of_packed_lines_is_told_with_tokens(engine: Engine, vault: Vault, name: str) -> None:
    events = [started("1"), started("2")]
    body = json.dumps(events).encode() if name == "e.json" else gzip.compress(b"".join(map(line, events)))
    submission = taken_in(engine, vault, body, name)
    told = Sent(engine).lines([(submission, 2)])[submission, 2]
    assert json.loads(told)["id"] == "2"
    assert json.loads(told)["data"]["remark"] == vault.token(Kind.IDENTITY, ZHANG)
    assert Sent(engine).whole(submission).count(b"\n") == 2


def test_the_rows_of_a_sheet_are_told_together(engine: Engine, vault: Vault) -> None:
    head = (
        "项目编号", "工资表编号", "工资月份", "序号", "工人编号", "应发金额(元)", "用人单位统一社会信用代码",
        "编制日期", "出勤天数", "工人签字",
    )  # fmt: skip
    rest = ("91330106MA2KJ5NB08", "2026-05-05", "20", "是")
    places = (("S1", "1", "w1"), ("S1", "2", "w2"), ("S2", "1", "w1"))
    amounts = ("6000.00", *rest)
    table = csv_of(head, *(("P1", name, "2026-04", n, worker, *amounts) for name, n, worker in places))
    submission = taken_in(engine, vault, table.encode(), "sheets.csv")
    told = Sent(engine).lines([(submission, 2)])[submission, 2]
    assert [json.loads(row)["row"] for row in told.splitlines()] == [2, 3]
