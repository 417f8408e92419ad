"""The log of the gate's answers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import Engine

from infra.db.engine import transaction

_COPY: Final = "COPY gate_answers (at, client, case_no, answer, marks_version, degraded) FROM STDIN (FORMAT BINARY)"
_TYPES: Final = ("timestamptz", "text", "text", "text", "int8", "bool")


class Answered(NamedTuple):
    """One answer. `case_no` is made of the question by a digest: who has the question can prove that it was asked."""

    at: datetime
    client: str
    case_no: str
    answer: str
    marks_version: int
    degraded: bool


def keep_answers(engine: Engine, answers: Sequence[Answered]) -> None:
    """Write them down."""
    if not answers:
        return
    with transaction(engine) as connection, connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.set_types(_TYPES)
        for row in answers:
            copy.write_row(row)
