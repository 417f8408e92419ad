"""The answers given, until the log of the database has them."""

from collections import deque
from typing import Final

from sqlalchemy import Engine

from infra.db.engine import UnreachableError
from infra.db.gate.answers import Answered, keep_answers

_MOST: Final = 200_000
"""Of more that the database was away for, the oldest are forgotten: held checks are kept elsewhere, on the disk."""


class AnswersGiven:
    """Safe to be added to while another thread writes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waiting: deque[Answered] = deque(maxlen=_MOST)
        self.add = self._waiting.append

    def write(self) -> None:
        """Write them down. Raises `UnreachableError`; the next call goes on."""
        rows = [self._waiting.popleft() for _ in range(len(self._waiting))]
        try:
            keep_answers(self._engine, rows)
        except UnreachableError:
            self._waiting.extendleft(reversed(rows))
            raise
