"""How well a sender feeds: lag, completeness against what is expected, reasons of rejection, a monthly score.

quality = 0.5 * accuracy + 0.5 * completeness, in hundredths
accuracy = (accepted + duplicate) / received, 1 where nothing was received; a row that was sent again and was wrong
again counts once, as it came first: trying costs nothing, and a row that came wrong stays wrong when it is repaired
completeness = days delivered in time / days expected. A bank's day is delivered in time if a statement
(`bank.feed_completed`) that covers it came by the end of the next day; any other sender's day is delivered if anything
came on it. Expected is every day of the month up to the day before today. A configurable default of ours, no law.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from infra import clock
from infra.db.door.own import Own
from schemas.client import Client

FORMULA: Final = (
    "quality = round(100 × (0.5 × accuracy + 0.5 × completeness)); "
    "accuracy = (accepted + duplicate) / received; completeness = days in time / days expected"
)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Health:
    """A sender's month. `lag_days` and `complete_until` are a bank's, None before its first statement.

    `wrong_again` are the rows that were sent again and were wrong again, left out of `received` and `quarantined`;
    `waiting` are the rows of all months that wait for repair now.
    """

    month: str
    today: date
    complete_until: date | None
    lag_days: int | None
    last_delivery_at: datetime | None
    received: int
    accepted: int
    duplicate: int
    quarantined: int
    wrong_again: int
    waiting: int
    days_expected: int
    days_in_time: int
    accuracy: float
    completeness: float
    quality: int
    reasons: tuple[tuple[str, str, str, int], ...]


def health(own: Own, client: Client, month: date, today: date) -> Health:
    """The health of a client's feed in the month of a day, as it looks today."""
    first = month.replace(day=1)
    after = (first + 32 * _DAY).replace(day=1)
    begin, end = _midnight(first), _midnight(after)
    told = own.month(client.id, begin, end)
    statements = own.statements(client.bank_code) if client.bank_code else []
    expected = [first + n * _DAY for n in range(max(0, (min(after, today) - first).days))]
    in_time = _in_time(expected, statements) if client.bank_code else min(told.days, len(expected))
    until = max((until for _, until in statements), default=None)
    accuracy = (told.accepted + told.duplicate) / told.received if told.received else 1.0
    completeness = in_time / len(expected) if expected else 1.0
    return Health(
        month=f"{first:%Y-%m}",
        today=today,
        complete_until=until,
        lag_days=None if until is None else max(0, (today - _DAY - until).days),
        last_delivery_at=told.last_at,
        received=told.received,
        accepted=told.accepted,
        duplicate=told.duplicate,
        quarantined=told.quarantined,
        wrong_again=told.wrong_again,
        waiting=sum(own.waiting(client.id).values()),
        days_expected=len(expected),
        days_in_time=in_time,
        accuracy=accuracy,
        completeness=completeness,
        quality=round(100 * (0.5 * accuracy + 0.5 * completeness)),
        reasons=tuple(own.reasons(client.id, begin, end)),
    )


def _in_time(days: Sequence[date], statements: Sequence[tuple[datetime, date]]) -> int:
    return sum(any(until >= day and at < _midnight(day + 2 * _DAY) for at, until in statements) for day in days)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.SHANGHAI)
