"""A fund case's file is verified as its own page says, and has every record that its figures rest on."""

import csv
import hashlib
import io
import json
from datetime import date
from pathlib import Path

import pytest
import typer
from sqlalchemy import Engine
from typer.testing import CliRunner

from alerts.evidence import Exhibit
from fund.case import FundCase, Pressure
from fund.commands import Pay, Press
from infra.db.chronicle import ChronicleStore
from infra.db.chronicle.verify import verify
from infra.db.clock import ClockStore
from infra.db.fund import Done, FundCases, NotFound
from portal.cli import fund_case
from portal.fund.casefile import forms, posted
from portal.fund.letters import letters
from schemas.office import Sight
from streams.cli.errors import Mistake
from streams.evidence import Asker
from streams.evidence.readme import VERIFY_CHAIN, VERIFY_FILES, VERIFY_SUBMISSIONS
from streams.fund.beginning import begin
from streams.fund.pack import packed
from tests.fund_cases import (
    CLERK,
    COUNTY,
    EMPLOYER,
    a_draft,
    a_fund,
    a_line,
    approved,
    does,
    ordered,
    person,
    submitted,
)
from tests.fund_cases import DAY as FIRST_DAY
from tests.fund_sites import DAY, HERE, a_site
from tests.integration.test_evidence import sh, unpacked
from tests.projects import lived

pytest_plugins = ("tests.database_fixtures",)
FORM = Exhibit.of_text("forms/application.txt", "form")


@pytest.fixture
def case(engine: Engine) -> FundCase:
    a_fund(engine, 1_000_000_00)
    lived(engine, DAY, a_site())
    done = begin(FundCases(engine), engine, "application", "P1", person(CLERK), DAY)
    assert isinstance(done, Done), done
    return done.case


def exported(engine: Engine, case: FundCase, folder: Path, *, whole: bool = False) -> Path:
    asker = Asker("clerk", "yunshan", HERE, DAY)
    return unpacked(packed(engine, FundCases(engine), case, [FORM], asker, whole=whole).content, folder)


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_every_file_has_the_digest_that_is_written_down(engine: Engine, case: FundCase, tmp_path: Path) -> None:
    pack = exported(engine, case, tmp_path)
    said = sh(VERIFY_FILES, pack)
    files = {str(path.relative_to(pack)) for path in pack.rglob("*") if path.is_file()}
    assert {row.removesuffix(": OK") for row in said.splitlines()} == files - {"SHA256SUMS"}
    assert "FAILED" not in said
    assert {"case.json", "figures.csv", "terms.json", "checklist.json", "books.json", "forms/application.txt"} <= files


def test_the_history_is_a_chain_and_a_part_of_the_chronicle(engine: Engine, case: FundCase, tmp_path: Path) -> None:
    pack = exported(engine, case, tmp_path)
    said = sh(VERIFY_CHAIN, pack).splitlines()
    assert said == [f"history/{n:04d}.json: OK" for n in range(1, len(said) + 1)]
    assert len(said) == len(ChronicleStore(engine).about(f"fund_case:{case.id}")) - 1  # without the export itself
    assert verify(engine).broken is None


def test_the_lines_are_those_that_were_submitted(engine: Engine, case: FundCase, tmp_path: Path) -> None:
    pack = exported(engine, case, tmp_path, whole=True)
    records = table((pack / "records.csv").read_text())
    kinds = {row["type"] for row in records}
    assert {
        "project.registered", "attendance.worker_enrolled", "attendance.punched", "project.pay_sheet_submitted",
        "bank.wages_paid", "bank.wages_returned", "bank.account_opened", "bank.bond_deposited", "bank.bond_drawn",
    } <= kinds  # fmt: skip
    for row in records:
        script = VERIFY_SUBMISSIONS.splitlines()[1].replace("12-3", f"{row['submission']}-{row['line']}")
        script = script.replace("-n 3p", f"-n {row['line']}p").replace("12.jsonl", f"{row['submission']}.jsonl")
        assert sh(script, pack).strip() == "OK", row
    submitted = json.loads((pack / "submissions.json").read_text())
    for one in submitted:
        assert sh(f"sha256sum submissions/{one['id']}.jsonl", pack).startswith(one["sha256"])


def test_the_pack_speaks_of_nobody_who_is_not_owed(engine: Engine, case: FundCase, tmp_path: Path) -> None:
    pack = exported(engine, case, tmp_path)
    assert [row["worker"] for row in table((pack / "figures.csv").read_text())] == ["w01", "w02"]
    alone = [
        row for row in table((pack / "records.csv").read_text()) if row["type"].startswith(("attendance", "bank.wages"))
    ]
    lines = [json.loads((pack / row["file"]).read_text()) for row in alone]
    assert not any("w03" in json.dumps(line) for line in lines)


def test_the_terms_are_those_in_force_with_their_documents(engine: Engine, case: FundCase, tmp_path: Path) -> None:
    terms = {one["name"]: one for one in json.loads((exported(engine, case, tmp_path) / "terms.json").read_text())}
    assert (terms["share_cap"]["value"], terms["minimum_wage_months"]["value"]) == ("0.20", 1)
    assert terms["minimum_wage_fen"]["value"] == 189_000
    assert all(one["source"] for one in terms.values())


def test_the_command_line_writes_the_same_file(
    engine: Engine, case: FundCase, tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAGEWATCH_DATABASE_URL", database_url)
    ClockStore(engine).tick_to(DAY)
    app = typer.Typer()
    fund_case.register(app)
    out = tmp_path / "case.zip"
    done = CliRunner().invoke(app, [case.number, "--out", str(out), "--lang", "en"])
    assert done.exit_code == 0, done.output
    assert hashlib.sha256(out.read_bytes()).hexdigest() in done.stdout
    forms = {path.name for path in (unpacked(out.read_bytes(), tmp_path) / "forms").iterdir()}
    assert {name.partition("-")[0] for name in forms} == {"application", "roster", "approval"}
    nothing = CliRunner().invoke(app, ["ZZJ-0", "--out", str(out)])
    assert isinstance(nothing.exception, Mistake)


def test_the_next_countys_officer_gets_no_case(engine: Engine, case: FundCase) -> None:
    assert FundCases(engine).numbered(case.number, HERE) == case
    assert FundCases(engine).numbered(case.number, Sight(("520102",))) is None
    assert begin(FundCases(engine), engine, "", "P9", person(CLERK), date(2026, 2, 20)) == NotFound()


def test_the_letters_of_a_recovery_go_with_the_file_as_they_were_sent(engine: Engine, tmp_path: Path) -> None:
    a_fund(engine, 1_000_000_00)
    cases = FundCases(engine)
    recovering = ordered(cases, approved(cases, submitted(cases, a_draft(cases, a_line("w1")))))
    done = cases.told(recovering.id, Pay("w1", FIRST_DAY, ("event:bank/1",)), FIRST_DAY)
    assert isinstance(done, Done)
    recovering = done.case
    for number, pressure in enumerate((Pressure.DUNNED, Pressure.COURT), start=1):
        recovering = does(cases, recovering, Press(EMPLOYER, EMPLOYER, pressure, f"云函〔2026〕{number}号"), CLERK)
    asker = Asker("clerk", COUNTY, HERE, FIRST_DAY)
    printed = list(forms(engine, cases, recovering, FIRST_DAY))
    pack = unpacked(packed(engine, cases, recovering, printed, asker).content, tmp_path)
    kept = {path.name: path.read_bytes() for path in (pack / "letters").iterdir()}
    assert sorted(kept) == ["1-1-欠薪应急周转金还款催收函.pdf", "1-2-欠薪应急周转金追偿司法移送函.pdf"]
    first = next(letters(recovering))
    assert kept["1-1-欠薪应急周转金还款催收函.pdf"] == posted(engine, recovering, first)
    assert "letters/1-1-欠薪应急周转金还款催收函.pdf: OK" in sh(VERIFY_FILES, pack)
