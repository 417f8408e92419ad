"""What one bank, or one site, delivers on each day of the county: files as such senders have them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from portal.simulate.delivery import Delivery, Event, lines, table
from portal.simulate.rows import feed_of
from schemas.feeds.catalogue import FEEDS

SPOILED: Final = 2
"""Rows broken in each sheet of wages, to be repaired from the quarantine."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day's files in the order of sending, and the orders of courts that the bank asks about before it executes."""

    day: date
    deliveries: tuple[Delivery, ...]
    orders: tuple[Event, ...] = ()


def bank_days(events: Iterable[Event], code: str) -> Iterator[Day]:
    """The days of one bank: its accounts' events, and its own statements of completeness."""
    return _days(_of_bank(events, code), f"urn:bank:{code}", _bank_files)


def site_days(events: Iterable[Event], project: str, source: str) -> Iterator[Day]:
    """The days of one site: who came, who punched, what was owed."""
    mine = (event for event in events if event.get("subject") == project and _is_sites(event["type"]))
    return _days(mine, source, _site_files)


def _is_sites(kind: str) -> bool:
    return kind.startswith("attendance.") or kind == "project.pay_sheet_submitted"


def _of_bank(events: Iterable[Event], code: str) -> Iterator[Event]:
    """A bank knows of a project from the opening of its account on; in the county each project has one bank."""
    projects: set[str] = set()
    for event in events:
        data = event["data"]
        if event["type"] == "bank.account_opened" and data["bank_code"] == code:
            projects.add(event["subject"])
        own = (
            data.get("bank_code") == code
            if event["type"] == "bank.feed_completed"
            else event.get("subject") in projects
        )
        if own and event["type"].startswith("bank."):
            yield event


def _days(
    events: Iterable[Event], source: str, files: Callable[[list[Event], date, str], Iterator[Delivery]]
) -> Iterator[Day]:
    for day, received in groupby(events, key=lambda event: date.fromisoformat(event["receivedtime"][:10])):
        told = list(received)
        orders = tuple(event for event in told if event["type"] == "bank.account_restricted")
        yield Day(day, tuple(files(told, day, source)), orders)


def _bank_files(told: list[Event], day: date, source: str) -> Iterator[Delivery]:
    parts = _parts(told)
    if opened := parts.pop("accounts", None):
        yield table(FEEDS["accounts"], opened, f"专用账户-{day:%Y%m%d}.csv")
    if moved := parts.pop("movements", None):
        yield table(FEEDS["movements"], moved, f"账户流水-{day:%Y%m%d}.csv", spoil=1)
    if wages := parts.pop("wages", None):
        yield table(FEEDS["wages"], wages, f"工资发放-{day:%Y%m%d}.xlsx", spoil=SPOILED)
    completed = parts.pop("completed", [])
    for name, events in parts.items():
        yield lines(events, source, f"{name}-{day:%Y%m%d}.jsonl")
    if completed:
        yield lines(completed, source, f"completed-{day:%Y%m%d}.jsonl")


def _site_files(told: list[Event], day: date, source: str) -> Iterator[Delivery]:
    parts = _parts(told)
    if roster := parts.pop("roster", None):
        yield table(FEEDS["roster"], roster, f"工人进退场-{day:%Y%m%d}.csv")
    if punches := parts.pop("punches", None):
        if day.day % 2:
            yield table(FEEDS["punches"], punches, f"考勤-{day:%Y%m%d}.csv", spoil=1)
        else:
            yield lines(punches, source, f"punches-{day:%Y%m%d}.jsonl")
    if sheets := parts.pop("pay_sheets", None):
        yield table(FEEDS["pay_sheets"], sheets, f"工资表-{day:%Y%m%d}.xlsx")
    for name, events in parts.items():
        yield lines(events, source, f"{name}-{day:%Y%m%d}.jsonl")


def _parts(told: list[Event]) -> dict[str, list[Event]]:
    parts: dict[str, list[Event]] = {}
    for event in told:
        feed = feed_of(event["type"])
        parts.setdefault(feed.name if feed else event["type"], []).append(event)
    return parts
