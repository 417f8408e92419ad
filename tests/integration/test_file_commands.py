"""The commands that take, explain and give back files."""

import json
from pathlib import Path

import pytest
import typer
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from streams.cli import ingest, quarantine, template
from streams.cli.errors import Mistake
from tests.database import rows

pytest_plugins = ("tests.database_fixtures",)
SAMPLES = Path(__file__).parents[1] / "samples"
HEAD = "银行代码,截至日期\n"


def command(*arguments: str) -> Result:
    app = typer.Typer()
    for module in (ingest, quarantine, template):
        module.register(app)
    result = CliRunner().invoke(app, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture(autouse=True)
def place(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WAGEWATCH_DATABASE_URL", database_url)
    return tmp_path


def test_a_table_is_sent_and_its_broken_row_is_exported_repaired_and_linked(engine: Engine, place: Path) -> None:
    (place / "完毕.csv").write_text(HEAD + "102,2026-04-01\n102,昨天\n", "gb18030")
    told = command("ingest", "完毕.csv", "--bank", "102", "--format", "json")
    receipt = json.loads(told.stdout)["receipts"][0]
    assert (receipt["lines"], receipt["received"], receipt["accepted"], receipt["quarantined"]) == (2, 2, 1, 1)
    listed = command("quarantine", "list").stdout.replace("\n", "")
    assert "截至日期" in listed
    assert "昨天" in listed
    assert command("quarantine", "export", str(receipt["submission"]), "-o", "again.csv").exit_code == 0
    again = (place / "again.csv").read_text("utf-8-sig").replace("昨天", "2026-04-02", 1)
    (place / "again.csv").write_text(again, "utf-8-sig")
    assert "接受 1" in command("ingest", "again.csv").stdout
    assert rows(engine, "SELECT state FROM quarantine") == [("retried",)]


def test_a_file_that_cannot_be_read_is_a_sentence_and_leaves_nothing(engine: Engine, place: Path) -> None:
    (place / "x.csv").write_text("a,b\n1,2\n")
    with pytest.raises(Mistake, match=r"x\.csv:未读取,任何内容均未送入:没有找到可识别的表头行"):
        command("ingest", "x.csv", "--bank", "102")
    assert rows(engine, "SELECT 1 FROM submissions") == []


def test_a_message_of_the_bank_is_sent_with_the_tables_beside_it(engine: Engine, place: Path) -> None:
    (place / "accounts.csv").write_text("银行账号,项目编号,账户编号\n6222000001,P1,A1\n")
    (place / "purposes.toml").write_text('[debit]\n"prtry:Z24" = "fee"\n')
    sample = str(SAMPLES / "iso20022/camt054.wages.xml")
    told = command("ingest", sample, "--bank", "102", "--accounts", "accounts.csv", "--purposes", "purposes.toml")
    assert "接受 4" in told.stdout
    assert {kind for (kind,) in rows(engine, "SELECT kind FROM journal")} == {
        "bank.account_debited",
        "bank.account_credited",
        "bank.wages_returned",
    }


def test_a_message_is_exported_as_a_message_repaired_and_linked(engine: Engine, place: Path) -> None:
    (place / "accounts.csv").write_text("银行账号,项目编号,账户编号\n6222000001,P1,A1\n")
    sample = str(SAMPLES / "iso20022/camt054.wages.xml")
    told = command("ingest", sample, "--bank", "102", "--accounts", "accounts.csv", "--format", "json")
    receipt = json.loads(told.stdout)["receipts"][0]
    assert (receipt["accepted"], receipt["quarantined"]) == (3, 1)
    assert command("quarantine", "export", str(receipt["submission"]), "-o", "again.xml").exit_code == 0
    text = (place / "again.xml").read_text()
    assert text.count("<Ntry>") == 1
    code = "<BkTxCd><Domn><Cd>ACMT</Cd><Fmly><Cd>MDOP</Cd><SubFmlyCd>CHRG</SubFmlyCd></Fmly></Domn></BkTxCd>"
    (place / "again.xml").write_text(text.replace("<BkTxCd><Prtry><Cd>Z24</Cd></Prtry></BkTxCd>", code))
    assert "接受 1" in command("ingest", "again.xml", "--bank", "102", "--accounts", "accounts.csv").stdout
    assert rows(engine, "SELECT state FROM quarantine") == [("retried",)]


def test_a_template_that_was_not_filled_in_is_no_record(place: Path) -> None:
    assert command("template", "wages", "-o", "t.xlsx").exit_code == 0
    assert "收到 0" in command("ingest", "t.xlsx", "--bank", "102").stdout
    assert "wages" in command("template").stdout
    assert command("template", "punches", "--format", "csv", "--lang", "en").exit_code == 0
    assert "project id" in (place / "punches.csv").read_text("utf-8-sig")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("template", "salaries"), "there is no feed"),
        (("ingest", "x.csv", "--complete"), "--complete needs --bank"),
        (("ingest", "x.csv", "--accounts", "x.csv"), "对照表"),
        (("quarantine", "export", "99"), "there is no submission 99"),
    ],
)
def test_a_mistake_is_a_sentence(place: Path, arguments: tuple[str, ...], why: str) -> None:
    (place / "x.csv").write_text("a,b\n1,2\n")
    with pytest.raises(Mistake, match=why):
        command(*arguments)
