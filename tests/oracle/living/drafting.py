"""Events as they are first written down, without ids."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from random import Random
from typing import Any

from stdnum.cn import uscc

from tests.oracle.days import SHANGHAI

Event = dict[str, Any]
OFFSETS = (480, 480, 480, 480, 0, 540, -300, 345)
SITE, BANK = "urn:site", "urn:bank"


def make_uscc(region: str, organisation: str) -> str:
    """Return a valid unified social credit code."""
    body = f"91{region}{organisation}"
    return body + str(uscc.calc_check_digit(body))


def draft(rng: Random, kind: str, subject: str | None, source: str, at: datetime, data: dict[str, Any]) -> Event:
    """Return an event without its id; the instant is written in one of several offsets."""
    event: Event = {"specversion": "1.0", "source": source, "type": kind, "time": written(rng, at), "data": data}
    if subject is not None:
        event["subject"] = subject
    return event


def written(rng: Random, at: datetime) -> str:
    """Write an instant in a random offset."""
    minutes = rng.choice(OFFSETS)
    if minutes == 0 and rng.random() < 0.7:
        return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return at.astimezone(timezone(timedelta(minutes=minutes))).isoformat()


def instant(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """Return that moment of the day in Asia/Shanghai."""
    return datetime.combine(day, time(hour, minute, second), SHANGHAI)
