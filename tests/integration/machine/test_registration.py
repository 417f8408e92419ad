import json
from pathlib import Path

import pytest
import typer
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from infra.db.chronicle import ChronicleStore
from infra.db.clients import Clients, KnownThings, Taken, Unknown
from infra.db.clients.registration import Registrar, Wrong, new_client
from infra.db.messages import MessageWords
from infra.db.offices.accounts import Accounts
from infra.db.quarantine import QuarantineStore
from infra.signed_request import BadKey
from portal.cli import client
from schemas.client import ClientKind
from schemas.feeds.beside import OwnAccount
from streams.cli.errors import Mistake
from streams.intake import Intake
from tests.build import event
from tests.database import rows
from tests.identities import CARD, ZHANG
from tests.machine_client import new_key
from tests.portal_fixtures import TODAY

pytest_plugins = ("tests.database_fixtures",)


@pytest.fixture
def registrar(engine: Engine) -> Registrar:
    return Registrar(engine, "console", None, TODAY)


def test_a_client_and_its_keys_are_registered_and_every_step_is_written_down(
    engine: Engine, registrar: Registrar
) -> None:
    registrar.add(new_client("icbc", ClientKind.BANK, "工商银行", "102"))
    private = registrar.generate("icbc")
    kid = registrar.add_certificate("icbc", "AB:" * 31 + "AB")
    registrar.revoke("icbc", kid)
    (listed,) = Clients(engine).listed()
    assert listed.client.source == "urn:bank:102"
    assert {key.kid: key.revoked_at is not None for key in listed.keys} == {private["kid"]: False, kid: True}
    assert not any("d" in key.public for key in listed.keys)
    acts = [written.act for written in ChronicleStore(engine).about("client:icbc")]
    assert acts == ["created", "key_added", "key_added", "key_revoked"]
    with pytest.raises(BadKey):
        registrar.add_key("icbc", json.dumps(private))
    with pytest.raises(Taken):
        registrar.add(new_client("icbc", ClientKind.BANK, "工商银行", "102"))


@pytest.mark.parametrize(
    "given",
    [
        {"client_id": "Upper"}, {"name": " "}, {"bank_code": ""}, {"bank_code": "10"}, {"source": "no uri"},
        {"kind": ClientKind.SITE, "bank_code": ""}, {"kind": ClientKind.REGISTRY, "bank_code": "", "regions": ["5"]},
    ],
)  # fmt: skip
def test_a_client_that_makes_no_sense_is_not_registered(registrar: Registrar, given: dict[str, object]) -> None:
    usual = {"client_id": "icbc", "kind": ClientKind.BANK, "name": "工商银行", "bank_code": "102"}
    with pytest.raises(Wrong):
        registrar.add(new_client(**{**usual, **given}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "given", [{"name": f"工商银行 {ZHANG}"}, {"client_id": ZHANG.lower()}, {"source": f"urn:bank:{CARD}"}]
)
def test_a_client_with_a_persons_number_is_not_registered(registrar: Registrar, given: dict[str, str]) -> None:
    with pytest.raises(Wrong, match="person's number"):
        registrar.add(
            new_client(**{"client_id": "icbc", "name": "工商银行", **given}, kind=ClientKind.BANK, bank_code="102")
        )


def test_of_a_key_only_what_is_public_is_kept_and_its_name_is_nobodys_number(registrar: Registrar) -> None:
    registrar.add(new_client("icbc", ClientKind.BANK, "工商银行", "102"))
    public = {name: value for name, value in new_key().items() if name != "d"}
    registrar.add_key("icbc", json.dumps({**public, "owner": f"张三 {ZHANG}"}))
    with pytest.raises(BadKey, match="kid"):
        registrar.add_key("icbc", json.dumps({**public, "kid": f"key-{ZHANG}"}))
    ((kept,),) = rows(registrar.engine, "SELECT public FROM client_keys")
    assert json.loads(kept) == public


def test_an_unknown_clients_key_is_refused(registrar: Registrar) -> None:
    for act in (lambda: registrar.generate("nobody"), lambda: registrar.revoke("nobody", "k")):
        with pytest.raises(Unknown):
            act()


def test_whose_things_are_is_read_from_what_was_accepted(engine: Engine) -> None:
    told = [
        event("project.registered", "2026-01-01", region_code="520103"),
        event("bank.account_opened", "2026-01-02", account_id="A1", bank_code="102"),
        event("bank.account_opened", "2026-01-03", account_id="A1", bank_code="103"),
        event("bank.wages_paid", "2026-02-02", account_id="A1", batch_id="B1", pay_month="2026-01", lines=[]),
        event("bank.bond_deposited", "2026-01-02", bond_id="G1"),
    ]
    Intake(engine).accept([json.dumps(one).encode() + b"\n" for one in told], name="n", channel="c")
    assert [row.reasons for row in QuarantineStore(engine).listed(everything=True, limit=9)] == []
    known = KnownThings(engine)
    assert known.bank_of_account("P1", "A1") == "102"
    assert known.bank_of_account("P2", "A1") is None
    assert known.account_of_batch("P1", "B1") == "A1"
    assert known.source_of_bond("P1", "G1") == "urn:test"
    assert known.region_of("P1") == "520103"


def test_the_console_sets_what_a_banks_messages_mean_and_a_wrong_file_changes_nothing(
    engine: Engine, registrar: Registrar, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WAGEWATCH_DATABASE_URL", database_url)
    registrar.add(new_client("icbc", ClientKind.BANK, "工商银行", "102"))
    accounts, purposes = tmp_path / "accounts.csv", tmp_path / "purposes.toml"
    accounts.write_text("银行账号,项目编号,账户编号\n6222,P1,A1\n", "utf-8")
    purposes.write_text('[debit]\n"prtry:Z24" = "transfer"\n', "utf-8")
    app = typer.Typer()
    client.register(app)

    def run(*words: str | Path) -> Result:
        return CliRunner().invoke(app, ["client", "messages", *map(str, words)])

    told = run("icbc", "--accounts", accounts, "--purposes", purposes)
    assert json.loads(told.stdout) == {"accounts": 1, "purposes": {"debit:prtry:Z24": "transfer"}}
    assert MessageWords(engine).accounts("icbc") == [OwnAccount("6222", "P1", "A1")]
    accounts.write_text("银行账号,项目编号\n", "utf-8")
    purposes.write_text('[debit]\n"prtry:Z24" = "bribe"\n', "utf-8")
    assert isinstance(run("icbc", "--accounts", accounts, "--purposes", purposes).exception, Mistake)
    assert isinstance(run("nobody", "--accounts", accounts).exception, Mistake)
    assert MessageWords(engine).accounts("icbc") == [OwnAccount("6222", "P1", "A1")]
    acts = [written.act for written in ChronicleStore(engine).about("client:icbc")]
    assert acts == ["created", "message_accounts_set", "message_purposes_set"]


def test_somebody_is_let_in_for_a_client_on_the_console(
    engine: Engine, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAGEWATCH_DATABASE_URL", database_url)
    app = typer.Typer()
    client.register(app)
    command = ["client", "sender", "icbc", "guo", "--called", "郭银行"]
    refused = CliRunner().invoke(app, command)
    assert isinstance(refused.exception, Mistake)
    Registrar(engine, "console", None, TODAY).add(new_client("icbc", ClientKind.BANK, "工商银行", "102"))
    told = CliRunner().invoke(app, command)
    assert told.exit_code == 0, told.output
    name, password = told.stdout.split()
    assert Accounts(engine).signed_in(name, password) == "guo"
    assert isinstance(CliRunner().invoke(app, command).exception, Mistake)
