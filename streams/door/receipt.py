"""The receipt: what was delivered and what became of it, to be shown later by whoever holds it."""

from datetime import datetime
from typing import Any, Final

from psycopg import Connection

from infra import clock
from schemas.client import Client

KIND: Final = "wagewatch-receipt+jws"
FORM: Final = 1
POLICY: Final = {
    "en": "An event is named by its source and id for ever; the same pair again is a duplicate and changes nothing. "
    "totals are those of the rows that passed the checks, duplicates included.",
    "zh": "事件由来源与编号唯一标识,同一标识再次报送即为重复,不产生效果。合计为通过校验的行,含重复。",
}
_LAST: Final = """
    SELECT id, name, channel, received_at, encode(sha256, 'hex'), size, lines,
        received, accepted, duplicate, quarantined
    FROM submissions WHERE id = currval(pg_get_serial_sequence('submissions', 'id'))
"""
_FIGURES: Final = ("received", "accepted", "duplicate", "quarantined")


def receipt_of(
    connection: Connection[Any], client: Client, delivery: str, begun_at: datetime, totals: dict[str, dict[str, int]]
) -> dict[str, Any]:
    """The receipt of the submission that this transaction has just written."""
    row = connection.execute(_LAST).fetchone()
    assert row is not None  # the intake writes it before it calls
    number, name, channel, received_at, sha256, size, lines, *figures = row
    return {
        "form": FORM,
        "submission": delivery,
        "number": number,
        "client": {"id": client.id, "name": client.name, "source": client.source},
        "file": {"name": name, "channel": channel, "sha256": sha256, "bytes": size, "rows": lines},
        "records": dict(zip(_FIGURES, figures, strict=True)),
        "totals": totals,
        "begun_at": _told(begun_at),
        "received_at": _told(received_at),
        "finished_at": _told(clock.now()),
        "policy": POLICY,
    }


def _told(instant: datetime) -> str:
    return instant.astimezone(clock.SHANGHAI).isoformat()
