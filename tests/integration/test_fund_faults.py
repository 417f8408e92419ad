"""Whatever somebody does to the funds' books behind the system's back is found by the proof of the chronicle."""

import json

import pytest
import typer
from sqlalchemy import Engine, text
from typer.testing import CliRunner

from fund.case import FundCase
from fund.commands import ConfirmRepayment, Pay, RecordRepayment
from infra.db.chronicle import verify
from infra.db.fund import Done, FundCases
from infra.db.fund.faults import faults
from streams.cli import audit
from tests.fund_cases import (
    CASHIER,
    DAY,
    EMPLOYER,
    FINANCE,
    NEXT_COUNTY,
    a_draft,
    a_fund,
    a_line,
    approved,
    does,
    ordered,
    submitted,
)

pytest_plugins = ("tests.database_fixtures",)


@pytest.fixture
def worked(engine: Engine) -> FundCase:
    """Two counties' funds; in one a case with a payment, a repayment, and another that is only reserved."""
    a_fund(engine, 1_000_000_00)
    a_fund(engine, 5_000_00, NEXT_COUNTY)
    cases = FundCases(engine)
    case = ordered(cases, approved(cases, submitted(cases, a_draft(cases, a_line("w1"), a_line("w2")))))
    done = cases.told(case.id, Pay("w1", DAY, ("event:bank/1",)), DAY)
    assert isinstance(done, Done)
    repaid = RecordRepayment(EMPLOYER, EMPLOYER, 500, DAY, ("回单",), reference="102-18")
    does(cases, does(cases, done.case, repaid, CASHIER), ConfirmRepayment(1), FINANCE)
    return submitted(cases, a_draft(cases, a_line("w3")))


def behind_its_back(engine: Engine, *statements: str) -> None:
    """Change what is kept as somebody might who has the database to themselves: no trigger, no check on commit."""
    with engine.begin() as connection:
        for table in ("fund_postings", "fund_entries"):
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        connection.execute(text("ALTER TABLE fund_entries DROP CONSTRAINT IF EXISTS fund_entries_posting_id_fkey"))
        for statement in statements:
            connection.exec_driver_sql(statement)


@pytest.mark.usefixtures("worked")
def test_what_the_system_itself_wrote_has_no_fault(engine: Engine) -> None:
    assert faults(engine) == []
    proof = verify(engine)
    assert proof.holds
    assert proof.postings == 7


@pytest.mark.usefixtures("worked")
@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE fund_entries SET fen = fen + 1 WHERE posting_id = 1 AND n = 0", "posting 1 is off balance by 0.01"),
        ("DELETE FROM fund_entries WHERE posting_id = 3 AND n = 1", "posting 3 is not whole"),
        ("DELETE FROM fund_entries WHERE posting_id = 3", "posting 3 is not whole"),
        ("DELETE FROM fund_postings WHERE id = 3", "posting 3 is not whole"),
        ("UPDATE fund_entries SET fund = 'F520102' WHERE posting_id = 3", "posting 3 is not whole"),
        ("UPDATE funds SET cash_fen = cash_fen + 100 WHERE code = 'F520103'", "F520103: cash is "),
        ("UPDATE fund_proposals SET content = replace(content, '100000000', '100000001')", "was given 1,000,000.00"),
        ("DELETE FROM fund_slots WHERE worker = 'w3'", "does not hold the months that it asks for"),
        ("UPDATE fund_cases SET body = replace(body, '\"fen\":500', '\"fen\":400')", "the books say"),
        (
            'UPDATE fund_cases SET body = replace(body, \'"state":"ordered","att\', \'"state":"planned","att\')',
            "reserved is",
        ),
        ('UPDATE fund_cases SET body = replace(body, \'"state":"ordered"\', \'"state":"x"\')', "cannot be read"),
    ],
)
def test_what_does_not_agree_is_named(engine: Engine, statement: str, said: str) -> None:
    behind_its_back(engine, statement)
    assert any(said in en for _, en in faults(engine)), faults(engine)


def test_a_month_that_is_advanced_twice_is_named(engine: Engine, worked: FundCase) -> None:
    behind_its_back(engine, f"UPDATE fund_cases SET body = replace(body, '\"w3\"', '\"w1\"') WHERE id = {worked.id}")
    assert any("2026-01 is advanced to one worker 2 times" in en for _, en in faults(engine))


@pytest.mark.usefixtures("worked")
@pytest.mark.parametrize(
    "statements",
    [
        ("UPDATE fund_postings SET evidence = '[]' WHERE id = 1",),
        ("UPDATE fund_postings SET day = day + 1 WHERE id = 3",),
        ("UPDATE fund_entries SET fen = fen * 2 WHERE posting_id = 1", "UPDATE funds SET cash_fen = cash_fen * 2"),
        ("UPDATE fund_entries SET debtor = 'somebody' WHERE posting_id = 5",),
        ("DELETE FROM fund_entries WHERE posting_id = 2", "DELETE FROM fund_postings WHERE id = 2"),
    ],
)
def test_a_posting_that_was_changed_so_that_it_still_balances_breaks_the_chain(
    engine: Engine, statements: tuple[str, ...]
) -> None:
    behind_its_back(engine, *statements)
    broken = verify(engine).broken
    assert broken is not None
    assert "postings that it tells of are not what they were" in broken.why


@pytest.mark.usefixtures("worked")
def test_a_posting_that_nothing_tells_of_is_found(engine: Engine) -> None:
    behind_its_back(
        engine,
        "INSERT INTO fund_postings (fund, kind, day, at, worker, party, evidence, actor)"
        " VALUES ('F520102', 'funded', '2026-03-02', now(), '', '', '[]', 'x')",
        "INSERT INTO fund_entries SELECT max(id), n, 'F520102', account, NULL, '', fen FROM fund_postings,"
        " (VALUES (0, 'cash', 100), (1, 'budget', -100)) AS sides (n, account, fen) GROUP BY n, account, fen",
        "UPDATE funds SET cash_fen = cash_fen + 100 WHERE code = 'F520102'",
    )
    broken = verify(engine).broken
    assert broken is not None
    assert broken.found == "8"
    assert verify(engine, start=2).holds
    assert any("F520102 was given" in en for _, en in faults(engine))


@pytest.mark.usefixtures("worked")
def test_the_command_tells_of_it_and_ends_with_1(
    engine: Engine, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAGEWATCH_DATABASE_URL", database_url)
    app = typer.Typer()
    audit.register(app)
    good = CliRunner().invoke(app, ["audit", "verify", "--format", "json"])
    told = json.loads(good.stdout)
    assert (good.exit_code, told["holds"], told["fund"]) == (0, True, {"postings": 7, "faults": []})
    behind_its_back(engine, "UPDATE funds SET cash_fen = cash_fen + 100 WHERE code = 'F520103'")
    bad = CliRunner().invoke(app, ["audit", "verify"])
    assert bad.exit_code == 1
    assert "周转金账簿不符" in bad.stdout
    told = json.loads(CliRunner().invoke(app, ["audit", "verify", "--format", "json"]).stdout)
    assert not told["holds"]
    assert len(told["fund"]["faults"]) == 1
