import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import psycopg
import pytest
from sqlalchemy import Engine, text

from infra.db.chronicle import ChronicleStore, Entry, append
from infra.db.chronicle.tables import APPENDED_ONLY
from infra.db.engine import connected

pytest_plugins = ("tests.database_fixtures",)
DAY = date(2026, 5, 16)


def entry(about: str = "alert:1", act: str = "acknowledged", **body: object) -> Entry:
    return Entry(about, act, "zhang", "520103", DAY, body)


def test_each_entry_carries_the_digest_of_the_one_before_and_of_the_last_about_the_same(engine: Engine) -> None:
    store = ChronicleStore(engine)
    store.write([entry("alert:1"), entry("alert:2"), entry("alert:1", "investigated", why="看过了")])
    first, third = store.about("alert:1")
    (second,) = store.about("alert:2")
    assert [json.loads(e.text)["prev"] for e in (first, second, third)] == [None, first.sha256, second.sha256]
    assert [e.before for e in (first, second, third)] == [None, None, first.sha256]
    assert third.sha256 == hashlib.sha256(third.text.encode()).hexdigest()
    assert third.body == {"why": "看过了"}
    assert store.head() == (3, third.sha256)


def test_entries_of_several_transactions_are_one_chain(engine: Engine) -> None:
    store = ChronicleStore(engine)
    with connected(engine) as connection:
        assert append(connection, [entry(), entry()]) == [1, 2]
    assert store.write([entry()]) == [3]
    assert store.write([]) == []
    texts = [json.loads(e.text) for e in store.about("alert:1")]
    assert [t["n"] for t in texts] == [1, 2, 3]


def test_writers_at_the_same_time_make_one_chain(engine: Engine) -> None:
    store = ChronicleStore(engine)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda i: store.write([entry(f"alert:{i % 3}", i=i)]), range(40)))
    written = sorted(store.about("alert:0", "alert:1", "alert:2"), key=lambda e: e.n)
    assert [e.n for e in written] == list(range(1, 41))
    assert [json.loads(e.text)["prev"] for e in written[1:]] == [e.sha256 for e in written[:-1]]


def test_what_is_rolled_back_leaves_no_gap(engine: Engine) -> None:
    with engine.connect() as connection, connection.begin() as began:
        append(connection, [entry()])
        began.rollback()
    assert ChronicleStore(engine).write([entry()]) == [1]


@pytest.mark.parametrize("table", APPENDED_ONLY)
@pytest.mark.parametrize("statement", ["TRUNCATE {} CASCADE"])
def test_no_table_of_evidence_can_be_emptied(engine: Engine, table: str, statement: str) -> None:
    with pytest.raises(Exception, match="appended to only"), engine.begin() as connection:
        connection.execute(text(statement.format(table)))


@pytest.mark.parametrize("statement", ["UPDATE chronicle SET act = 'x'", "DELETE FROM chronicle"])
def test_no_entry_can_be_changed_or_deleted(engine: Engine, statement: str) -> None:
    store = ChronicleStore(engine)
    store.write([entry()])
    with pytest.raises(Exception, match="appended to only") as refused, engine.begin() as connection:
        connection.execute(text(statement))
    assert isinstance(refused.value.__cause__, psycopg.errors.RestrictViolation)
    assert len(store.about("alert:1")) == 1
