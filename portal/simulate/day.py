"""What one bank, or one site, delivers on each day of the county: files as such senders have them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from portal.simulate.delivery import Delivery, Event, lines, table
from portal.simulate.rows import feed_of
from portal.simulate.statement import statement
from schemas.feeds.catalogue import FEEDS

SPOILED: Final = 2
"""Rows broken in each sheet of wages, to be repaired from the quarantine."""
_COMPLETED: Final = "bank.feed_completed"
_PUNCHED: Final = "attendance.punched"
_OFFLINE_EVERY: Final = 4


@dataclass(frozen=True, slots=True)
class Day:
    """A day's files in the order of sending, what is said without a file, and the orders that a bank asks about."""

    day: date
    deliveries: tuple[Delivery, ...]
    orders: tuple[Event, ...] = ()
    punched: tuple[Event, ...] = ()
    """What terminals send by themselves today."""
    late: tuple[Event, ...] = ()
    """What a terminal had kept while it was offline."""
    completed: tuple[str, ...] = ()
    """Up to which days everything was delivered, as the bank says at the end of its day."""
    opened: tuple[str, ...] = ()
    """The wage accounts that were opened."""


def bank_days(events: Iterable[Event], code: str) -> Iterator[Day]:
    """The days of one bank: its accounts' events, and its own statements of completeness."""
    for day, told in _days(_of_bank(events, code)):
        files = tuple(_bank_files(told, day, f"urn:bank:{code}"))
        orders = tuple(event for event in told if event["type"] == "bank.account_restricted")
        until = tuple(event["data"]["complete_until"] for event in told if event["type"] == _COMPLETED)
        accounts = (event["data"] for event in told if event["type"] == "bank.account_opened")
        opened = tuple(data["account_id"] for data in accounts if data["kind"] == "wage")
        yield Day(day, files, orders, completed=until, opened=opened)


def site_days(events: Iterable[Event], project: str, source: str) -> Iterator[Day]:
    """The days of one site: who came, who punched, what was owed. Now and then a terminal is offline for a day."""
    mine = (event for event in events if event.get("subject") == project and _is_sites(event["type"]))
    kept: tuple[Event, ...] = ()
    for day, told in _days(mine):
        punches = tuple(event for event in told if event["type"] == _PUNCHED) if _by_terminal(day) else ()
        is_offline = day.toordinal() % _OFFLINE_EVERY == 0
        rest = [event for event in told if not punches or event["type"] != _PUNCHED]
        files = tuple(_site_files(rest, day, source))
        yield Day(day, files, punched=() if is_offline else punches, late=kept)
        kept = punches if is_offline else ()


def _by_terminal(day: date) -> bool:
    """Whether the terminals send a day's punches by themselves; on other days somebody sends a table."""
    return day.day % 2 == 0


def _is_sites(kind: str) -> bool:
    return kind.startswith("attendance.") or kind == "project.pay_sheet_submitted"


def _of_bank(events: Iterable[Event], code: str) -> Iterator[Event]:
    """A bank knows of a project from the opening of its account on; in the county each project has one bank."""
    projects: set[str] = set()
    for event in events:
        data = event["data"]
        if event["type"] == "bank.account_opened" and data["bank_code"] == code:
            projects.add(event["subject"])
        own = data.get("bank_code") == code if event["type"] == _COMPLETED else event.get("subject") in projects
        if own and event["type"].startswith("bank."):
            yield event


def _days(events: Iterable[Event]) -> Iterator[tuple[date, list[Event]]]:
    for day, received in groupby(events, key=lambda event: date.fromisoformat(event["receivedtime"][:10])):
        yield day, list(received)


def _bank_files(told: list[Event], day: date, source: str) -> Iterator[Delivery]:
    parts = _parts(told)
    if opened := parts.pop("accounts", None):
        yield table(FEEDS["accounts"], opened, f"专用账户-{day:%Y%m%d}.csv")
    if moved := parts.pop("movements", None):
        if day.day % 2:
            yield table(FEEDS["movements"], moved, f"账户流水-{day:%Y%m%d}.csv", spoil=1)
        else:
            yield statement(moved, day)
    if wages := parts.pop("wages", None):
        yield table(FEEDS["wages"], wages, f"工资发放-{day:%Y%m%d}.xlsx", spoil=SPOILED, pieces=True)
    parts.pop("completed", None)
    for name, events in parts.items():
        yield lines(events, source, f"{name}-{day:%Y%m%d}.jsonl")


def _site_files(told: list[Event], day: date, source: str) -> Iterator[Delivery]:
    parts = _parts(told)
    if roster := parts.pop("roster", None):
        yield table(FEEDS["roster"], roster, f"工人进退场-{day:%Y%m%d}.csv")
    if punches := parts.pop("punches", None):
        yield table(FEEDS["punches"], punches, f"考勤-{day:%Y%m%d}.csv", spoil=1)
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
