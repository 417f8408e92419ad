"""The post of one project: every event it sends, kept until the day it is received."""

from collections import defaultdict
from datetime import date
from typing import Any

Event = dict[str, Any]
"""A CloudEvent of the contract, ready to be written as JSON."""

Moment = tuple[date, str]
"""A day and a time of it, HH:MM."""


def at(day: date, time: str) -> str:
    """An instant of Asia/Shanghai, RFC 3339. `time` is HH:MM or HH:MM:SS."""
    return f"{day}T{time if len(time) > 5 else time + ':00'}+08:00"


class Post:
    """Numbers a sender's events and hands each over on the day it is received.

    Attributes:
        opens_on: The county joined the platform on this day: what happened before is received then.
    """

    def __init__(self, source: str, project: str | None, opens_on: date) -> None:
        self._source, self._project, self.opens_on = source, project, opens_on
        self._waiting: defaultdict[date, list[Event]] = defaultdict(list)
        self._count = 0

    def send(self, kind: str, day: date, time: str, data: dict[str, Any], received: Moment | None = None) -> None:
        """Send an event that happens on `day` at `time`; unless said otherwise it is received at once."""
        received_on, received_time = received or (day, time)
        if received_on < self.opens_on:
            received_on, received_time = self.opens_on, "05:00"
        self._count += 1
        event: Event = {
            "specversion": "1.0",
            "id": f"{self._project or 'county'}-{self._count:06d}",
            "source": self._source,
            "type": kind,
            "time": at(day, time),
            "receivedtime": at(received_on, received_time),
            "data": data,
        }
        if self._project is not None:
            event["subject"] = self._project
        self._waiting[received_on].append(event)

    def received(self, day: date) -> list[Event]:
        """What is received on this day, in the order of sending."""
        return self._waiting.pop(day, [])
