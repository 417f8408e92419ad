"""What tests of the database say in one line."""

import json
from typing import Any

from sqlalchemy import Engine


def line(event: dict[str, Any]) -> bytes:
    """The event as a line of a file."""
    return json.dumps(event, ensure_ascii=False).encode() + b"\n"


def rows(engine: Engine, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query, in its order."""
    with engine.begin() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query)]
