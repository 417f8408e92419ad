"""`wagewatch schema` prints the contract."""

import json

import pytest
import typer
from typer.testing import CliRunner

from schemas import asyncapi, jsonschema
from schemas.catalogue import CATALOGUE
from streams.cli.schema import register


def printed(*arguments: str) -> str:
    app = typer.Typer()
    register(app)
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("arguments", [(), ("--format", "jsonschema")])
def test_without_more_it_prints_the_json_schema_of_every_event(arguments: tuple[str, ...]) -> None:
    assert json.loads(printed(*arguments)) == jsonschema.schema_of_all()


def test_it_prints_the_json_schema_of_one_event() -> None:
    assert json.loads(printed("--type", "bank.wages_paid")) == jsonschema.schema_of(CATALOGUE["bank.wages_paid"])


def test_it_prints_the_asyncapi_document() -> None:
    assert json.loads(printed("--format", "asyncapi")) == asyncapi.document()


@pytest.mark.parametrize("arguments", [("--type", "bank.crypto"), ("--format", "asyncapi", "--type", "lead.closed")])
def test_what_it_cannot_print_it_refuses(arguments: tuple[str, ...]) -> None:
    app = typer.Typer()
    register(app)
    assert CliRunner().invoke(app, list(arguments)).exit_code == 2
