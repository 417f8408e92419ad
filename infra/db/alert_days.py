"""The alerts as they stood at the end of any day that was judged."""

from datetime import date

import msgspec
from sqlalchemy import Engine

from infra.db.engine import transaction
from schemas.finding import Finding

_LAST_DAY = "SELECT min(as_of) FROM ledgers"
_STANDING = """
    SELECT finding FROM (
        SELECT DISTINCT ON (rule, project, subject) rule, project, subject, kind, finding
        FROM alert_history WHERE as_of <= %s ORDER BY rule, project, subject, id DESC
    ) AS last
    WHERE kind <> 'cleared' ORDER BY rule, project, subject
"""
_FINDING = msgspec.json.Decoder(Finding)


class AlertDays:
    """Reads the history of alerts."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def last_day(self) -> date | None:
        """The last day on which every project was judged; None before the first judgement."""
        with transaction(self._engine) as connection:
            row = connection.execute(_LAST_DAY).fetchone()
            return row[0] if row else None

    def standing(self, day: date) -> list[Finding]:
        """The findings open at the end of the day, sorted by rule, project and subject."""
        with transaction(self._engine) as connection:
            return [_FINDING.decode(finding) for (finding,) in connection.execute(_STANDING, (day,))]
