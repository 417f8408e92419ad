"""Events that the door makes for senders who have no file: a statement of completeness, a terminal's punches."""

import hashlib
import json
from datetime import date, datetime
from typing import Any

from schemas.client import Client


def completed(client: Client, bank_code: str, until: date, at: datetime) -> bytes:
    """The statement that everything up to the day was delivered; said twice it is a duplicate."""
    data = {"bank_code": bank_code, "complete_until": until.isoformat()}
    return _line(client, f"feed-completed/{until}", "bank.feed_completed", None, at, data)


def punched(client: Client, project: str, device: str, punches: list[dict[str, Any]], at: datetime) -> bytes:
    """A batch of punches, named by what is in it: the same batch again is a duplicate, whenever it comes."""
    data = {"device_id": device, "punches": punches}
    named = json.dumps([project, data], sort_keys=True, separators=(",", ":")).encode()
    number = hashlib.sha256(named).hexdigest()[:40]
    return _line(client, f"punches/{number}", "attendance.punched", project, at, data)


def _line(  # noqa: PLR0913, PLR0917 (an event's parts)
    client: Client, number: str, kind: str, subject: str | None, at: datetime, data: dict[str, Any]
) -> bytes:
    event = {
        "specversion": "1.0", "id": number, "source": client.source, "type": kind, "time": at.isoformat(), "data": data,
    }  # fmt: skip
    if subject is not None:
        event["subject"] = subject
    return json.dumps(event, ensure_ascii=False).encode() + b"\n"
