"""What the documents say to type is typed: kcat, Python and Java to both brokers, curl to the interface."""

import itertools
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import Engine

from infra.kafka import admin
from infra.kafka.jars import jars
from infra.settings import Settings
from streams.feeds import Feeds
from tests.build import event
from tests.database import line, rows
from tests.engines import KINDS, Broker
from tests.freeze_gate import until
from tests.integration.machine.test_messages import delivered, opened, sample
from tests.loops import running
from tests.machine_client import Signs, bank, new_key, register
from tests.portal_fixtures import Portal

ROOT = Path(__file__).parents[2]
SUBMITTING = (ROOT / "docs" / "submitting.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
README_ZH = (ROOT / "README.zh-CN.md").read_text("utf-8")
ACCEPTED = "SELECT coalesce(sum(accepted), 0), coalesce(sum(quarantined), 0) FROM submissions"


def snippet(document: str, language: str, marked: str) -> str:
    """The one block of that language that has such a text in it."""
    found = [text for text in re.findall(rf"```{language}\n(.*?)```", document, re.DOTALL) if marked in text]
    assert len(found) == 1, f"{len(found)} blocks of {language} with {marked}"
    return str(found[0])


def run(folder: Path, *words: str, **environment: str) -> str:
    done = subprocess.run(
        words, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def needs(program: str) -> str:
    """The program's path; where it is not, the test is skipped, and fails with CI=true."""
    path = shutil.which(program)
    if path is None and os.environ.get("CI") == "true":
        pytest.fail(f"{program} is required when CI=true (as root: tests/provision.sh)", pytrace=False)
    return path or pytest.skip(f"no {program} here (as root: tests/provision.sh)")


@contextmanager
def feeding(settings: Settings) -> Iterator[None]:
    admin.ensure_topics(settings.broker, dict.fromkeys(settings.feed_topics, settings.partitions))
    with running(Feeds(settings).run):
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the documents' `events.jsonl`."""
    told = [event("project.started", "2026-03-01", subject="P1", id=f"e{number}") for number in range(5)]
    (tmp_path / "events.jsonl").write_text("".join(json.dumps(one) + "\n" for one in told), "utf-8")
    return tmp_path


@dataclass(frozen=True, slots=True)
class Place:
    """Where a producer is typed, and which broker and topics stand for those of the documents."""

    folder: Path
    settings: Settings

    def said(self, document: str, language: str, marked: str) -> str:
        """The document's block, said to this broker."""
        prefix, bootstrap = self.settings.topic_prefix, self.settings.broker
        text = re.sub(r"\bfeeds\.(?=bank|attendance|project)", f"{prefix}feeds.", snippet(document, language, marked))
        return text.replace("broker:9092", bootstrap).replace("=BROKER", f'="{bootstrap}"')


def kcat(place: Place) -> None:
    needs("kcat")
    run(place.folder, "sh", "-euc", place.said(SUBMITTING, "sh", "kcat"))


def kcat_of_the_checkout(place: Place) -> None:
    needs("kcat")
    said = place.said(README, "sh", "kcat").replace("./run", str(ROOT / "run"))
    run(place.folder, "sh", "-euc", said, BROKER=place.settings.broker)


def python(document: str, client: str, place: Place) -> None:
    run(place.folder, sys.executable, "-c", place.said(document, "python", client))


def java(place: Place) -> None:
    needs("javac")
    (place.folder / "Produce.java").write_text(place.said(SUBMITTING, "java", "KafkaProducer"), "utf-8")
    run(place.folder, "java", "-cp", f"{jars()}/*", "Produce.java", "events.jsonl")


confluent = partial(python, SUBMITTING, "confluent_kafka")
kafka_python = partial(python, README, "from kafka import")
TYPED: list[tuple[Callable[[Place], None], str]] = [
    (kcat, "kafka"),  # Debian 12's is too old for Tansu, and Java's newest too new, as the document says
    (java, "kafka"),
    *itertools.product((kcat_of_the_checkout, confluent, kafka_python), KINDS),
]


@pytest.fixture
def place(database_url: str, broker: Broker, topic: str, folder: Path) -> Place:
    settings = Settings(
        database_url=SecretStr(database_url),
        broker=broker.bootstrap,
        state_dir=folder / "state",
        topic_prefix=f"{topic}.",
    )
    return Place(folder, settings)


@pytest.mark.parametrize(("typed", "broker"), TYPED, indirect=["broker"])
def test_a_documented_producer_is_heard(typed: Callable[[Place], None], engine: Engine, place: Place) -> None:
    with feeding(place.settings):
        typed(place)
        until(lambda: rows(engine, ACCEPTED)[0][0] >= sent(typed), 60)
    assert rows(engine, ACCEPTED) == [(sent(typed), 0)]


def sent(typed: Callable[[Place], None]) -> int:
    """How many events it sends: those of the folder, or the one that stands in the document."""
    return 1 if typed is kafka_python else 5


def test_both_readmes_say_the_same_to_type() -> None:
    blocks = re.compile(r"```(?:sh|python)\n(.*?)```", re.DOTALL)
    code = [[re.sub(r"#.*", "", text) for text in blocks.findall(document)] for document in (README, README_ZH)]
    assert code[0] == code[1]


@pytest.fixture
def at_the_bank(portal: Portal, folder: Path) -> Path:
    """The folder of bank 102, with its key and its file."""
    key = new_key()
    register(portal.engine, bank("102"), key)
    (folder / "bank-102.jwk").write_text(json.dumps(key), "utf-8")
    line = event("bank.account_debited", "2026-04-14", subject="P1", source="urn:bank:102", account_id="a1")
    (folder / "2026-05-17.jsonl").write_text(json.dumps(line) + "\n", "utf-8")
    return folder


def test_curl_with_the_signature_of_the_command_is_answered_with_a_receipt(portal: Portal, at_the_bank: Path) -> None:
    needs("curl")
    said = snippet(SUBMITTING, "sh", "name=2026-05-17.jsonl").replace("https://xinshao.example.gov.cn", portal.url)
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    told = json.loads(run(at_the_bank, "sh", "-euc", said, PATH=path))
    assert told["receipt"]["records"]["received"] == 1


def test_a_message_comes_back_by_curl_and_is_repaired_in_an_editor(portal: Portal, at_the_bank: Path) -> None:
    needs("curl")
    key = json.loads((at_the_bank / "bank-102.jwk").read_text("utf-8"))
    with httpx.Client(base_url=portal.url, auth=Signs(key), timeout=60, trust_env=False) as sender:
        assert delivered(sender, line(opened("NL26VAYB8060476890")))["accepted"] == 1
        answer = sender.post("/v1/submissions?name=camt053.xml", content=sample("camt053.v8.xml"))
        assert answer.json()["receipt"]["records"]["quarantined"] == 1
    said = snippet(SUBMITTING, "sh", "/rejected").replace("https://xinshao.example.gov.cn", portal.url)
    said = said.replace("d0123456789abcdef0123456789abcdef", answer.json()["id"])
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    told = json.loads(run(at_the_bank, "sh", "-euc", said, PATH=path, EDITOR="sed -i s/EUR/CNY/"))
    assert told["receipt"]["records"] == {"received": 1, "accepted": 1, "duplicate": 0, "quarantined": 0}


def test_the_python_client_of_the_documents_gets_its_receipt(portal: Portal, at_the_bank: Path) -> None:
    said = snippet(SUBMITTING, "python", "portal.client").replace("https://xinshao.example.gov.cn", portal.url)
    assert "'received': 1" in run(at_the_bank, sys.executable, "-c", said)
