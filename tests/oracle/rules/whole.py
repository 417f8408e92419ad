"""Leads and feeds: what is not one project's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tests.oracle import policy as policies
from tests.oracle.days import plus_days, plus_working_days
from tests.oracle.reading import Event
from tests.oracle.rules.found import Found
from tests.oracle.terms import Project, complete_until, current


def lead_overdue(
    everything: list[Event], projects: dict[str, Project], tables: policies.Tables, as_of: date
) -> Iterator[tuple[str, Found]]:
    """“a lead not closed, after `received_on + lead_wd (15) wd`”; “yellow; red if `claimants ≥ group_threshold`”;
    “lead_id; project `-` (and policy `00`) where the lead names no registered project”."""
    closed = {event.data["lead_id"] for event in everything if event.type == "lead.closed"}
    for lead in current((event for event in everything if event.type == "lead.received"), "lead_id"):
        known = lead.project is not None and lead.project in projects
        region = projects[lead.project].facts()["region_code"] if known and lead.project else "00"
        limit = plus_working_days(lead.data["received_on"], policies.value(tables, region, "lead_wd", as_of))
        if lead.data["lead_id"] not in closed and as_of > limit:
            many = lead.data["claimants"] >= policies.value(tables, region, "group_threshold", as_of)
            found = Found("lead.overdue", lead.data["lead_id"], "red" if many else "yellow")
            yield (lead.project if known and lead.project else "-"), found


def feed_late(
    everything: list[Event], views: list[Project], tables: policies.Tables, as_of: date
) -> Iterator[tuple[str, Found]]:
    """“a bank with an open account of any project, and its `complete_until` (none: the day before the earliest such
    `opened_on`) is before as_of − `feed_late_wd` (2) wd”; “project `-`, policy `00`; subject `bank/CODE`”."""
    opened: dict[str, list[date]] = {}
    for view in views:
        for account in view.accounts("wage", "bond"):
            if view.is_open(account, as_of):
                opened.setdefault(account.data["bank_code"], []).append(account.data["opened_on"])
    limit = plus_working_days(as_of, -policies.value(tables, "00", "feed_late_wd", as_of))
    for bank, days in opened.items():
        if complete_until(everything, bank, plus_days(min(days), -1)) < limit:
            yield "-", Found("feed.late", f"bank/{bank}", "yellow")
