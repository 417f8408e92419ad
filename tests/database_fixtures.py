"""Fixtures: one PostgreSQL for the whole run, and an empty Wagewatch database for each test that asks.

Use: `pytest_plugins = ("tests.database_fixtures",)` in the test module.
"""

import itertools
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import Engine, make_url

from infra.db import migrate
from infra.db.engine import engine_of
from infra.embedded.postgres import Postgres

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def database_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    with Postgres(tmp_path_factory.mktemp("postgres"), durable=False) as server:
        migrate(server.url)
        yield server


@pytest.fixture
def database_url(database_server: Postgres) -> str:
    """An empty database with today's tables."""
    name = f"test_{next(_numbers)}"
    plain = make_url(database_server.url).set(drivername="postgresql")
    admin = plain.set(database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {plain.database}".encode())
    return make_url(database_server.url).set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = engine_of(database_url)
    yield engine
    engine.dispose()
