"""`wagewatch audit` and `wagewatch evidence` as a user runs them, on a real database."""

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest
import typer
from sqlalchemy import Engine, text
from typer.testing import CliRunner

from infra.db.chronicle import ChronicleStore, Entry, seal
from streams.cli import audit, evidence
from streams.cli.errors import Mistake
from tests.worked_alert import found, submitted, worked_alert

pytest_plugins = ("tests.database_fixtures",)
DAY = date(2026, 5, 16)


@pytest.fixture
def run(database_url: str, monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    monkeypatch.setenv("WAGEWATCH_DATABASE_URL", database_url)
    app = typer.Typer()
    audit.register(app)
    evidence.register(app)
    return app


@pytest.fixture
def written(engine: Engine) -> Engine:
    entries = [
        Entry(f"alert:{i % 3}", "acknowledged", "zhang", "yunshan", DAY, {"为什么": f"看过{i}"}) for i in range(5)
    ]
    ChronicleStore(engine).write(entries)
    seal(engine, DAY)
    return engine


@pytest.mark.usefixtures("written")
def test_a_whole_chain_is_said_to_hold_with_exit_code_0(run: typer.Typer) -> None:
    done = CliRunner().invoke(run, ["audit", "verify", "--format", "json"])
    told = json.loads(done.stdout)
    assert (done.exit_code, told["holds"], told["entries"], told["seals"]) == (0, True, 6, 1)
    assert "完整" in CliRunner().invoke(run, ["audit", "verify"]).stdout
    assert "It holds" in CliRunner().invoke(run, ["audit", "verify", "--lang", "en", "--from", "3"]).stdout


def test_a_break_is_named_with_exit_code_1(run: typer.Typer, written: Engine) -> None:
    with written.begin() as connection:
        connection.execute(text("ALTER TABLE chronicle DISABLE TRIGGER USER"))
        connection.execute(text("UPDATE chronicle SET actor = 'li' WHERE n = 3"))
    done = CliRunner().invoke(run, ["audit", "verify"])
    assert done.exit_code == 1
    assert "第 3 条不符" in done.stdout
    told = json.loads(CliRunner().invoke(run, ["audit", "verify", "--format", "json"]).stdout)["broken"]
    assert (told["n"], told["expected"], told["found"]) == (3, "zhang", "li")


def test_the_head_that_is_printed_is_the_one_that_is_checked_against(run: typer.Typer, written: Engine) -> None:
    head = CliRunner().invoke(run, ["audit", "head"]).stdout.strip()
    assert CliRunner().invoke(run, ["audit", "verify", "--head", head]).exit_code == 0
    with written.begin() as connection:
        connection.execute(text("ALTER TABLE chronicle DISABLE TRIGGER USER"))
        connection.execute(text("DELETE FROM chronicle WHERE n = 6"))
    assert CliRunner().invoke(run, ["audit", "verify"]).exit_code == 0
    assert CliRunner().invoke(run, ["audit", "verify", "--head", head]).exit_code == 1
    wrong = CliRunner().invoke(run, ["audit", "verify", "--head", "rubbish"])
    assert isinstance(wrong.exception, Mistake)


@pytest.mark.usefixtures("written")
def test_each_exported_line_has_the_digest_that_the_next_one_carries(run: typer.Typer, tmp_path: Path) -> None:
    file = tmp_path / "chronicle.jsonl"
    assert CliRunner().invoke(run, ["audit", "export", "--out", str(file)]).exit_code == 0
    lines = file.read_bytes().splitlines()
    digests = [hashlib.sha256(line).hexdigest() for line in lines]
    assert [json.loads(line)["prev"] for line in lines] == [None, *digests[:-1]]
    assert f"{len(lines)}:{digests[-1]}" == CliRunner().invoke(run, ["audit", "head"]).stdout.strip()


def test_an_alerts_evidence_is_written_to_a_file(run: typer.Typer, engine: Engine, tmp_path: Path) -> None:
    submitted(engine)
    number = worked_alert(engine, found(engine))
    out = tmp_path / "pack.zip"
    done = CliRunner().invoke(run, ["evidence", str(number), "--out", str(out), "--lang", "en"])
    assert done.exit_code == 0, done.output
    assert hashlib.sha256(out.read_bytes()).hexdigest() in done.stdout
    nothing = CliRunner().invoke(run, ["evidence", "4711", "--out", str(out)])
    assert isinstance(nothing.exception, Mistake)
