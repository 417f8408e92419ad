"""A bank and a site live through their days over the real interface; every receipt says what was sent."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typer
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from alerts.gate import Mark
from portal.cli import simulate
from streams.cli.errors import Mistake
from tests.database import rows
from tests.freeze_gate import mark, until
from tests.machine_client import bank, new_key, register, site
from tests.portal_fixtures import Portal

PROTECTED = Mark("402", "P03-W", "P03", "wage", "农民工工资专用账户", "520103", date(2026, 1, 5))


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


def test_a_bank_feeds_for_weeks_and_every_receipt_agrees(portal: Portal, tmp_path: Path) -> None:
    key = key_of(portal.engine, bank("402"), tmp_path)
    mark(portal, PROTECTED)
    told = command("bank", "--url", portal.url, "--key", key, "--bank", "402", "--days", "45", "--workers", "12")
    assert "✘" not in told.stdout, told.stdout
    for how in (
        "更正",
        "曾中断",
        "分片续传",
        "ISO 20022",
        "报送完毕",
        "查控:未受保护",
        "查控:暂缓",
        "案件",
        "回执汇总",
    ):
        assert how in told.stdout.replace("\n", ""), how
    kinds = dict(rows(portal.engine, "SELECT kind, sum(records) FROM journal GROUP BY kind"))
    assert {"bank.account_opened", "bank.account_credited", "bank.wages_paid", "bank.feed_completed"} <= kinds.keys()
    forms = {form for (form,) in rows(portal.engine, "SELECT form FROM readings")}
    assert {"camt.053", "xlsx", "csv"} <= forms
    assert rows(portal.engine, "SELECT count(*) FROM quarantine WHERE state <> 'retried'") == [(0,)]
    until(lambda: rows(portal.engine, "SELECT account_id, state FROM restriction_reviews") == [("P03-W", "held")])
    assert rows(portal.engine, "SELECT count(*) FROM client_deliveries WHERE channel = 'upload'")[0][0] > 0


def test_a_bank_whose_account_is_not_protected_says_so_and_fails(portal: Portal, tmp_path: Path) -> None:
    key = key_of(portal.engine, bank("402"), tmp_path)
    mark(portal, Mark("103", "X", "P1", "wage", "别行账户", "520103", date(2026, 1, 5)))
    arguments = ("--key", key, "--bank", "402", "--days", "2", "--workers", "12", "--gate-wait", "0.5")
    with pytest.raises(Mistake, match="回执与所送不符"):
        command("bank", "--url", portal.url, *arguments)


def test_a_site_feeds_its_roster_and_pay_sheets_and_its_terminals_catch_up(portal: Portal, tmp_path: Path) -> None:
    key = key_of(portal.engine, site("P01"), tmp_path)
    given = ("--project", "P01", "--source", "urn:site:1", "--days", "40", "--workers", "12")
    told = command("site", "--url", portal.url, "--key", key, *given)
    assert "✘" not in told.stdout, told.stdout
    for how in ("首次", "更正", "终端上传", "离线补传"):
        assert how in told.stdout, how
    kinds = {kind for (kind,) in rows(portal.engine, "SELECT DISTINCT kind FROM journal")}
    assert {"attendance.punched", "attendance.worker_enrolled", "project.pay_sheet_submitted"} <= kinds
    skews = [skew for (skew,) in rows(portal.engine, "SELECT skew_ms FROM punch_clocks")]
    assert skews
    assert all(170_000 < skew < 190_000 for skew in skews)


def test_another_banks_files_are_set_aside_and_the_command_fails(portal: Portal, tmp_path: Path) -> None:
    key = key_of(portal.engine, bank("102"), tmp_path)
    arguments = ("--key", key, "--bank", "402", "--days", "1", "--workers", "12", "--gate-wait", "0")
    with pytest.raises(Mistake, match="回执与所送不符"):
        command("bank", "--url", portal.url, *arguments)
    assert rows(portal.engine, "SELECT 1 FROM journal WHERE kind NOT IN ('clock.ticked', 'bank.feed_completed')") == []
