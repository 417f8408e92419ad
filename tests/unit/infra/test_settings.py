import json
from pathlib import Path

import pytest

from infra.settings import NotConfiguredError, Settings, settings


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "BROKER", "STATE_DIR", "TOPIC_PREFIX"):
        monkeypatch.delenv(f"WAGEWATCH_{name}", raising=False)


def test_without_a_word_about_the_database_there_is_none() -> None:
    with pytest.raises(NotConfiguredError):
        _ = settings().database


def test_what_up_wrote_is_found(tmp_path: Path) -> None:
    (tmp_path / ".wagewatch").mkdir()
    written = {"database_url": "postgresql://here/x", "broker": "127.0.0.1:7", "pid": 1}
    (tmp_path / ".wagewatch" / "run.json").write_text(json.dumps(written))
    assert (settings().database, settings().broker) == ("postgresql+psycopg://here/x", "127.0.0.1:7")


def test_the_environment_wins_over_what_up_wrote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "run.json").write_text('{"broker": "127.0.0.1:7", "partitions": 3}')
    monkeypatch.setenv("WAGEWATCH_STATE_DIR", str(tmp_path))
    monkeypatch.setenv("WAGEWATCH_BROKER", "kafka:9092")
    assert (settings().broker, settings().partitions) == ("kafka:9092", 3)


def test_a_password_is_not_printed() -> None:
    told = Settings(database_url="postgres://me:hush@here/x")  # type: ignore[arg-type]
    assert "hush" not in repr(told)
    assert told.database == "postgresql+psycopg://me:hush@here/x"


def test_a_prefix_is_before_every_topic_and_group() -> None:
    told = Settings(topic_prefix="t1.")
    assert told.feed_topics == ("t1.feeds.bank", "t1.feeds.attendance", "t1.feeds.project")
    assert (told.ledger_topic, told.alerts_topic, told.group) == ("t1.ledger", "t1.alerts", "t1.wagewatch-watch")
