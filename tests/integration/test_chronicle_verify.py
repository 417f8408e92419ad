"""Somebody who owns the database changes it behind the triggers' back: each way of doing so is found."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, text

from infra.db.chronicle import ChronicleStore, Entry, seal, verify
from tests.works import a_finding, admit, news, settle_in

pytest_plugins = ("tests.database_fixtures",)
DAY = date(2026, 5, 16)


@pytest.fixture
def chain(engine: Engine) -> Engine:
    _happened(engine, 4)
    entries = [Entry(f"alert:{i % 3}", "acknowledged", "zhang", "520103", DAY, {"i": i}) for i in range(9)]
    ChronicleStore(engine).write(entries)
    assert seal(engine, DAY) == 10
    return engine


def _happened(engine: Engine, times: int) -> None:
    with engine.begin() as connection:
        for i in range(times):
            connection.execute(
                text(
                    "INSERT INTO alert_history (rule, project, subject, kind, as_of, seq, finding)"
                    " VALUES ('wages.unpaid', 'P1', :subject, 'opened', '2026-05-16', :i, '{}')"
                ),
                {"subject": f"2026-0{i + 1}", "i": i},
            )


def _behind_its_back(engine: Engine, *statements: str, table: str = "chronicle") -> None:
    with engine.begin() as connection:
        connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        for statement in statements:
            connection.exec_driver_sql(statement)
        connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))


def _broken_at(engine: Engine, **asked: object) -> int | None:
    proof = verify(engine, **asked)  # type: ignore[arg-type] # the caller's keywords
    return None if proof.broken is None else proof.broken.n


def test_an_untouched_chronicle_holds(chain: Engine) -> None:
    proof = verify(chain)
    assert proof.holds
    assert (proof.entries, proof.seals, proof.sealed_rows, proof.n) == (10, 1, 4, 10)
    assert (proof.n, proof.sha256) == ChronicleStore(chain).head()


def test_an_empty_chronicle_holds(engine: Engine) -> None:
    assert verify(engine).holds


def test_it_can_be_proved_from_any_entry_on(chain: Engine) -> None:
    assert [verify(chain, start=n).entries for n in (1, 2, 5, 10, 11)] == [10, 9, 6, 1, 0]
    assert all(verify(chain, start=n).holds for n in range(1, 12))


def test_an_edited_text_is_found(chain: Engine) -> None:
    _behind_its_back(chain, "UPDATE chronicle SET body = replace(body, 'zhang', 'liang') WHERE n = 4")
    assert _broken_at(chain) == 4


def test_an_edited_text_with_its_digest_made_anew_is_found_at_the_next_entry(chain: Engine) -> None:
    _behind_its_back(
        chain,
        "UPDATE chronicle SET body = replace(body, '\"i\":3', '\"i\":4') WHERE n = 4",
        "UPDATE chronicle SET sha256 = encode(sha256(convert_to(body, 'UTF8')), 'hex') WHERE n = 4",
    )
    assert _broken_at(chain) == 5


@pytest.mark.parametrize("column", ["actor", "act", "about", "office"])
def test_an_edited_column_is_found(chain: Engine, column: str) -> None:
    _behind_its_back(chain, f"UPDATE chronicle SET {column} = 'x' WHERE n = 4")
    assert _broken_at(chain) == 4


def test_an_edited_instant_or_day_is_found(chain: Engine) -> None:
    _behind_its_back(chain, "UPDATE chronicle SET at = at + interval '1 hour' WHERE n = 7")
    assert _broken_at(chain) == 7
    _behind_its_back(chain, "UPDATE chronicle SET day = day + 1 WHERE n = 3")
    assert _broken_at(chain) == 3


def test_a_deleted_entry_is_found(chain: Engine) -> None:
    _behind_its_back(chain, "DELETE FROM chronicle WHERE n = 5")
    assert _broken_at(chain) == 5


def test_a_deleted_beginning_is_found(chain: Engine) -> None:
    _behind_its_back(chain, "DELETE FROM chronicle WHERE n < 3")
    assert _broken_at(chain) == 1


def test_entries_that_changed_places_are_found(chain: Engine) -> None:
    _behind_its_back(
        chain,
        "UPDATE chronicle SET n = -1 WHERE n = 4",
        "UPDATE chronicle SET n = 4 WHERE n = 5",
        "UPDATE chronicle SET n = 5 WHERE n = -1",
    )
    assert _broken_at(chain) == 4


def test_an_entry_pushed_in_is_found(chain: Engine) -> None:
    _behind_its_back(
        chain,
        "UPDATE chronicle SET n = n + 100 WHERE n > 6",
        "INSERT INTO chronicle SELECT 7, at, day, actor, office, act, about, body, sha256 FROM chronicle WHERE n = 6",
        "UPDATE chronicle SET n = n - 99 WHERE n > 100",
    )
    assert _broken_at(chain) == 7


def test_a_cut_off_end_is_found_against_a_noted_head(chain: Engine) -> None:
    head = ChronicleStore(chain).head()
    assert head[1] is not None
    noted = (head[0], head[1])
    assert _broken_at(chain, anchor=noted) is None
    _behind_its_back(chain, "DELETE FROM chronicle WHERE n > 8")
    assert _broken_at(chain) is None  # nothing inside a chain tells how long it was
    assert _broken_at(chain, anchor=noted) == 10


def test_an_end_written_anew_is_found_against_a_noted_head(chain: Engine) -> None:
    head = ChronicleStore(chain).head()
    assert head[1] is not None
    _behind_its_back(chain, "DELETE FROM chronicle WHERE n > 8")
    entries = [Entry("alert:1", "acknowledged", "li", "520103", DAY, {})] * 2
    ChronicleStore(chain).write(entries)
    assert _broken_at(chain) is None
    assert _broken_at(chain, anchor=(head[0], head[1])) == 10


@pytest.mark.parametrize(
    "statement",
    [
        'UPDATE alert_history SET finding = \'{"level":"yellow"}\' WHERE id = 2',
        "UPDATE alert_history SET as_of = as_of + 1 WHERE id = 2",
        "DELETE FROM alert_history WHERE id = 4",
        "DELETE FROM alert_history WHERE id = 2",
    ],
)
def test_a_changed_history_of_alerts_is_found_by_the_seal(chain: Engine, statement: str) -> None:
    _behind_its_back(chain, statement, table="alert_history")
    broken = verify(chain).broken
    assert broken is not None
    assert broken.n == 10
    assert "alert_history" in broken.why


def test_a_seal_covers_what_came_since_the_last(chain: Engine) -> None:
    _happened(chain, 2)
    assert seal(chain, DAY) is None
    assert seal(chain, DAY + timedelta(days=1)) == 11
    proof = verify(chain)
    assert proof.holds
    assert (proof.seals, proof.sealed_rows) == (2, 6)
    assert verify(chain, start=11).holds


def test_a_seal_waits_for_whoever_is_writing_and_then_gives_up(chain: Engine) -> None:
    with chain.connect() as writer, writer.begin():
        writer.execute(
            text(
                "INSERT INTO alert_history (rule, project, subject, kind, as_of, seq, finding)"
                " VALUES ('r', 'P', '-', 'opened', '2026-05-16', 1, '{}')"
            )
        )
        assert seal(chain, DAY + timedelta(days=1)) is None
    assert seal(chain, DAY + timedelta(days=1)) == 11


def test_an_alert_that_was_admitted_is_bound_to_the_row_of_the_history_that_opened_it(engine: Engine) -> None:
    settle_in(engine)
    news(engine, "opened", a_finding())
    admit(engine)
    assert verify(engine).holds
    _behind_its_back(engine, "UPDATE alert_history SET finding = replace(finding, 'w1', 'w9')", table="alert_history")
    broken = verify(engine).broken
    assert broken is not None
    assert "the row of alert_history" in broken.why
