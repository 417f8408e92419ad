"""Persons' numbers go in by every way there is, rightly and wrongly spelt, and afterwards stand nowhere in plain."""

import base64
import gzip
import io
import json
import logging
import re
import threading
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import typer
import zstandard
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from openpyxl import Workbook
from sqlalchemy import Engine
from typer.testing import CliRunner

from infra.db.quarantine import QuarantineStore
from infra.embedded.tansu import Tansu
from infra.kafka import admin
from infra.settings import Settings
from infra.vault import Vault
from monitors.policy import Policy
from schemas.office import EVERYWHERE, Sight
from schemas.sensitive import Kind
from streams.caretaker.portraits import refresh
from streams.cli import ingest, quarantine
from streams.cli.errors import Mistake
from streams.evidence.pack import Asker, packed
from streams.evidence.sent import Sent
from streams.feeds import Feeds
from streams.relay import Relay
from tests.build import event
from tests.database import line, rows
from tests.freeze_gate import until
from tests.identities import CARD, LI, ZHANG
from tests.integration.machine.test_vault import everything
from tests.machine_client import Signs, bank, new_key, register, registry, site
from tests.pdf_text import pdf_text
from tests.portal_fixtures import TODAY, Portal
from tests.senders import a_sender
from tests.worked_alert import folded, found, submitted, worked_alert

OLD = "110105491231002"
"""Zhang's number as it was written until 1999."""
MISSPELT = "110105194912310021"
VISA = "4111111111111111"
SPACED = "6228 4804 0256 4890 018"
DASHED = "440524-18800101-0014"
WIDE = "".join(chr(ord(sign) + 0xFEE0) for sign in ZHANG)
WIDELY_SPACED = "6228\u30004804\u30000256\u30004890\u3000018"
SPELLINGS = (ZHANG, ZHANG.lower(), LI, OLD, MISSPELT, CARD, VISA, SPACED, DASHED, WIDE, WIDELY_SPACED)
ESCAPED = tuple(json.dumps(text)[1:-1] for text in (WIDE, WIDELY_SPACED))
CLIENTS = ("httpx", "httpcore", "kafka.producer")
"""What logs in this process on behalf of the senders."""
SITE = site("P1")
EMPLOYER = "91330106MA2KJ5NB08"
ROSTER = ["进退场", "项目编号", "工人编号", "日期", "用人单位统一社会信用代码", "角色", "班组"]


JWS = re.compile(rb"eyJ[\w-]+\.([\w-]+)\.[\w-]")
"""Receipts, decisions that are sent, lists: their payloads are text that anybody can read."""


def signed(payload: bytes) -> bytes:
    return base64.urlsafe_b64decode(payload + b"=" * (-len(payload) % 4))


class Traces:
    """Everything that anybody could read."""

    def __init__(self, engine: Engine, state: Path, logs: pytest.LogCaptureFixture) -> None:
        self._engine = engine
        self._state = state
        self._logs = logs
        self._told: list[bytes] = []

    def tell(self, told: bytes | str) -> None:
        """Somebody was told this."""
        self._told.append(told.encode() if isinstance(told, str) else told)

    def answer(self, given: httpx.Response) -> httpx.Response:
        """A machine or an officer got this answer."""
        self.tell(f"{given.headers}")
        self.tell(given.content)
        return given

    def whole(self) -> bytes:
        server = [record.getMessage() for record in self._logs.records if not record.name.startswith(CLIENTS)]
        files = [path.read_bytes() for path in self._state.rglob("*") if path.is_file() and "tansu" not in path.parts]
        names = [str(path) for path in self._state.rglob("*")]
        stored = everything(self._engine).encode("utf-8", "replace")
        told = b"\n".join([*self._told, *files, stored, "\n".join([*server, *names]).encode("utf-8")])
        return b"\n".join([told, *map(signed, JWS.findall(told))])

    def assert_clean(self) -> None:
        """No spelling of any number stands in any of it."""
        whole = self.whole()
        for text in (*SPELLINGS, *ESCAPED):
            at = whole.find(text.encode())
            assert at < 0, (text, whole[max(0, at - 400) : at + 60])


@pytest.fixture
def traces(engine: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Traces:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.INFO, "kafka")  # its debugging prints what goes over the wire
    return Traces(engine, tmp_path, caplog)


@pytest.fixture
def engine(portal: Portal) -> Engine:
    return portal.engine


@pytest.fixture
def gate(portal: Portal) -> Iterator[httpx.Client]:
    """A site that feeds."""
    submitted(portal.engine)
    key = new_key()
    register(portal.engine, SITE, key)
    a_sender(portal, SITE, "gate-clerk")
    with httpx.Client(base_url=portal.url, auth=Signs(key), timeout=60, trust_env=False) as client:
        yield client


def enrolled(number: Any, name: str, **more: Any) -> dict[str, Any]:
    told = {"worker_id": number, "employer_uscc": EMPLOYER, "role": "worker", "enrolled_on": "2026-04-02", **more}
    return {**event("attendance.worker_enrolled", "2026-04-02"), "data": told, "source": SITE.source, "id": name}


EVENTS = (
    enrolled(ZHANG, "1", card_token=CARD, crew=f"木工班 {SPACED}"),
    enrolled(ZHANG.lower(), f"zhang/{ZHANG}"),
    enrolled(int(LI), "3", crew=f"组长{DASHED},{WIDE}"),
    enrolled(WIDE, "4", crew=WIDELY_SPACED),
    enrolled(OLD, "5", card_token=VISA),
    enrolled(MISSPELT, "6"),
    enrolled("w1", "7", role=LI),
    enrolled("w1", "8", enrolled_on=CARD),
    enrolled(f"工号{ZHANG}", "9"),
    {**enrolled("w1", "10"), "subject": LI},
    {**enrolled("w1", "11"), ZHANG: CARD},
    [ZHANG, {"worker_id": LI}],
)
BROKEN = f'{{"worker_id": "{ZHANG}", "payee_token": "{VISA}", broken\n{LI},{CARD}\n'.encode()
LINES = b"\n".join([*(json.dumps(one, ensure_ascii=n % 2 == 0).encode() for n, one in enumerate(EVENTS)), BROKEN])
TABLE = [
    ROSTER,
    ["进场", "P1", ZHANG, "2026-04-02", EMPLOYER, "工人", f"卡{CARD}"],
    ["进场", "P1", WIDE, "2026-04-02", EMPLOYER, "工人", SPACED],
    ["进场", "P1", LI, LI, EMPLOYER, "工人", DASHED],
    ["进场", "P1", MISSPELT, "2026-04-02", EMPLOYER, "工人", ""],
    ["进场", CARD, "w2", "2026-04-02", EMPLOYER, ZHANG, ""],
]


def csv_file() -> bytes:
    return "\n".join(",".join(row) for row in TABLE).encode()


def xlsx_file() -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in TABLE:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


FILES: dict[str, Callable[[], bytes]] = {
    "events.jsonl": lambda: LINES,
    "batch.json": lambda: json.dumps({"events": EVENTS[:11]}).encode(),
    "broken.json": f'[{{"id": "{ZHANG}"}}, {LI}, {CARD} {VISA}'.encode,
    "lines.jsonl.gz": lambda: gzip.compress(LINES),
    "lines.jsonl.zst": lambda: zstandard.compress(LINES),
    "roster.csv": csv_file,
    "roster.csv.gz": lambda: gzip.compress(csv_file()),
    "roster.xlsx": xlsx_file,
    "nothing.csv": f"{ZHANG},{CARD}\n{LI},{SPACED}\n".encode,
    "cut.gz": lambda: gzip.compress(LINES)[:-9],
}


@pytest.mark.parametrize("name", FILES)
def test_delivered_over_http(portal: Portal, gate: httpx.Client, traces: Traces, name: str) -> None:
    answer = traces.answer(gate.post("/v1/submissions", params={"name": name}, content=FILES[name]()))
    assert answer.status_code in {201, 422}
    if answer.status_code == 201:
        assert answer.json()["receipt"]["records"]["accepted"] >= 2, answer.text
        for path in ("", "/receipt", "/rejected", "/rejected?lang=en"):
            traces.tell(unzipped(traces.answer(gate.get(f"/v1/submissions/{answer.json()['id']}{path}")).content))
        token = Vault.of(portal.engine, portal.settings).token(Kind.IDENTITY, ZHANG)
        assert token in everything(portal.engine)
        for (number,) in rows(portal.engine, "SELECT id FROM submissions WHERE channel = 'http'"):
            traces.tell(Sent(portal.engine).whole(number))
        with portal.signed_in("gate-clerk") as browser:
            for path in ("", "/rejected"):
                shown = browser.get(f"/sender/deliveries/{answer.json()['id']}{path}")
                traces.tell(unzipped(traces.answer(shown).content))
    traces.answer(gate.get("/v1/quarantine?all=true"))
    traces.assert_clean()


def unzipped(content: bytes) -> bytes:
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as packed_file:
        return b"\n".join(packed_file.read(name) for name in packed_file.namelist())


def test_a_repaired_row_comes_back_as_the_same_worker(portal: Portal, gate: httpx.Client, traces: Traces) -> None:
    broken = line(enrolled(ZHANG, "e1", enrolled_on="gestern"))
    answer = gate.post("/v1/submissions", params={"name": "e.jsonl"}, content=broken)
    again = gate.get(f"/v1/submissions/{answer.json()['id']}/rejected").content
    token = Vault.of(portal.engine, portal.settings).token(Kind.IDENTITY, ZHANG)
    assert token.encode() in again
    good = again.replace(b"gestern", b"2026-04-02")
    repaired = gate.post("/v1/submissions", params={"name": "r.jsonl"}, content=good)
    assert repaired.json()["receipt"]["records"]["accepted"] == 1, repaired.text
    assert rows(portal.engine, "SELECT state FROM quarantine") == [("retried",)]
    traces.assert_clean()


def test_in_pieces_and_while_they_lie_there(portal: Portal, gate: httpx.Client, traces: Traces) -> None:
    named = base64.b64encode(f"工资 {ZHANG} {WIDE}.jsonl".encode()).decode()
    sheet = base64.b64encode(CARD.encode()).decode()
    about = f"filename {named},sheet {sheet}"
    headers = {"Upload-Length": str(len(LINES)), "Upload-Metadata": about}
    place = traces.answer(gate.post("/v1/uploads", headers=headers)).headers["Location"]
    for start in (0, 400):
        piece = LINES[start : start + 400] if start == 0 else LINES[400:]
        told = {"Upload-Offset": str(start), "Content-Type": "application/offset+octet-stream"}
        assert traces.answer(gate.patch(place, headers=told, content=piece)).status_code == 204
        traces.assert_clean()
    assert any(path.name.startswith("u") for path in (portal.settings.state_dir / "door").iterdir())
    answer = traces.answer(gate.post(f"{place}/submission"))
    assert answer.json()["receipt"]["records"]["accepted"] >= 2, answer.text
    receipt = traces.answer(gate.get(f"/v1/submissions/{answer.json()['id']}/receipt.pdf"))
    shown = pdf_text(receipt.content)
    assert "一号工地" in shown
    assert "*" * len(ZHANG) in shown
    traces.tell(shown)
    traces.assert_clean()


def test_in_addresses_headers_and_names(gate: httpx.Client, traces: Traces) -> None:
    body = line(enrolled("w1", "1"))
    for refused in (
        gate.post("/v1/submissions", content=body, headers={"Idempotency-Key": f"lohn-{ZHANG}"}),
        gate.post("/v1/submissions", content=body, params={"name": f"{LI}.jsonl"}),
        gate.post("/v1/submissions", content=body, params={"source": f"urn:site:1:{WIDE}"}),
        gate.get(f"/v1/submissions/{CARD}"),
        gate.get("/v1/records", params={"project": SPACED, "type": "x"}),
        gate.put(f"/v1/projects/{ZHANG}", json={}),
    ):
        assert traces.answer(refused).status_code == 400
        assert refused.json()["type"] == "urn:wagewatch:problem:personal-number"
    traces.assert_clean()


def test_by_terminals_registries_and_courts(portal: Portal, gate: httpx.Client, traces: Traces) -> None:
    punch = {"worker_id": ZHANG, "at": "2026-05-18T07:02:11+08:00", "direction": "in", "method": f"卡 {CARD}"}
    wrong = {**punch, "worker_id": MISSPELT, "at": LI}
    for punches in ([punch], [{**punch, "worker_id": MISSPELT}], [wrong]):
        traces.answer(gate.post("/v1/punches", json={"project": "P1", "device_id": "g1", "punches": punches}))
        traces.answer(gate.post("/v1/punches", json={"project": LI, "device_id": CARD, "punches": punches}))
    key, core = new_key(), new_key()
    register(portal.engine, registry("52"), key)
    register(portal.engine, bank("102"), core)
    with httpx.Client(base_url=portal.url, auth=Signs(key), timeout=60, trust_env=False) as registrar:
        data = {
            "name": f"张三({ZHANG})自建房", "region_code": "520103", "sector": "housing", "funding": "private",
            "owner_uscc": EMPLOYER, "owner_name": f"业主 {SPACED}", "general_contractor_uscc": EMPLOYER,
            "general_contractor_name": "华工建设", "contract_amount_fen": 10**9, "contract_signed_on": "2026-01-01",
            "pay_day": 15, "wage_officer": {"name": LI, "phone": WIDE},
        }  # fmt: skip
        assert traces.answer(registrar.put("/v1/projects/P7", json=data)).status_code == 200
        traces.answer(registrar.put("/v1/projects/P8", json={**data, "sector": ZHANG, "pay_day": CARD}))
        traces.answer(registrar.put("/v1/projects/P8", json={**data, "owner_uscc": LI}))
        traces.answer(registrar.post("/v1/projects/P7/parties", json={"event": "entered", "uscc": ZHANG, "on": "x"}))
    with httpx.Client(base_url=portal.url, auth=Signs(core), timeout=60, trust_env=False) as asker:
        order = {"account_id": "a1", "action": "freeze", "authority": f"法院 {ZHANG}", "document_no": f"执行{SPACED}"}
        traces.answer(asker.post("/v1/restriction-checks", json=order))
        traces.answer(asker.post("/v1/restriction-checks", json={**order, "account_id": LI, "amount_fen": CARD}))
    traces.assert_clean()


def run(*arguments: str) -> str:
    app = typer.Typer()
    for module in (ingest, quarantine):
        module.register(app)
    result = CliRunner().invoke(app, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit | Mistake):
        raise result.exception
    return f"{result.output}\n{result.exception}"


@pytest.mark.parametrize("option", [(), ("--numbers",)], ids=["plain", "numbers"])
@pytest.mark.parametrize("name", FILES)
def test_by_command(  # noqa: PLR0917 (fixtures and cases)
    portal: Portal, traces: Traces, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, option: tuple[str, ...]
) -> None:
    submitted(portal.engine)
    monkeypatch.setenv("WAGEWATCH_DATABASE_URL", portal.settings.database)
    monkeypatch.setenv("WAGEWATCH_STATE_DIR", str(tmp_path))
    sent = tmp_path.parent / f"{tmp_path.name}-sent"
    sent.mkdir()
    monkeypatch.chdir(sent)
    (sent / name).write_bytes(FILES[name]())
    traces.tell(run("ingest", name, "--source", SITE.source, *option))
    traces.tell(run("quarantine", "list", "--all"))
    repaired = sent / "repaired.json"
    for row in QuarantineStore(portal.engine).listed(everything=False, limit=5):
        traces.tell(run("quarantine", "show", str(row.id)))
        repaired.write_text(json.dumps(enrolled(LI, "again", crew=f"{SPACED}")))
        traces.tell(run("quarantine", "retry", str(row.id), "--file", str(repaired)))
    traces.tell(run("quarantine", "export", "3", "-o", "out"))
    if (sent / "out").exists():
        traces.tell(unzipped((sent / "out").read_bytes()))
    traces.assert_clean()


def test_a_bank_s_message_of_iso_20022(portal: Portal, traces: Traces) -> None:
    core = new_key()
    register(portal.engine, bank("102"), core)
    sample = (Path(__file__).parents[1] / "samples/iso20022/camt053.v8.xml").read_text()
    told = sample.replace("<Nm>", f"<Nm>{ZHANG} {SPACED} ").replace("<Ustrd>", f"<Ustrd>{LI} {WIDE} {CARD} ")
    assert ZHANG in told
    with httpx.Client(base_url=portal.url, auth=Signs(core), timeout=60, trust_env=False) as sender:
        for body in (told, told.replace("CNY", ZHANG), told[: len(told) // 2], gzip.compress(told.encode())):
            answer = traces.answer(sender.post("/v1/submissions", params={"name": "m.xml"}, content=body))
            if answer.status_code == 201:
                traces.answer(sender.get(f"/v1/submissions/{answer.json()['id']}/rejected"))
    traces.assert_clean()


def test_in_evidence_and_on_officers_pages(portal: Portal, gate: httpx.Client, traces: Traces) -> None:
    started = event("project.started", "2026-04-01")
    told = {**started, "source": SITE.source, "id": "s2", "data": {**started["data"], "remark": f"{ZHANG} {SPACED}"}}
    assert gate.post("/v1/submissions", params={"name": "a.jsonl"}, content=line(told) + LINES).status_code == 201
    folded(portal.engine)
    refresh(portal.engine, Policy.shipped(), TODAY, pause=timedelta())
    work = worked_alert(portal.engine, found(portal.engine))
    asker = Asker("officer-a", "yunshan", Sight((EVERYWHERE,)), TODAY)
    pack = packed(portal.engine, work, asker, Policy.shipped(), whole=True)
    assert pack is not None
    traces.tell(unzipped(pack.content))
    with portal.signed_in("chief-a") as browser:
        for path in (f"/alerts/{work}", f"/alerts/{work}/records", "/projects/P1/events", "/projects/P1/parties"):
            assert traces.answer(browser.get(path)).status_code == 200
        records = rows(portal.engine, "SELECT submission_id, line_no FROM journal WHERE submission_id IS NOT NULL")
        for submission, number in records:
            traces.answer(browser.get(f"/alerts/{work}/records/{submission}/{number}"))
    traces.assert_clean()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Tansu]:
    with Tansu(tmp_path / "tansu") as server:
        yield server


def test_produced_to_kafka_and_told_on_it_again(portal: Portal, traces: Traces, broker: Tansu, tmp_path: Path) -> None:
    submitted(portal.engine)
    url = portal.settings.database
    settings = Settings(database_url=url, broker=broker.bootstrap, state_dir=tmp_path, republish_after_s=1)  # type: ignore[arg-type]
    admin.ensure_topics(settings.broker, dict.fromkeys(settings.feed_topics, settings.partitions))
    good = enrolled("w1", "good", crew=f"{ZHANG} {SPACED} {WIDE}", card_token="c1")
    sent = [json.dumps(one).encode() for one in (*EVENTS, good)] + BROKEN.splitlines()
    producer = KafkaProducer(bootstrap_servers=settings.broker, allow_auto_create_topics=False)
    topic = settings.feed_topics[1]
    for value in sent:
        producer.send(topic, value=value, key=ZHANG.encode())
    headers = [(f"ce_{name}", f"{value}".encode()) for name, value in good.items() if name != "data"]
    headers = [(name, LI.encode() if name == "ce_id" else value) for name, value in headers] + [
        ("trace", CARD.encode())
    ]
    producer.send(topic, value=json.dumps(good["data"]).encode(), headers=headers)
    producer.flush()
    producer.close()
    count = len(sent) + 1
    query = "SELECT coalesce(sum(lines), 0) FROM submissions WHERE channel = 'kafka'"
    stop = threading.Event()
    runs = [threading.Thread(target=made(settings).run, args=(stop,)) for made in (Feeds, Relay)]
    for thread in runs:
        thread.start()
    try:
        until(lambda: rows(portal.engine, query)[0][0] >= count, 60)
        heads = "SELECT sum(heads.seq) - coalesce(sum(relayed.seq), 0) FROM heads LEFT JOIN relayed USING (project)"
        until(lambda: rows(portal.engine, heads)[0][0] == 0, 60)
    finally:
        stop.set()
        for thread in runs:
            thread.join()
    accepted = rows(portal.engine, "SELECT sum(accepted) FROM submissions WHERE channel = 'kafka'")
    told = [message for name in (settings.ledger_topic, settings.alerts_topic) for message in messages(settings, name)]
    assert accepted[0][0] >= 1
    assert any(b"w1" in message for message in told)
    traces.tell(b"\n".join(told))
    traces.assert_clean()


def messages(settings: Settings, topic: str) -> list[bytes]:
    """Keys and values of everything in a topic."""
    consumer = KafkaConsumer(
        bootstrap_servers=settings.broker, consumer_timeout_ms=1000, allow_auto_create_topics=False
    )
    try:
        consumer.assign([TopicPartition(topic, partition) for partition in consumer.partitions_for_topic(topic) or ()])
        consumer.seek_to_beginning()
        return [(message.key or b"") + b" " + (message.value or b"") for message in consumer]
    finally:
        consumer.close()
