"""A bank and a site live through their days over the real interface; every receipt says what was sent."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from portal.cli import simulate
from streams.cli.errors import Mistake
from tests.database import rows
from tests.machine_client import bank, new_key, register, site
from tests.machine_interface import interface

pytest_plugins = ("tests.database_fixtures",)


@pytest.fixture
def url(database_url: str, tmp_path: Path) -> Iterator[str]:
    with interface(database_url, tmp_path) as client:
        yield str(client.base_url)


def command(*arguments: str) -> Result:
    app = typer.Typer()
    simulate.register(app)
    result = CliRunner().invoke(app, ["simulate", *arguments])
    print(result.stdout)  # noqa: T201 - shown where a test fails
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def key_of(engine: Engine, client: Any, place: Path) -> str:
    key = new_key()
    register(engine, client, key)
    path = place / f"{client.id}.jwk"
    path.write_text(json.dumps(key))
    return str(path)


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")


def test_a_bank_feeds_for_weeks_and_every_receipt_agrees(url: str, engine: Engine, tmp_path: Path) -> None:
    key = key_of(engine, bank("402"), tmp_path)
    told = command("bank", "--url", url, "--key", key, "--bank", "402", "--days", "45", "--workers", "12")
    assert "✘" not in told.stdout, told.stdout
    assert "更正" in told.stdout
    assert "曾中断" in told.stdout.replace("\n", "")
    kinds = dict(rows(engine, "SELECT kind, sum(records) FROM journal GROUP BY kind"))
    assert {"bank.account_opened", "bank.account_credited", "bank.feed_completed"} <= kinds.keys()
    assert rows(engine, "SELECT count(*) FROM quarantine WHERE state <> 'retried'") == [(0,)]


def test_a_site_feeds_its_gate_its_roster_and_its_pay_sheets(url: str, engine: Engine, tmp_path: Path) -> None:
    key = key_of(engine, site("P01"), tmp_path)
    told = command(
        "site",
        "--url",
        url,
        "--key",
        key,
        "--project",
        "P01",
        "--source",
        "urn:site:1",
        "--days",
        "40",
        "--workers",
        "12",
    )
    assert "✘" not in told.stdout, told.stdout
    kinds = {kind for (kind,) in rows(engine, "SELECT DISTINCT kind FROM journal")}
    assert {"attendance.punched", "attendance.worker_enrolled", "project.pay_sheet_submitted"} <= kinds


def test_another_banks_files_are_set_aside_and_the_command_fails(url: str, engine: Engine, tmp_path: Path) -> None:
    key = key_of(engine, bank("102"), tmp_path)
    with pytest.raises(Mistake, match="回执与所送不符"):
        command("bank", "--url", url, "--key", key, "--bank", "402", "--days", "1", "--workers", "12")
    assert rows(engine, "SELECT 1 FROM journal") == []
