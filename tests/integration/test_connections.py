"""Connections to PostgreSQL: a pooled one is asked for a sign of life only where the server has ended it."""

import psycopg
import pytest
from sqlalchemy import Engine

from infra.db.engine import statements
from tests.database import rows

pytest_plugins = ("tests.database_fixtures",)


def test_a_connection_that_the_server_ended_is_not_used_again(engine: Engine) -> None:
    ((pid,),) = rows(engine, "SELECT pg_backend_pid()")
    with psycopg.connect(engine.url.render_as_string(hide_password=False).replace("+psycopg", "")) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
    ((fresh,),) = rows(engine, "SELECT pg_backend_pid()")
    assert fresh != pid


def test_each_statement_stands_for_itself_and_the_connection_comes_back_as_it_was(engine: Engine) -> None:
    with statements(engine) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        with pytest.raises(psycopg.errors.UndefinedTable):
            connection.execute("SELECT * FROM nothing")
    with engine.connect() as whole:
        whole.exec_driver_sql("INSERT INTO kept VALUES (1)")
        whole.rollback()
    assert rows(engine, "SELECT count(*) FROM kept") == [(0,)]


def test_a_connection_left_in_the_middle_of_something_is_given_up(engine: Engine) -> None:
    with statements(engine) as connection:
        pid = connection.info.backend_pid
        connection.execute("BEGIN")
    assert rows(engine, "SELECT pg_backend_pid()") != [(pid,)]
