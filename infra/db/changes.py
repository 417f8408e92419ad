"""Alerts as the watch changes them: the open ones, their history, and what is to be told of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from psycopg import Connection

from schemas.finding import Key

_OPENED_OR_CHANGED = """
    INSERT INTO alerts (rule, project, subject, as_of, seq, finding) VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (rule, project, subject)
    DO UPDATE SET as_of = excluded.as_of, seq = excluded.seq, finding = excluded.finding
"""
_CLEARED = "DELETE FROM alerts WHERE rule = %s AND project = %s AND subject = %s"
_HISTORY = """
    WITH written AS (
        INSERT INTO alert_history (rule, project, subject, kind, as_of, seq, finding)
        VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING id
    )
    INSERT INTO alert_news (id) SELECT id FROM written
"""
_OUTBOX = "INSERT INTO outbox (topic, key, value) VALUES ('alerts', %s, %s)"


@dataclass(frozen=True, slots=True)
class AlertChange:
    """What became of one alert: `kind` is opened, changed or cleared (then `finding` is the one that was cleared)."""

    kind: str
    key: Key
    finding: bytes
    as_of: date
    seq: int


def record_changes(connection: Connection[Any], changes: Sequence[AlertChange]) -> None:
    """Write the changes in order to the open alerts, their history, the caretaker's news and the outbox."""
    if not changes:
        return
    with connection.cursor() as cursor:
        for rows, cleared in _runs(changes):
            if cleared:
                cursor.executemany(_CLEARED, [tuple(change.key) for change in rows])
            else:
                cursor.executemany(_OPENED_OR_CHANGED, [(*c.key, c.as_of, c.seq, c.finding.decode()) for c in rows])
        cursor.executemany(_HISTORY, [(*c.key, c.kind, c.as_of, c.seq, c.finding.decode()) for c in changes])
        cursor.executemany(_OUTBOX, [(change.key.project, message_of(change)) for change in changes])


def message_of(change: AlertChange) -> bytes:
    """The change as a CloudEvent. The same change always has the same id."""
    rule, project, subject = change.key
    return msgspec.json.encode(
        {
            "specversion": "1.0",
            "id": f"alert/{rule}/{project}/{subject}/{change.seq}/{change.kind}",
            "source": "wagewatch",
            "type": f"wagewatch.alert.{change.kind}",
            "subject": project,
            "time": f"{change.as_of.isoformat()}T00:00:00+08:00",
            "datacontenttype": "application/json",
            "data": msgspec.Raw(change.finding),
        }
    )


def _runs(changes: Sequence[AlertChange]) -> Iterable[tuple[list[AlertChange], bool]]:
    """The changes in order, cut where writing turns to deleting or back."""
    run: list[AlertChange] = []
    for change in changes:
        if run and (run[-1].kind == "cleared") != (change.kind == "cleared"):
            yield run, run[-1].kind == "cleared"
            run = []
        run.append(change)
    yield run, run[-1].kind == "cleared"
