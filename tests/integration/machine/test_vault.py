import io
import json
import logging
from datetime import date, timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from openpyxl import Workbook
from sqlalchemy import Engine, text

from infra import clock
from infra.db.bodies import body
from infra.db.chronicle import ChronicleStore
from infra.db.engine import transaction
from infra.db.quarantine import QuarantineStore
from infra.seal import Seal
from infra.vault import Asked, Vault, VaultLocked
from infra.vault.vault import _seals
from schemas.office import Officer, Role, Sight
from schemas.sensitive import Kind
from streams.formats.reading import Reading
from streams.formats.refused import Limits
from streams.formats.taken import Manner
from streams.intake import Intake
from tests.build import event

pytest_plugins = ("tests.database_fixtures",)

ZHANG = "11010519491231002X"
LI = "440524188001010014"
CARD = "6228480402564890018"
OTHER_CARD = "4111111111111111"
NUMBERS = (ZHANG, ZHANG.lower(), LI, CARD, OTHER_CARD)
DAY = date(2026, 5, 18)
OFFICER = Officer("officer-a", "李监", "yunshan", frozenset({Role.OFFICER}), Sight(("520103",)), ("yunshan",))


TEN = timedelta(minutes=10)


def asked(token: str) -> Asked:
    return Asked(token, token, "case", "核实工资", "案 4", "case:4")


@pytest.fixture
def seal() -> Seal:
    return Seal([Fernet.generate_key().decode()])


@pytest.fixture
def vault(engine: Engine, seal: Seal) -> Vault:
    return Vault(engine, seal)


def line(told: dict[str, Any]) -> bytes:
    return json.dumps(told).encode() + b"\n"


def enrolled(worker: Any, card: Any = None, name: str = "e1") -> bytes:
    told = {
        "worker_id": worker, "employer_uscc": "91330106MA2KJ5NB08", "role": "worker", "enrolled_on": "2026-03-02",
        "crew": f"班组 {LI}", "card_token": card,
    }  # fmt: skip
    return line({**event("attendance.worker_enrolled", "2026-03-02", **told), "id": name})


def everything(engine: Engine) -> str:
    """All rows of all tables as text, bytes decoded as far as they can be."""
    pieces = []
    with engine.connect() as connection:
        tables = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars().all()
        for table in tables:
            for row in connection.execute(text(f'SELECT * FROM "{table}"')):
                pieces += [
                    bytes(cell).decode("latin-1") if isinstance(cell, bytes | memoryview) else str(cell) for cell in row
                ]
    return "\n".join(pieces)


def assert_nowhere(told: str) -> None:
    for number in NUMBERS:
        at = told.find(number)
        assert at < 0, (number, told[max(at - 60, 0) : at + 60])


def test_a_number_has_one_token_for_ever(engine: Engine, seal: Seal, vault: Vault) -> None:
    token = vault.token_of(Kind.IDENTITY, ZHANG)
    assert token == vault.token_of(Kind.IDENTITY, ZHANG.lower()) == Vault(engine, seal).token_of(Kind.IDENTITY, ZHANG)
    assert (token[0], len(token)) == ("w", 33)
    assert vault.token_of(Kind.CARD, CARD)[0] == "c"
    assert token != vault.token_of(Kind.IDENTITY, LI)


def test_without_the_seal_nothing_can_be_read_or_made(engine: Engine, vault: Vault) -> None:
    vault.token_of(Kind.IDENTITY, ZHANG)
    with pytest.raises(VaultLocked):
        Vault(engine, Seal([Fernet.generate_key().decode()])).token_of(Kind.IDENTITY, ZHANG)


def test_a_number_is_revealed_to_its_officer_for_ten_minutes_and_written_down(engine: Engine, vault: Vault) -> None:
    token, at = vault.token_of(Kind.IDENTITY, ZHANG), clock.now()
    shown = vault.reveal(asked(token), OFFICER, DAY, at, TEN)
    assert shown is not None
    assert (shown.number, shown.kind) == (ZHANG, Kind.IDENTITY)
    assert vault.revealed(shown.id, OFFICER, at + timedelta(minutes=9)) == shown
    assert vault.revealed(shown.id, OFFICER, at + timedelta(minutes=11)) is None
    other = Officer("officer-b", "张察", "yunshan", OFFICER.roles, OFFICER.sight)
    assert vault.revealed(shown.id, other, at) is None
    assert vault.reveal(asked("w" + "0" * 32), OFFICER, DAY, at, TEN) is None
    (written,) = ChronicleStore(engine).about(f"worker:{token}")
    assert (written.act, written.actor) == ("revealed", "officer-a")
    told = {"purpose": "case", "reason": "核实工资", "case": "案 4", "found": True}
    assert written.body == {**told, "about": "case:4"}
    assert [entry.body for entry in ChronicleStore(engine).about("case:4")] == [told, {**told, "found": False}]
    assert_nowhere(everything(engine))


def test_a_rotation_changes_the_keys_and_nothing_else(engine: Engine, vault: Vault, seal: Seal) -> None:
    tokens = {number: vault.token_of(Kind.IDENTITY, number) for number in (ZHANG, LI)}
    receipt = Intake(engine, vault=vault).accept([enrolled(ZHANG)], name="n", channel="c")
    newer = Fernet.generate_key().decode()
    old = seal._keys._fernets[0]
    both = Seal([newer])
    both._keys._fernets = [*both._keys._fernets, old]
    assert Vault(engine, both).rotate(clock.now()) == 2
    alone = Vault(engine, Seal([newer]))
    for number, token in tokens.items():
        assert alone.token(Kind.IDENTITY, number) == token
        shown = alone.reveal(asked(token), OFFICER, DAY, clock.now(), TEN)
        assert shown is not None
        assert shown.number == number
    with transaction(engine) as connection:
        (key_id,) = connection.execute("SELECT key_id FROM sealed_submissions").fetchone() or (0,)
        parts = [bytes(p) for (p,) in connection.execute("SELECT body FROM submission_parts", binary=True)]
    assert list(alone.opened_body(iter(parts), key_id, receipt.submission))
    with pytest.raises(VaultLocked):
        list(alone.opened_body(iter(parts), key_id, receipt.submission + 1))


@pytest.fixture
def known(engine: Engine, seal: Seal, monkeypatch: pytest.MonkeyPatch) -> None:
    """The deployment's seal, for whoever reads bodies."""
    monkeypatch.setitem(_seals, str(engine.url), seal)


@pytest.mark.usefixtures("known")
def test_numbers_become_tokens_at_the_door_and_stand_nowhere(
    engine: Engine, vault: Vault, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    intake = Intake(engine, vault=vault, tokens=True)
    lines = [
        enrolled(ZHANG, OTHER_CARD, f"enrol-{ZHANG}"),
        enrolled(int(LI), CARD, "e2"),
        line(event("attendance.worker_enrolled", "2026-03-02", worker_id=LI, role=CARD)),
        f'{{"worker_id": "{ZHANG}", broken\n'.encode(),
        json.dumps([ZHANG, CARD]).encode() + b"\n",
    ]
    receipt = intake.accept(lines, name="n", channel="http")
    assert (receipt.accepted, receipt.quarantined) == (2, 3)
    told = everything(engine)
    assert_nowhere(told + caplog.text)
    assert vault.token(Kind.IDENTITY, ZHANG) in told
    assert vault.token(Kind.CARD, OTHER_CARD) in told
    assert vault.token(Kind.IDENTITY, LI) in told
    with transaction(engine) as connection:
        assert b"".join(body(engine, connection, receipt.submission)) == b"".join(lines)
    assert QuarantineStore(engine).line(receipt.submission, 1) == lines[0].rstrip(b"\n")
    again = intake.accept(lines[:2], name="again", channel="http")
    assert (again.accepted, again.duplicate) == (0, 2)


@pytest.mark.usefixtures("known")
def test_without_tokens_a_number_is_refused_and_stands_nowhere_either(engine: Engine, vault: Vault) -> None:
    receipt = Intake(engine, vault=vault).accept([enrolled(ZHANG, CARD)], name="n", channel="kafka")
    assert receipt.quarantined == 1
    assert_nowhere(everything(engine))


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_table_may_carry_identity_numbers(engine: Engine, vault: Vault, form: str) -> None:
    intake = Intake(engine, vault=vault, tokens=True)
    tokens = intake.tokens()
    assert tokens is not None
    rows = [
        ["进退场", "项目编号", "工人编号", "日期", "用人单位统一社会信用代码", "角色", "备注"],
        ["进场", "P1", ZHANG, "2026-03-02", "91330106MA2KJ5NB08", "工人", f"卡号 {CARD}"],
        ["进场", "P1", LI, "not a date", "91330106MA2KJ5NB08", "工人", ZHANG],
    ]
    manner = Manner(feed="roster", source="urn:site:1", tokens=tokens)
    with Reading([_file(rows, form)], f"roster.{form}", manner, Limits()) as reading:
        receipt = intake.accept_file(reading, name=f"roster.{form}", channel="http", tokens=tokens)
    why = [row.reasons for row in QuarantineStore(engine).listed(everything=True, limit=9)]
    assert (receipt.accepted, receipt.quarantined) == (1, 1), why
    told = everything(engine)
    assert_nowhere(told)
    assert vault.token(Kind.IDENTITY, ZHANG) in told


def _file(rows: list[list[str]], form: str) -> bytes:
    if form == "csv":
        return "\n".join(",".join(row) for row in rows).encode()
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


@pytest.mark.usefixtures("known")
def test_what_carries_no_numbers_is_kept_as_it_is(engine: Engine, vault: Vault) -> None:
    Intake(engine, vault=vault).accept([line(event("project.started", "2026-03-01"))], name="n", channel="c")
    with transaction(engine) as connection:
        assert connection.execute("SELECT count(*) FROM sealed_submissions").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM vault_keys").fetchone() == (0,)
