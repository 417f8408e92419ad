"""`wagewatch schema`: the contract in a form that machines read."""

import enum
from typing import Annotated, Any

import msgspec
import typer

from schemas import asyncapi, jsonschema
from schemas.catalogue import CATALOGUE


class Format(enum.StrEnum):
    """The forms in which the contract is printed."""

    JSONSCHEMA = "jsonschema"
    ASYNCAPI = "asyncapi"


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(name="schema")(schema)


def schema(
    form: Annotated[
        Format, typer.Option("--format", help="JSON Schema 2020-12 或 AsyncAPI 3.0 / which form to print")
    ] = Format.JSONSCHEMA,
    kind: Annotated[
        str | None,
        typer.Option("--type", help="只打印一种事件，如 bank.wages_paid / only this event type (JSON Schema)"),
    ] = None,
) -> None:
    """打印数据约定（JSON），供接入方生成客户端。/ Print the contract as JSON, for senders to generate a client from."""
    typer.echo(msgspec.json.format(msgspec.json.encode(_document(form, kind)), indent=2))


def _document(form: Format, kind: str | None) -> dict[str, Any]:
    match form, kind:
        case Format.ASYNCAPI, None:
            return asyncapi.document()
        case Format.ASYNCAPI, _:
            raise typer.BadParameter("goes with --format jsonschema only", param_hint="--type")
        case _, None:
            return jsonschema.schema_of_all()
        case _, name if name in CATALOGUE:
            return jsonschema.schema_of(CATALOGUE[name])
        case _:
            raise typer.BadParameter(f"is none of {', '.join(CATALOGUE)}", param_hint="--type")
