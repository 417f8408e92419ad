"""The commands on the running system's database; the judging is done by the test."""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
import typer
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from infra.db.clock import ClockStore
from infra.db.journal import Journal
from infra.db.ledgers import AlertChange, LedgerStore, LedgerWrite
from schemas.finding import Finding, Level
from schemas.frame import TICKED, decoded
from streams.cli import alerts, ingest, quarantine, status, tick
from streams.cli.errors import Mistake
from tests.build import event
from tests.database import line, rows

pytest_plugins = ("tests.database_fixtures",)
Run = Callable[..., Result]


@pytest.fixture
def run(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WAGEWATCH_DATABASE_URL", database_url)
    monkeypatch.setenv("WAGEWATCH_BROKER", "127.0.0.1:1")
    return command


def command(*arguments: str) -> Result:
    app = typer.Typer()
    for module in (alerts, ingest, quarantine, status, tick):
        module.register(app)
    result = CliRunner().invoke(app, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def answer(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def judge(engine: Engine, day: str, *changes: AlertChange) -> None:
    """Every ledger is where its journal is, judged on the day."""
    store, as_of = LedgerStore(engine), date.fromisoformat(day)
    heads = dict(rows(engine, "SELECT project, seq FROM heads"))
    loaded = store.load(heads)
    for project, seq in heads.items():
        version = loaded[project].version if project in loaded else 0
        mine = tuple(change for change in changes if change.key.project == project)
        assert not store.checkpoint([LedgerWrite(project, version, seq, seq, as_of, b"", changes=mine)])


def change(kind: str, day: str, rule: str = "wages.unpaid", level: Level = Level.RED) -> AlertChange:
    finding = Finding(rule, "P1", "2026-02", level, workers=("w1",))
    return AlertChange(kind, finding.key, msgspec.json.encode(finding), date.fromisoformat(day), 1)


def written(path: Path, *events: dict[str, Any]) -> str:
    path.write_bytes(b"".join(map(line, events)))
    return str(path)


def started(day: str, received: str | None = None, project: str = "P1") -> dict[str, Any]:
    told = event("project.started", day, subject=project)
    return told if received is None else told | {"receivedtime": f"{received}T08:00:00+08:00"}


def course(engine: Engine, project: str) -> list[str]:
    """What a project's frames are: the days of ticks, and the events' ids."""
    frames = [decoded(body) for body in Journal(engine).frames(project, 0, 99)]
    return [frame.on.isoformat() if frame.kind == TICKED else frame.id for frame in frames]


def test_a_tick_is_written_and_again_changes_nothing(run: Run, engine: Engine) -> None:
    assert run("tick", "2026-03-01").exit_code == 0
    assert "2026-03-02" in run("tick", "2026-03-03").stdout
    assert "2026-03-03" in run("tick", "2026-03-03", "--lang", "en").stdout
    assert ClockStore(engine).today() == date(2026, 3, 3)


def test_a_file_is_accepted_with_its_accounting(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path / "events.jsonl", started("2026-03-01"), {"id": "?"})
    told = answer(run("ingest", path, "--format", "json"))
    assert told["accounting"] == {"received": 2, "accepted": 1, "duplicate": 0, "quarantined": 1}
    assert "重复 1" in run("ingest", path).stdout


def test_a_recorded_file_drives_the_clock(run: Run, engine: Engine, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(ingest, "_await_judgement", lambda *_: None)
    events = [
        started("2026-03-01", "2026-03-01"),
        started("2026-03-01", "2026-03-04"),
        started("2026-02-01", "2026-03-02"),
        started("2026-03-09", "2026-03-09"),
        started("2026-03-05", "2026-03-05"),
    ]
    path = written(tmp_path / "events.jsonl", *events)
    told = answer(run("ingest", path, "--drive-clock", "--as-of", "2026-03-06", "--format", "json"))
    a, b, c, _, e = (one["id"] for one in events)
    days = [f"2026-03-0{day}" for day in range(1, 7)]
    assert course(engine, "P1") == [days[0], a, *days[1:4], b, c, days[4], e, days[5]]
    assert (told["left_out"], told["accounting"]["accepted"]) == (1, 4)


def test_driving_waits_until_every_frame_is_judged_on_the_last_day(
    run: Run, engine: Engine, tmp_path: Path, monkeypatch: Any
) -> None:
    path = written(tmp_path / "events.jsonl", started("2026-03-01", "2026-03-01"))
    pauses: list[float] = []

    def meanwhile(seconds: float) -> None:
        pauses.append(seconds)
        judge(engine, "2026-03-01" if len(pauses) == 1 else "2026-03-02")

    monkeypatch.setattr("streams.cli.ingest.time.sleep", meanwhile)
    assert run("ingest", path, "--drive-clock", "--as-of", "2026-03-02").exit_code == 0
    assert len(pauses) == 2


def test_driving_says_what_is_missing_when_nothing_moves(run: Run, tmp_path: Path, engine: Engine) -> None:
    path = written(tmp_path / "events.jsonl", started("2026-03-01", "2026-03-01"))
    arguments = ("ingest", path, "--drive-clock", "--as-of", "2026-03-02", "--patience", "1")
    with pytest.raises(Mistake, match="relay does not publish"):
        run(*arguments)
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO relayed (project, seq) SELECT project, seq FROM heads")
    with pytest.raises(Mistake, match="no worker is running"):
        run(*arguments)


def test_the_clock_cannot_be_driven_back(run: Run, tmp_path: Path) -> None:
    run("tick", "2026-03-05")
    path = written(tmp_path / "events.jsonl", started("2026-03-01", "2026-03-01"))
    with pytest.raises(Mistake, match="2026-03-05 already"):
        run("ingest", path, "--drive-clock", "--as-of", "2026-03-02")


def test_the_alerts_of_any_day_are_those_that_stood_at_its_end(run: Run, engine: Engine) -> None:
    run("tick", "2026-03-01")
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO heads VALUES ('P1', 1, 0)")
    judge(engine, "2026-03-01", change("opened", "2026-03-01", level=Level.YELLOW))
    judge(engine, "2026-03-02", change("changed", "2026-03-02"), change("opened", "2026-03-02", "account.frozen"))
    judge(engine, "2026-03-04", change("cleared", "2026-03-04"))

    def open_on(*arguments: str) -> list[tuple[str, str]]:
        told = answer(run("alerts", "--format", "json", *arguments))
        return [(finding["rule"], finding["level"]) for finding in told["findings"]]

    assert open_on("--as-of", "2026-03-01") == [("wages.unpaid", "yellow")]
    assert open_on("--as-of", "2026-03-03") == [("account.frozen", "red"), ("wages.unpaid", "red")]
    assert open_on() == [("account.frozen", "red")]
    assert open_on("--as-of", "2026-03-03", "--rule", "wages.unpaid") == [("wages.unpaid", "red")]
    assert open_on("--level", "yellow") == open_on("--project", "P2") == []
    assert open_on("--as-of", "2026-02-01") == []
    with pytest.raises(Mistake, match="not been judged yet"):
        open_on("--as-of", "2026-03-05")


def test_a_finding_has_the_keys_in_their_order(run: Run, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO heads VALUES ('P1', 1, 0)")
    judge(engine, "2026-03-01", change("opened", "2026-03-01"))
    (finding,) = answer(run("alerts", "--format", "json"))["findings"]
    assert list(finding) == ["rule", "project", "subject", "level", "workers"]
    assert "wages.unpaid" in re.sub(r"[\s│]", "", run("alerts", "--lang", "en").stdout)


def test_the_accounting_holds_at_every_stage(run: Run, engine: Engine, tmp_path: Path) -> None:
    twice = started("2026-03-01")
    path = written(tmp_path / "events.jsonl", twice, twice, started("2026-03-02"), {"id": "?"})
    run("ingest", path)
    before = answer(run("status", "--format", "json"))
    judge(engine, "2026-03-02")
    after = answer(run("status", "--format", "json"))
    assert before["accounting"] == {"received": 4, "applied": 0, "duplicate": 1, "quarantined": 1, "in_flight": 2}
    assert after["accounting"] == {"received": 4, "applied": 2, "duplicate": 1, "quarantined": 1, "in_flight": 0}
    assert [row["lag"] for row in before["partitions"]] == [2]
    assert [row["lag"] for row in after["partitions"]] == [0]
    assert before["broker"]["brokers"] == 0
    assert "收到 4 = 已入账 2 + 重复 1 + 隔离 1 + 在途 0" in run("status").stdout


def test_a_repaired_line_is_sent_again_once_and_the_accounting_stays_true(
    run: Run, engine: Engine, tmp_path: Path
) -> None:
    good = {"worker_id": "w1", "at": "2026-03-02T07:00:00+08:00", "direction": "in"}
    punched = event("attendance.punched", "2026-03-02", punches=[good, good | {"direction": "up"}])
    run("ingest", written(tmp_path / "events.jsonl", punched))
    (row,) = answer(run("quarantine", "list", "--format", "json"))
    assert (row["line_index"], row["reasons"][0]["field"]) == (1, "data.punches[1].direction")
    with pytest.raises(Mistake, match="still wrong, nothing was sent"):
        run("quarantine", "retry", str(row["id"]))
    (tmp_path / "fixed.json").write_text(json.dumps(good | {"direction": "out"}))
    retry = ("quarantine", "retry", str(row["id"]), "--file", str(tmp_path / "fixed.json"))
    assert answer(run(*retry, "--format", "json"))["id"] == f"{punched['id']}/retry-{row['id']}"
    with pytest.raises(Mistake, match="sent again already"):
        run(*retry)
    judge(engine, "2026-03-02")
    assert answer(run("status", "--format", "json"))["accounting"] == {
        "received": 3, "applied": 2, "duplicate": 0, "quarantined": 1, "in_flight": 0,
    }  # fmt: skip
    assert answer(run("quarantine", "list", "--format", "json")) == []
    assert "retried" in run("quarantine", "show", str(row["id"])).stdout


def test_a_record_that_is_wrong_again_waits_once_and_is_sent_again_by_its_first_number(
    run: Run, tmp_path: Path
) -> None:
    debit = event("bank.account_debited", "2026-03-02", account_id="A1", transaction_id="T1", amount_fen=-1)
    run("ingest", written(tmp_path / "one.jsonl", debit))
    (one,) = answer(run("quarantine", "list", "--format", "json"))
    run("ingest", written(tmp_path / "two.jsonl", debit | {"id": "again", "quarantineno": str(one["id"])}))
    (two,) = answer(run("quarantine", "list", "--format", "json"))
    assert two["event_id"] == "again"
    assert f"更正后仍有误,现为 {two['id']}" in run("quarantine", "show", str(one["id"])).stdout
    (tmp_path / "fixed.json").write_text(json.dumps(debit | {"data": debit["data"] | {"amount_fen": 1}}))
    assert run("quarantine", "retry", str(one["id"]), "--file", str(tmp_path / "fixed.json")).exit_code == 0
    rows = answer(run("quarantine", "list", "--all", "--format", "json"))
    assert [(row["id"], row["state"], row["superseded_by"]) for row in rows] == [
        (two["id"], "retried", None),
        (one["id"], "superseded", two["id"]),
    ]


def test_the_second_repair_of_a_sheet_keeps_the_first(run: Run, engine: Engine, tmp_path: Path) -> None:
    good = {"worker_id": "w1", "days_worked": 1, "due_fen": 100, "signed": True}
    lines = [good, good | {"worker_id": "w2", "due_fen": -1}, good | {"worker_id": "w3", "due_fen": -1}]
    sheet = event("project.pay_sheet_submitted", "2026-03-02", pay_month="2026-02", lines=lines)
    run("ingest", written(tmp_path / "events.jsonl", sheet))
    for row in reversed(answer(run("quarantine", "list", "--format", "json"))):
        (tmp_path / "fixed.json").write_text(json.dumps(row["value"] | {"due_fen": 100}))
        assert run("quarantine", "retry", str(row["id"]), "--file", str(tmp_path / "fixed.json")).exit_code == 0
    last = decoded(Journal(engine).frames("P1", 0, 99)[-1])
    assert [told["worker_id"] for told in last.data["lines"]] == ["w1", "w2", "w3"]


def test_no_running_system_is_said_with_what_to_do(run: Run, monkeypatch: Any) -> None:
    monkeypatch.delenv("WAGEWATCH_DATABASE_URL")
    with pytest.raises(Mistake, match="wagewatch up"):
        run("status")
    monkeypatch.setenv("WAGEWATCH_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(Mistake, match="does not answer"):
        run("alerts")
    monkeypatch.setenv("WAGEWATCH_PARTITIONS", "none")
    with pytest.raises(Mistake, match="WAGEWATCH_PARTITIONS"):
        run("alerts")
