"""The contract's types, naively: each field with a reader that returns its value or raises `Broken`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NoReturn

from stdnum.cn import ric, uscc

from tests.oracle.days import Month, parse_day, parse_instant, parse_month, shanghai_day

Reader = Callable[[Any], Any]
LARGEST = 2**53 - 1
# fmt: off
PROVINCES = {
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43",
    "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82",
}
# fmt: on


class Broken(Exception):
    """A value that is not what the contract asks for."""


@dataclass(frozen=True, slots=True)
class Event:
    """One accepted event; `seq` is its place in the order of acceptance."""

    seq: int
    type: str
    project: str | None
    time: datetime
    data: dict[str, Any]

    @property
    def day(self) -> date:
        """The day of `time` in Asia/Shanghai."""
        return shanghai_day(self.time)


@dataclass(frozen=True, slots=True)
class Line:
    """What one line of a file is: its records, whose they are, and what is left of it."""

    records: int
    quarantined: int
    key: tuple[str, str] | None
    received: datetime | None
    type: str | None
    project: str | None
    time: datetime | None
    data: dict[str, Any] | None


def nothing(value: Any) -> bool:
    """“Absent, null and the empty string are the same: nothing”."""
    return value is None or value == ""


def text(value: Any) -> str:
    """Read a non-empty text without NUL and lone surrogates."""
    if not isinstance(value, str) or not value or "\0" in value or re.search("[\ud800-\udfff]", value):
        raise Broken
    return value


def boolean(value: Any) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise Broken
    return value


def number(value: Any) -> int | float:
    """Read any number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Broken
    return value


def worked(value: Any) -> int | float:
    """“`days_worked` is any number ≥ 0”."""
    if not number(value) >= 0:
        raise Broken
    return value  # type: ignore[no-any-return]  # checked in the line above


def whole(low: int, high: int = LARGEST) -> Reader:
    """“Integers are written without fraction and exponent and lie in 0 … 2^53 − 1 (`balance_fen` may be negative)”."""

    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise Broken
        return value

    return read


def one_of(*words: str) -> Reader:
    """Read one of the listed words."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in words:
            raise Broken
        return value

    return read


def _parsed(parse: Callable[[str], Any]) -> Reader:
    def read(value: Any) -> Any:
        try:
            return parse(text(value))
        except ValueError as error:
            raise Broken from error

    return read


def list_of(reader: Reader) -> Reader:
    """Read a list, every element of which the reader reads."""

    def read(value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise Broken
        return [reader(element) for element in value]

    return read


def digits(count: int) -> Reader:
    """Read that many ASCII digits."""

    def read(value: Any) -> str:
        if not re.fullmatch(f"[0-9]{{{count}}}", text(value)):
            raise Broken
        return str(value)

    return read


def region(value: Any) -> str:
    """“`region_code` is a six-digit GB/T 2260 code”."""
    if digits(6)(value)[:2] not in PROVINCES:
        raise Broken
    return str(value)


def code(value: Any) -> str:
    """“`*_uscc` an 18-character unified social credit code (GB 32100, check character included)”."""
    if len(text(value)) != 18 or uscc.compact(value) != value or not uscc.is_valid(value):
        raise Broken
    return str(value)


def named(value: Any) -> str:
    """“An identifier in which a person's number stands is refused”."""
    if ric.is_valid(text(value)):
        raise Broken
    return str(value)


def worker(value: Any) -> str:
    """“`worker_id` an opaque token (…; the number itself never leaves the vault)”."""
    return named(value)


day: Reader = _parsed(parse_day)
month: Reader = _parsed(parse_month)
instant: Reader = _parsed(parse_instant)
fen = whole(0)
count = whole(0)


def record(required: dict[str, Reader], optional: dict[str, Reader]) -> Reader:
    """Read an object: `?` marks an optional field; nothing in a required one is a broken value."""

    def read(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise Broken
        result = {}
        for name, reader in required.items():
            if nothing(value.get(name)):
                raise Broken
            result[name] = reader(value[name])
        for name, reader in optional.items():
            if not nothing(value.get(name)):
                result[name] = reader(value[name])
        return result

    return read


# fmt: off
TEXT_ITEMS = [
    "owner_unit", "general_contractor", "project_office", "sector_authority", "wage_officer",
    "sector_complaint_phone", "inspection_complaint_phone", "arbitration_channel", "legal_aid_channel",
    "public_legal_hotline",
]
# fmt: on

ITEM_READERS: dict[str, Reader] = dict.fromkeys(TEXT_ITEMS, text) | {
    "subcontractors": list_of(text),
    "local_minimum_wage_fen": fen,
    "pay_day": whole(1, 31),
}


def items(value: Any) -> dict[str, Any]:
    """Read a board's items: “Absent, null, empty string and empty list are missing”, so left out here."""
    if not isinstance(value, dict):
        raise Broken
    present = {name: found for name, found in value.items() if not nothing(found) and found != []}
    return {name: reader(present[name]) for name, reader in ITEM_READERS.items() if name in present}


REGISTERED: dict[str, Reader] = {
    "name": text,
    "region_code": region,
    "sector": one_of("housing", "municipal", "transport", "water", "power", "other"),
    "funding": one_of("government", "soe", "private"),
    "owner_uscc": code,
    "owner_name": text,
    "general_contractor_uscc": code,
    "general_contractor_name": text,
    "contract_amount_fen": fen,
    "contract_signed_on": day,
    "pay_day": whole(1, 31),
}
REGISTERED_OPTIONAL: dict[str, Reader] = {
    "permit_issued_on": day,
    "planned_start_on": day,
    "planned_finish_on": day,
    "pay_day_in": one_of("next_month", "same_month"),
    "labor_cost_cycle_months": whole(1),
    "labor_cost_per_cycle_fen": fen,
    "wage_officer": record({"name": text, "phone": text}, {}),
    "sector_authority": text,
}
ON: dict[str, Reader] = {"on": day}
ACCOUNT: dict[str, Reader] = {"account_id": named}
MOVEMENT: dict[str, Reader] = {"account_id": named, "transaction_id": named, "amount_fen": fen}
BALANCE = whole(-LARGEST)

TYPES: dict[str, tuple[dict[str, Reader], dict[str, Reader]]] = {
    "project.registered": (REGISTERED, REGISTERED_OPTIONAL),
    "project.updated": ({}, REGISTERED | REGISTERED_OPTIONAL),
    "project.started": (ON, {}),
    "project.suspended": (ON, {}),
    "project.resumed": (ON, {}),
    "project.completed": (ON, {}),
    "project.subcontractor_entered": ({"uscc": code, "name": text} | ON, {}),
    "project.subcontractor_left": ({"uscc": code} | ON, {}),
    "project.notice_board_posted": (
        {"board_id": named, "posted_on": day, "items": items},
        {"photo_sha256": list_of(text), "longitude": number, "latitude": number},
    ),
    "project.notice_board_verified": (
        {"board_id": named, "verified_on": day, "verified_by": text, "ok": boolean},
        {"missing": list_of(text)},
    ),
    "project.notice_board_removed": ({"board_id": named} | ON, {}),
    "project.pay_sheet_submitted": ({"sheet_id": named, "pay_month": month, "employer_uscc": code}, {}),
    "project.closing_notice_published": (ON, {}),
    "project.force_majeure_declared": ({"from": day, "document_no": text}, {"until": day}),
    "attendance.worker_enrolled": (
        {"worker_id": worker, "employer_uscc": code, "role": one_of("worker", "manager"), "enrolled_on": day},
        {
            "crew": text,
            "contract_signed_on": day,
            "wage_basis": one_of("daily", "monthly", "piece"),
            "wage_rate_fen": fen,
            "card_token": named,
        },
    ),
    "attendance.worker_exited": ({"worker_id": worker, "exited_on": day}, {}),
    "attendance.exit_settled": ({"worker_id": worker, "settled_on": day, "confirmed_by_worker": boolean}, {}),
    "attendance.punched": ({"device_id": named}, {}),
    "attendance.day_corrected": ({"worker_id": worker, "date": day, "present": boolean, "reason": text}, {}),
    "bank.account_opened": (
        ACCOUNT
        | {
            "kind": one_of("wage", "bond"),
            "bank_code": digits(3),
            "opened_on": day,
            "name": text,
            "protection_mark": boolean,
        },
        {"tripartite_agreement_no": text},
    ),
    "bank.account_marked": (ACCOUNT | ON, {}),
    "bank.account_credited": (
        MOVEMENT | {"purpose": one_of("labor_cost", "bond", "wage_return", "interest", "other")},
        {"payer": text, "balance_fen": BALANCE},
    ),
    "bank.account_debited": (
        MOVEMENT | {"purpose": one_of("wages", "transfer", "cash", "fee", "judicial", "other")},
        {"counterparty": text, "balance_fen": BALANCE},
    ),
    "bank.account_restricted": (
        ACCOUNT
        | {
            "restriction_id": named,
            "action": one_of("seal", "freeze", "deduct"),
            "authority": text,
            "document_no": text,
            "funds": one_of("wage", "excess"),
            "for_project_wages": boolean,
            "channel": one_of("automatic", "manual"),
        },
        {
            "amount_fen": fen,
            "reviewed_by": text,
            "authority_prompted_at": instant,
            "supervisor_informed_at": instant,
        },
    ),
    "bank.account_released": (ACCOUNT | {"restriction_id": named} | ON, {}),
    "bank.account_closed": (ACCOUNT | {"closed_on": day}, {}),
    "bank.bond_deposited": (
        {
            "bond_id": named,
            "form": one_of("cash", "guarantee", "insurance"),
            "amount_fen": fen,
            "deposited_on": day,
        },
        {"valid_until": day},
    ),
    "bank.bond_drawn": ({"bond_id": named, "amount_fen": fen, "notice_no": text, "drawn_on": day}, {}),
    "bank.bond_replenished": ({"bond_id": named, "amount_fen": fen} | ON, {}),
    "bank.bond_released": ({"bond_id": named} | ON, {}),
    "bank.wages_paid": ({"batch_id": named, "account_id": named, "pay_month": month}, {}),
    "bank.wages_returned": ({"batch_id": named, "line_id": named, "returned_on": day, "reason": text}, {}),
    "bank.feed_completed": ({"bank_code": digits(3), "complete_until": day}, {}),
    "lead.received": (
        {
            "lead_id": named,
            "channel": one_of("national_platform", "hotline", "window", "petition", "app"),
            "claimants": count,
            "received_on": day,
        },
        {
            "project_id": named,
            "employer_uscc": code,
            "worker_ids": list_of(worker),
            "months": list_of(month),
            "amount_fen": fen,
        },
    ),
    "lead.closed": ({"lead_id": named, "closed_on": day, "outcome": text}, {}),
}
WITHOUT_PROJECT = {"bank.feed_completed", "lead.received", "lead.closed"}

LINES: dict[str, tuple[str, Reader]] = {
    "attendance.punched": (
        "punches",
        record({"worker_id": worker, "at": instant, "direction": one_of("in", "out")}, {"method": text}),
    ),
    "project.pay_sheet_submitted": (
        "lines",
        record({"worker_id": worker, "days_worked": worked, "due_fen": fen, "signed": boolean}, {}),
    ),
    "bank.wages_paid": (
        "lines",
        record(
            {
                "line_id": named,
                "worker_id": worker,
                "amount_fen": fen,
                "status": one_of("paid", "failed"),
                "paid_on": day,
                "payee_token": named,
                "payee_name_matches": boolean,
            },
            {},
        ),
    ),
}


def _integer(digits_: str) -> int:
    """Integers of any size are JSON; the field's range refuses them."""
    return int(digits_) if len(digits_) < 40 else 10**40


def _no_json(constant: str) -> NoReturn:
    raise ValueError(constant)


def parse(line: bytes | str) -> dict[str, Any] | None:
    """Return the line's JSON object; None where it is none."""
    try:
        decoded = line.decode("utf-8") if isinstance(line, bytes) else line
        value = json.loads(decoded, parse_int=_integer, parse_constant=_no_json)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _or_none(reader: Reader, value: Any) -> Any:
    try:
        return reader(value)
    except Broken:
        return None


def records_of(event: dict[str, Any]) -> int:
    """“An event with lines is as many records as it has lines, one if it has none or they are no list”."""
    kind, data = event.get("type"), event.get("data")
    if isinstance(kind, str) and kind in LINES and isinstance(data, dict):
        lines = data.get(LINES[kind][0])
        if isinstance(lines, list) and lines:
            return len(lines)
    return 1


def read_data(kind: str, data: Any) -> tuple[dict[str, Any], int]:
    """Return the event's data and the number of its broken lines.

    “A broken value outside the lines quarantines the event with all its lines; an event whose lines are all broken
    still takes effect, with no lines.”
    """
    if not isinstance(data, dict):
        raise Broken
    result: dict[str, Any] = record(*TYPES[kind])(data)
    if kind not in LINES:
        return result, 0
    name, reader = LINES[kind]
    if not isinstance(data.get(name), list):
        raise Broken
    read = [_or_none(reader, line) for line in data[name]]
    result[name] = [line for line in read if line is not None]
    return result, read.count(None)


def read_line(line: bytes | str) -> Line | None:
    """Return what a line of a file is; None for an empty one (“an empty line is none”)."""
    if not line.strip():
        return None
    event = parse(line)
    if event is None:
        return Line(1, 1, None, None, None, None, None, None)
    records = records_of(event)
    source, ident = _or_none(named, event.get("source")), _or_none(named, event.get("id"))
    key = (source, ident) if source is not None and ident is not None else None
    time = _or_none(instant, event.get("time"))
    received = time if nothing(event.get("receivedtime")) else _or_none(instant, event["receivedtime"])
    if key is None or time is None or received is None:
        return Line(records, records, key, None, None, None, None, None)
    try:
        kind = event.get("type")
        if event.get("specversion") != "1.0" or not isinstance(kind, str) or kind not in TYPES:
            raise Broken
        subject = event.get("subject")
        if kind not in WITHOUT_PROJECT or not nothing(subject):
            subject = named(subject)
        data, broken = read_data(kind, event.get("data"))
    except Broken:
        return Line(records, records, key, received, None, None, None, None)
    project = _project_of(kind, subject, data)
    return Line(records, broken, key, received, kind, project, time, data)


def _project_of(kind: str, subject: Any, data: dict[str, Any]) -> str | None:
    """“`subject`: the project's id”; of a lead “with `project_id`, the subject is that project”."""
    if kind == "lead.received":
        return data.get("project_id") or (None if nothing(subject) else str(subject))
    return None if kind in WITHOUT_PROJECT else str(subject)


__all__ = ["Broken", "Event", "Line", "Month", "read_line"]
