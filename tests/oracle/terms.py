"""The terms of rules.md, each computed from the whole list of a project's events every time it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from tests.oracle import policy as policies
from tests.oracle.days import (
    SHANGHAI,
    Month,
    is_working_day,
    month_of,
    plus_days,
    plus_months,
    plus_working_days,
    shanghai_day,
)
from tests.oracle.reading import Event

HAPPENED = {
    "project.started": "on",
    "project.suspended": "on",
    "project.resumed": "on",
    "project.completed": "on",
    "project.subcontractor_entered": "on",
    "project.subcontractor_left": "on",
    "project.notice_board_posted": "posted_on",
    "project.notice_board_verified": "verified_on",
    "project.notice_board_removed": "on",
    "project.closing_notice_published": "on",
    "project.force_majeure_declared": "from",
    "attendance.worker_enrolled": "enrolled_on",
    "attendance.worker_exited": "exited_on",
    "attendance.exit_settled": "settled_on",
    "attendance.day_corrected": "date",
    "bank.account_opened": "opened_on",
    "bank.account_marked": "on",
    "bank.account_released": "on",
    "bank.account_closed": "closed_on",
    "bank.bond_deposited": "deposited_on",
    "bank.bond_drawn": "drawn_on",
    "bank.bond_replenished": "on",
    "bank.bond_released": "on",
    "bank.wages_returned": "returned_on",
    "lead.received": "received_on",
    "lead.closed": "closed_on",
}
"""The field that says when it happened; `time` for the rest; punches and wage lines have their own."""


def happened(event: Event) -> date:
    """“its date is the field that says when it happened, …; `time` where it has none”."""
    field = HAPPENED.get(event.type)
    return event.day if field is None else event.data[field]


def visible(events: Iterable[Event], as_of: date) -> list[Event]:
    """“What an event dates after `as_of` has not happened yet: until that day the event is left out of account”."""
    result = []
    for event in events:
        if event.type == "attendance.punched":
            kept = [punch for punch in event.data["punches"] if shanghai_day(punch["at"]) <= as_of]
            result.append(Event(event.seq, event.type, event.project, event.time, {**event.data, "punches": kept}))
        elif event.type == "bank.wages_paid":
            kept = [line for line in event.data["lines"] if line["paid_on"] <= as_of]
            result.append(Event(event.seq, event.type, event.project, event.time, {**event.data, "lines": kept}))
        elif happened(event) <= as_of:
            result.append(event)
    return result


def current(events: Iterable[Event], *key: str) -> list[Event]:
    """“What *replaces* or corrects goes by the order of acceptance: the later accepted wins, whole.”"""
    last: dict[tuple[Any, ...], Event] = {}
    for event in events:
        last[tuple(event.data[name] for name in key)] = event
    return list(last.values())


class Project:
    """What is known of one project at the end of `as_of`: its visible events in the order of acceptance."""

    def __init__(
        self, ident: str, as_of: date, tables: policies.Tables, own: list[Event], everything: list[Event]
    ) -> None:
        """Keep the project's own visible events and everybody's (for what the banks stated)."""
        self.ident = ident
        self.as_of = as_of
        self.tables = tables
        self.events = own
        self.everything = everything
        self._cache: dict[Any, Any] = {}

    def _once(self, key: Any, compute: Callable[[], Any]) -> Any:
        if key not in self._cache:
            self._cache[key] = compute()
        return self._cache[key]

    def of(self, *types: str) -> list[Event]:
        """Return the project's events of these types."""
        return [event for event in self.events if event.type in types]

    # the project itself

    def facts(self) -> dict[str, Any]:
        """“`project.updated` changes the fields it carries …; a second `project.registered` replaces everything”."""
        facts: dict[str, Any] = {}
        for event in self.of("project.registered", "project.updated"):
            facts = dict(event.data) if event.type == "project.registered" else {**facts, **event.data}
        return facts

    def parameter(self, name: str, day: date | None = None) -> Any:
        """“The value in force on `as_of` counts, except the minimum wage”."""
        return policies.value(self.tables, self.facts()["region_code"], name, day or self.as_of)

    def started_on(self) -> date | None:
        """“A `started` or `completed` again replaces the earlier one”."""
        events = self.of("project.started")
        return events[-1].data["on"] if events else None

    def completed(self, day: date | None = None) -> bool:
        """“and completed from `on`”."""
        events = self.of("project.completed")
        return bool(events) and events[-1].data["on"] <= (day or self.as_of)

    def suspended(self, day: date) -> bool:
        """“It is suspended from `on` of a suspension up to the day before `on` of the resumption that follows”."""
        turns = [event for event in self.of("project.suspended", "project.resumed") if event.data["on"] <= day]
        turns.sort(key=lambda event: (event.data["on"], event.seq))
        return bool(turns) and turns[-1].type == "project.suspended"

    def in_construction(self, day: date) -> bool:
        """“if it has started on or before it, and on that day is neither suspended nor completed”."""
        started = self.started_on()
        return started is not None and started <= day and not self.suspended(day) and not self.completed(day)

    def subcontractors(self) -> list[str]:
        """“on the project on a day if the later of its entries and exits up to that day is an entry (its name: that
        entry's)”."""
        later: dict[str, Event] = {}
        moves = self.of("project.subcontractor_entered", "project.subcontractor_left")
        for event in sorted(moves, key=lambda event: (event.data["on"], event.seq)):
            later[event.data["uscc"]] = event
        return [event.data["name"] for event in later.values() if event.type == "project.subcontractor_entered"]

    def notice_published_by(self, day: date) -> bool:
        """Tell whether a closing notice was published on or before the day."""
        return any(event.data["on"] <= day for event in self.of("project.closing_notice_published"))

    # attendance

    def presence(self) -> dict[str, set[date]]:
        """Return the days on which each worker was present.

        “*present(w, d)*: the latest correction of (w, d) if there is one, else: w has a punch that belongs to day d.”
        """
        return self._once("presence", self._presence)  # type: ignore[no-any-return]  # a cache of anything

    def _presence(self) -> dict[str, set[date]]:
        present: dict[str, set[date]] = {}
        by_day: dict[tuple[str, date], list[dict[str, Any]]] = {}
        for event in self.of("attendance.punched"):
            for punch in event.data["punches"]:
                by_day.setdefault((punch["worker_id"], shanghai_day(punch["at"])), []).append(punch)
        for (worker, day), punches in by_day.items():
            for punch in punches:
                present.setdefault(worker, set()).add(self._belongs_to(punch, day, punches))
        for event in current(self.of("attendance.day_corrected"), "worker_id", "date"):
            days = present.setdefault(event.data["worker_id"], set())
            (days.add if event.data["present"] else days.discard)(event.data["date"])
        return {worker: days for worker, days in present.items() if days}

    @staticmethod
    def _belongs_to(punch: dict[str, Any], day: date, same_day: list[dict[str, Any]]) -> date:
        """“A punch belongs to its day in Asia/Shanghai; an `out` before 12:00 without an earlier `in` of w on that day
        is the end of a night shift and belongs to the day before.”"""
        before_noon = punch["at"].astimezone(SHANGHAI).hour < 12
        earlier_in = any(other["direction"] == "in" and other["at"] < punch["at"] for other in same_day)
        if punch["direction"] == "out" and before_noon and not earlier_in:
            return plus_days(day, -1)
        return day

    def days_present(self, worker: str, month: Month) -> set[date]:
        """Return the days of the month on which the worker was present."""
        return {day for day in self.presence().get(worker, set()) if month_of(day) == month}

    def enrolments(self, worker: str) -> list[Event]:
        """Return the worker's enrolments in the order of acceptance."""
        return [event for event in self.of("attendance.worker_enrolled") if event.data["worker_id"] == worker]

    def enrolment(self, worker: str) -> Event | None:
        """“*enrolment of w*: the last accepted”."""
        events = self.enrolments(worker)
        return events[-1] if events else None

    def enrolment_in(self, worker: str, month: Month) -> Event | None:
        """“*enrolment of w in M*: the last accepted with `enrolled_on` ≤ the last day of M; where there is none, the
        last accepted.”"""
        by_then = [event for event in self.enrolments(worker) if event.data["enrolled_on"] <= month.day(31)]
        return by_then[-1] if by_then else self.enrolment(worker)

    def is_manager_in(self, worker: str, month: Month) -> bool:
        """“A worker who was never enrolled counts as a worker”."""
        enrolment = self.enrolment_in(worker, month)
        return enrolment is not None and enrolment.data["role"] == "manager"

    def exit(self, worker: str) -> Event | None:
        """“*exit of w*: the latest `worker_exited` of w whose `exited_on` is later than `enrolled_on` of the enrolment
        (or the same and accepted after it)”."""
        enrolment = self.enrolment(worker)
        if enrolment is None:
            return None
        since = (enrolment.data["enrolled_on"], enrolment.seq)
        exits = [
            event
            for event in self.of("attendance.worker_exited")
            if event.data["worker_id"] == worker and (event.data["exited_on"], event.seq) > since
        ]
        return max(exits, key=lambda event: (event.data["exited_on"], event.seq), default=None)

    def enrolled_workers(self) -> list[str]:
        """Return everybody ever enrolled."""
        return sorted({event.data["worker_id"] for event in self.of("attendance.worker_enrolled")})

    def months_present(self) -> list[Month]:
        """Return the months in which anybody was present."""
        return sorted({month_of(day) for days in self.presence().values() for day in days})

    def attended(self, month: Month) -> set[str]:
        """“*attended(M)*: the workers present on at least one day of month M; those left out whose enrolment in M is as
        `manager`.”"""
        return {
            worker
            for worker in self.presence()
            if self.days_present(worker, month) and not self.is_manager_in(worker, month)
        }

    # wages

    def due_date(self, month: Month) -> date:
        """“*due_date(M)*: `pay_day` of M+1 (of M with `same_month`), cut to the month's last day; if that is no working
        day, the last working day before it.”"""
        facts = self.facts()
        paid_in = month if facts.get("pay_day_in") == "same_month" else month.plus(1)
        day = paid_in.day(facts["pay_day"])
        return day if is_working_day(day) else plus_working_days(day, -1)

    def sheets(self, month: Month | None = None) -> list[Event]:
        """Return the current sheets: “the same `sheet_id` again replaces the sheet”."""
        sheets = current(self.of("project.pay_sheet_submitted"), "sheet_id")
        return [sheet for sheet in sheets if month is None or sheet.data["pay_month"] == month]

    def due(self, month: Month) -> dict[str, int]:
        """“*due(w, M)*: the sum of w's `due_fen` over the project's current sheets for M”; only workers on a sheet."""
        due: dict[str, int] = {}
        for sheet in self.sheets(month):
            for line in sheet.data["lines"]:
                due[line["worker_id"]] = due.get(line["worker_id"], 0) + line["due_fen"]
        return due

    def paid_lines(self) -> list[dict[str, Any]]:
        """Return the lines that paid: “with status `paid` that were not returned; a line is returned if a return of its
        key has `returned_on` ≥ the line's `paid_on`”; “a (`batch_id`, `line_id`) again replaces the line”."""
        lines: dict[tuple[str, str], dict[str, Any]] = {}
        for event in self.of("bank.wages_paid"):
            for line in event.data["lines"]:
                lines[event.data["batch_id"], line["line_id"]] = {**line, "pay_month": event.data["pay_month"]}
        returns = [event.data for event in self.of("bank.wages_returned")]
        return [
            line
            for key, line in lines.items()
            if line["status"] == "paid"
            and not any(
                (back["batch_id"], back["line_id"]) == key and back["returned_on"] >= line["paid_on"]
                for back in returns
            )
        ]

    def paid(self, month: Month) -> dict[str, int]:
        """“*paid(w, M)*: the sum of w's lines for pay month M” that paid; only workers with such a line."""
        return self._once(("paid", month), lambda: self._paid(month))  # type: ignore[no-any-return]  # a cache

    def _paid(self, month: Month) -> dict[str, int]:
        paid: dict[str, int] = {}
        for line in self.paid_lines():
            if line["pay_month"] == month:
                paid[line["worker_id"]] = paid.get(line["worker_id"], 0) + line["amount_fen"]
        return paid

    def months_paid(self) -> list[Month]:
        """Return the pay months of the lines that paid."""
        return sorted({line["pay_month"] for line in self.paid_lines()})

    def months_due(self) -> list[Month]:
        """Return the months of the current sheets."""
        return sorted({sheet.data["pay_month"] for sheet in self.sheets()})

    def excused(self, day: date) -> bool:
        """“*excused(D)*: a declared force majeure covers D (`from ≤ D`, and `until` absent or `≥ D`) and has not
        ended on `as_of` (`until` absent or `≥ as_of`).”"""
        for event in current(self.of("project.force_majeure_declared"), "document_no"):
            until = event.data.get("until", date.max)
            if event.data["from"] <= day <= until and until >= self.as_of:
                return True
        return False

    def settled(self, month: Month) -> bool:
        """“*settled month*: due_date(M) < as_of, bank-complete(due_date(M)) and not excused(due_date(M))”."""
        due_date = self.due_date(month)
        return due_date < self.as_of and self.bank_complete(due_date) and not self.excused(due_date)

    # accounts

    def accounts(self, *kinds: str) -> list[Event]:
        """Return the current openings: one that repeats the `account_id` “replaces the earlier one”."""
        return [event for event in current(self.of("bank.account_opened"), "account_id") if event.data["kind"] in kinds]

    def closed_on(self, account_id: str) -> date | None:
        """Return the day of the account's closing, of several the last accepted."""
        events = [event for event in self.of("bank.account_closed") if event.data["account_id"] == account_id]
        return events[-1].data["closed_on"] if events else None

    def is_open(self, account: Event, day: date) -> bool:
        """“*open account*: opened and not closed”; “(opened by D, not closed by D)”."""
        closed = self.closed_on(account.data["account_id"])
        return account.data["opened_on"] <= day and (closed is None or closed > day)

    def bank_complete(self, day: date) -> bool:
        """“*bank-complete(D)*: every bank that held an open wage account of the project on D (opened by D, not
        closed by D) has stated `complete_until ≥ D`. True where there is no such account.”"""
        banks = {account.data["bank_code"] for account in self.accounts("wage") if self.is_open(account, day)}
        return all(complete_until(self.everything, bank, date.min) >= day for bank in banks)

    def transactions(self) -> list[Event]:
        """Return the current movements: one that repeats “the `transaction_id` of the same account” replaces."""
        return current(self.of("bank.account_credited", "bank.account_debited"), "account_id", "transaction_id")

    def balance(self, account_id: str) -> int | None:
        """“the last known balance (by `time`; ties: the later accepted)”."""
        known = [
            event
            for event in self.transactions()
            if event.data["account_id"] == account_id and "balance_fen" in event.data
        ]
        last = max(known, key=lambda event: (event.time, event.seq), default=None)
        return None if last is None else last.data["balance_fen"]

    def active_restrictions(self) -> list[tuple[Event, date]]:
        """Return the restrictions that hold, each with the day of its first event.

        “A restriction is *active* from the day of the first event with its `restriction_id` (by `time`) up to the day
        before `on` of its release; a released restriction does not come back.”
        """
        events = self.of("bank.account_restricted")
        released = {event.data["restriction_id"] for event in self.of("bank.account_released")}
        return [
            (last, min(event.day for event in events if event.data["restriction_id"] == last.data["restriction_id"]))
            for last in current(events, "restriction_id")
            if last.data["restriction_id"] not in released
        ]

    def bonds(self) -> list[Event]:
        """Return the current deposits: one that repeats “the `bond_id` of a deposit” replaces the earlier one."""
        return current(self.of("bank.bond_deposited"), "bond_id")

    def held_bonds(self) -> list[Event]:
        """Return the bonds not released."""
        released = {event.data["bond_id"] for event in self.of("bank.bond_released")}
        return [bond for bond in self.bonds() if bond.data["bond_id"] not in released]

    def cycles(self) -> list[tuple[date, date]]:
        """Return the counted labour-cost cycles as [first day, first day of the next).

        “cycles run from `started.on` (S): cycle i is [S + i·c months, S + (i+1)·c months), day cut to the month's last;
        a cycle counts if its last day is ≤ as_of and bank-complete, and the project was in construction on it”.
        """
        started = self.started_on()
        if started is None:
            return []
        step = self.facts().get("labor_cost_cycle_months", 1)
        counted = []
        for index in range(12 * 10_000):
            first, following = plus_months(started, index * step), plus_months(started, (index + 1) * step)
            last = plus_days(following, -1)
            if last > self.as_of or following <= first:
                break
            if self.bank_complete(last) and self.in_construction(last):
                counted.append((first, following))
        return counted

    # the notice board

    def standing_boards(self) -> list[Event]:
        """“A board *stands* if no removal follows its last posting, and the latest verification that follows it (if
        any) is ok.”"""
        return [board for board in current(self.of("project.notice_board_posted"), "board_id") if self._stands(board)]

    def _stands(self, board: Event) -> bool:
        posted = (board.data["posted_on"], board.seq)

        def following(kind: str, field: str) -> list[Event]:
            events = [event for event in self.of(kind) if event.data["board_id"] == board.data["board_id"]]
            return sorted(
                (event for event in events if (event.data[field], event.seq) > posted),
                key=lambda event: (event.data[field], event.seq),
            )

        verified = following("project.notice_board_verified", "verified_on")
        return not following("project.notice_board_removed", "on") and (not verified or verified[-1].data["ok"])


def complete_until(everything: Iterable[Event], bank: str, none: date) -> date:
    """Return the last day up to which the bank stated that it delivered everything; `none` where it stated nothing."""
    stated = [
        event.data["complete_until"]
        for event in everything
        if event.type == "bank.feed_completed" and event.data["bank_code"] == bank
    ]
    return max(stated, default=none)
