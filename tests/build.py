"""Builders: events as they stand on the wire, and projects told by them.

Everything goes through the real door and the real routes, so that no test judges what the system would not accept.
The defaults are lawful: a test says only what it is about.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Self

from monitors.evaluate import evaluate
from monitors.ledger import Ledger
from monitors.policy import Policy
from schemas.checking import check_event
from schemas.finding import Finding
from schemas.frame import COMMONS, TICKED, Frame
from streams.routes import MemoryBook, Routes

CONTRACTOR = "91330106MA2KJ5NB08"
SUBCONTRACTOR = "91330105MA2GR81F6D"
OWNER = "11330100002489137M"
HANGZHOU, GUIYANG = "330106", "520103"
BEGINNING = "2026-01-05"
"""The day of the contract, a Monday."""

ITEMS: dict[str, Any] = {
    "owner_unit": "City education bureau",
    "general_contractor": "Huagong Construction",
    "project_office": "Gate 2",
    "sector_authority": "City housing bureau",
    "wage_officer": "Liu Wei",
    "local_minimum_wage_fen": 249_000,
    "pay_day": 10,
    "sector_complaint_phone": "12319",
    "inspection_complaint_phone": "12333",
    "arbitration_channel": "12 Beijing Road",
    "legal_aid_channel": "12348",
    "public_legal_hotline": "12348",
}
"""A notice board with every mandatory item of a project without subcontractor."""

_REGISTERED: dict[str, Any] = {
    "name": "Primary school",
    "region_code": HANGZHOU,
    "sector": "housing",
    "funding": "government",
    "owner_uscc": OWNER,
    "owner_name": "City education bureau",
    "general_contractor_uscc": CONTRACTOR,
    "general_contractor_name": "Huagong Construction",
    "contract_amount_fen": 100_000_000,
    "contract_signed_on": BEGINNING,
    "pay_day": 10,
    "wage_officer": {"name": "Liu Wei", "phone": "0571-1234"},
}

_LAWFUL: dict[str, tuple[str, dict[str, Any]]] = {
    "project.registered": ("", _REGISTERED),
    "project.updated": ("", {}),
    "project.started": ("on", {}),
    "project.suspended": ("on", {}),
    "project.resumed": ("on", {}),
    "project.completed": ("on", {}),
    "project.subcontractor_entered": ("on", {"uscc": SUBCONTRACTOR, "name": "Qianzhong Labour"}),
    "project.subcontractor_left": ("on", {"uscc": SUBCONTRACTOR}),
    "project.notice_board_posted": ("posted_on", {"board_id": "N1", "items": ITEMS}),
    "project.notice_board_verified": ("verified_on", {"board_id": "N1", "verified_by": "inspector 4", "ok": True}),
    "project.notice_board_removed": ("on", {"board_id": "N1"}),
    "project.closing_notice_published": ("on", {}),
    "project.force_majeure_declared": ("from", {"document_no": "F1"}),
    "project.pay_sheet_submitted": ("", {"sheet_id": "S1", "employer_uscc": CONTRACTOR, "lines": []}),
    "attendance.worker_enrolled": ("enrolled_on", {"worker_id": "w1", "employer_uscc": CONTRACTOR, "role": "worker"}),
    "attendance.worker_exited": ("exited_on", {"worker_id": "w1"}),
    "attendance.exit_settled": ("settled_on", {"worker_id": "w1", "confirmed_by_worker": True}),
    "attendance.punched": ("", {"device_id": "D1"}),
    "attendance.day_corrected": ("date", {"worker_id": "w1", "present": True, "reason": "card forgotten"}),
    "bank.account_opened": (
        "opened_on",
        {"account_id": "A1", "kind": "wage", "bank_code": "102", "name": "wages", "protection_mark": True},
    ),
    "bank.account_marked": ("on", {"account_id": "A1"}),
    "bank.account_credited": ("", {"account_id": "A1", "transaction_id": "T1", "purpose": "labor_cost"}),
    "bank.account_debited": (
        "",
        {"account_id": "A1", "transaction_id": "T1", "purpose": "wages", "amount_fen": 100},
    ),
    "bank.account_restricted": (
        "",
        {
            "account_id": "A1",
            "restriction_id": "R1",
            "action": "freeze",
            "authority": "Court",
            "document_no": "2026-7",
            "funds": "wage",
            "for_project_wages": True,
            "channel": "manual",
            "authority_prompted_at": "2026-01-05T12:00:00+08:00",
            "supervisor_informed_at": "2026-01-05T12:00:00+08:00",
        },
    ),
    "bank.account_released": ("on", {"account_id": "A1", "restriction_id": "R1"}),
    "bank.account_closed": ("closed_on", {"account_id": "A1"}),
    "bank.bond_deposited": ("deposited_on", {"bond_id": "B1", "form": "cash", "amount_fen": 1_000_000}),
    "bank.bond_drawn": ("drawn_on", {"bond_id": "B1", "amount_fen": 1, "notice_no": "N7"}),
    "bank.bond_replenished": ("on", {"bond_id": "B1", "amount_fen": 1}),
    "bank.bond_released": ("on", {"bond_id": "B1"}),
    "bank.wages_paid": ("", {"account_id": "A1"}),
    "bank.wages_returned": ("returned_on", {"line_id": "1", "reason": "card closed"}),
    "bank.feed_completed": ("", {"bank_code": "102"}),
    "lead.received": ("received_on", {"lead_id": "L1", "channel": "hotline", "claimants": 1}),
    "lead.closed": ("closed_on", {"lead_id": "L1", "outcome": "paid"}),
}
"""By type, the field that says on which day it happened (none: its `time`), and the rest of a lawful event."""

PROJECTLESS = frozenset({"bank.feed_completed", "lead.received", "lead.closed"})

_numbers = itertools.count(1)


def event(
    kind: str, on: str, /, *, subject: str | None = "P1", at: str = "12:00:00+08:00", **data: Any
) -> dict[str, Any]:
    """A lawful event of a day, with what the test says differently; its id is a new one."""
    field, lawful = _LAWFUL[kind]
    told = {**lawful, **({field: on} if field else {}), **data}
    envelope = {"specversion": "1.0", "id": f"n{next(_numbers)}", "source": "urn:test", "type": kind}
    return {**envelope, "subject": subject, "time": f"{on}T{at}", "data": told}


def days(month: str, first: int, last: int) -> list[str]:
    """The days of a month from one number to another, both included."""
    return [f"{month}-{number:02d}" for number in range(first, last + 1)]


def frames_of(events: Iterable[Mapping[str, Any]], *, ticks: bool = False) -> Iterator[Frame]:
    """The frames of accepted events, numbered within each ledger; with `ticks`, one wherever a later day begins."""
    routes = Routes(MemoryBook())
    seqs: defaultdict[str, Iterator[int]] = defaultdict(lambda: itertools.count(1))
    today = date.min
    for told in events:
        checked = check_event(dict(told))
        assert not checked.rejected, checked.rejected
        assert checked.received is not None
        if ticks and checked.received.date() > today:
            today = checked.received.date()
            yield from (Frame(project, next(seq), TICKED, today) for project, seq in seqs.items())
        for routed in routes.of(checked):
            yield routed.frame(next(seqs[routed.project]))


def ledgers_of(frames: Iterable[Frame]) -> dict[str, Ledger]:
    """The frames folded into a ledger for each project."""
    ledgers: dict[str, Ledger] = {}
    for frame in frames:
        ledgers.setdefault(frame.project, Ledger.new(frame.project)).apply(frame)
    return ledgers


def policy(**values: Any) -> Policy:
    """The shipped policy with other values for everyone."""
    table = {"from": date(2000, 1, 1), "source": "test", **values}
    return Policy.shipped().with_tables({"00": [table]})


def findings(ledger: Ledger, as_of: str, rule: str | None = None, law: Policy | None = None) -> list[Finding]:
    """What is found in a ledger at the end of a day, by one rule or by all; a rule that crashes fails the test."""
    seen = evaluate(ledger, date.fromisoformat(as_of), law or Policy.shipped())
    assert seen.failed == {}
    return [finding for finding in seen.findings if rule in {None, finding.rule}]


class Project:
    """One project told event by event, in the order of acceptance, and judged."""

    def __init__(self, name: str = "P1", *, registered_on: str | None = BEGINNING, **registration: Any) -> None:
        self.id = name
        self.events: list[dict[str, Any]] = []
        if registered_on is not None:
            self.happened("project.registered", registered_on, **registration)

    def happened(self, kind: str, on: str, /, **data: Any) -> Self:
        """An event of a day, by its type."""
        self.events.append(event(kind, on, subject=None if kind in PROJECTLESS else self.id, **data))
        return self

    def enrolled(self, *workers: str, on: str = BEGINNING, **data: Any) -> Self:
        """Workers are enrolled with a contract."""
        for worker in workers:
            told = {"contract_signed_on": on, **data}
            self.happened("attendance.worker_enrolled", on, worker_id=worker, **told)
        return self

    def punched(self, day: str, *punches: tuple[str, str, str]) -> Self:
        """Punches of a day as (worker, clock time, direction)."""
        told = [{"worker_id": w, "at": f"{day}T{at}+08:00", "direction": to} for w, at, to in punches]
        return self.happened("attendance.punched", day, at="23:59:59+08:00", punches=told)

    def attended(self, worker: str, *on: str) -> Self:
        """A worker comes in the morning and leaves in the evening."""
        for day in on:
            self.punched(day, (worker, "07:30:00", "in"), (worker, "18:00:00", "out"))
        return self

    def crew(self, size: int, *on: str, **data: Any) -> Self:
        """Workers w01, w02 and so on are enrolled from the beginning and attend on the days."""
        for worker in (f"w{number:02d}" for number in range(1, size + 1)):
            self.enrolled(worker, **data).attended(worker, *on)
        return self

    def sheet(self, dues: Mapping[str, int], month: str = "2026-01", on: str = "2026-02-02", **data: Any) -> Self:
        """A pay sheet with what each worker is due; signed by all, unless `unsigned` names them."""
        unsigned = data.pop("unsigned", ())
        lines = [
            {"worker_id": worker, "days_worked": 20, "due_fen": fen, "signed": worker not in unsigned}
            for worker, fen in dues.items()
        ]
        return self.happened("project.pay_sheet_submitted", on, pay_month=month, lines=lines, **data)

    def paid(self, worker: str, fen: int, month: str = "2026-01", on: str = "2026-02-10", **line: Any) -> Self:
        """One wage line, in a batch of its own that is named after worker and month unless `batch` says otherwise."""
        batch = line.pop("batch", f"{worker}/{month}")
        told = {"line_id": "1", "worker_id": worker, "amount_fen": fen, "status": "paid", "paid_on": on}
        told |= {"payee_token": f"card of {worker}", "payee_name_matches": True, **line}
        return self.happened("bank.wages_paid", on, batch_id=batch, pay_month=month, lines=[told])

    def fed(self, until: str, on: str | None = None, bank: str = "102") -> Self:
        """A bank states that it delivered everything up to a day; on that day, unless told otherwise."""
        return self.happened("bank.feed_completed", on or until, bank_code=bank, complete_until=until)

    def ledger(self, *others: "Project", of: str | None = None) -> Ledger:
        """The project's ledger, with other projects told after it; `of` names another ledger, such as the commons."""
        events = [told for project in (self, *others) for told in project.events]
        return ledgers_of(frames_of(events)).get(of or self.id) or Ledger.new(of or self.id)

    def findings(self, as_of: str, rule: str | None = None, law: Policy | None = None) -> list[Finding]:
        """What is found in the project at the end of a day."""
        return findings(self.ledger(), as_of, rule, law)

    def levels(self, as_of: str, rule: str, law: Policy | None = None) -> dict[str, str]:
        """The level of each subject that a rule accuses."""
        return {finding.subject: finding.level.value for finding in self.findings(as_of, rule, law)}

    def accused(self, as_of: str, rule: str, law: Policy | None = None) -> dict[str, tuple[str, ...] | None]:
        """The workers of each subject that a rule accuses."""
        return {finding.subject: finding.workers for finding in self.findings(as_of, rule, law)}

    def commons(self, *others: "Project") -> Ledger:
        """The ledger of what belongs to no single project."""
        return self.ledger(*others, of=COMMONS)
