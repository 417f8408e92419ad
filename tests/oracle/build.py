"""Builders for the oracle's own tests: an event in one call."""

from __future__ import annotations

import itertools
import json
from typing import Any

_numbers = itertools.count()
CODE = "91520100MA6DM2XY14"
OTHER_CODE = "91330106MA2KJ5NB08"


def line(kind: str, day: str, data: dict[str, Any], **envelope: Any) -> str:
    """Return one event at noon of a day as a line."""
    event = {"specversion": "1.0", "id": f"n{next(_numbers)}", "source": "urn:t", "type": kind, "subject": "P1"}
    return json.dumps({**event, "time": f"{day}T12:00:00+08:00", "data": data, **envelope})


def registered(day: str = "2026-01-05", **data: Any) -> str:
    """Return a registration: pay day 31, too small for a bond."""
    facts = {
        "name": "School",
        "region_code": "330106",
        "sector": "housing",
        "funding": "government",
        "owner_uscc": OTHER_CODE,
        "owner_name": "Owner",
        "general_contractor_uscc": CODE,
        "general_contractor_name": "Contractor",
        "contract_amount_fen": 1,
        "contract_signed_on": day,
        "pay_day": 31,
    }
    return line("project.registered", day, {**facts, **data})


def opened(day: str, **data: Any) -> str:
    """Return the opening of a marked wage account."""
    facts = {
        "account_id": "A1",
        "kind": "wage",
        "bank_code": "102",
        "opened_on": day,
        "name": "n",
        "protection_mark": True,
    }
    return line("bank.account_opened", day, {**facts, **data})


def enrolled(day: str, worker: str = "w1", **data: Any) -> str:
    """Return an enrolment as a worker with a contract."""
    facts = {
        "worker_id": worker,
        "employer_uscc": CODE,
        "role": "worker",
        "enrolled_on": day,
        "contract_signed_on": day,
    }
    return line("attendance.worker_enrolled", day, {**facts, **data})


def punched(day: str, *punches: tuple[str, str], worker: str = "w1") -> str:
    """Return punches as (instant, direction)."""
    some = [{"worker_id": worker, "at": at, "direction": direction} for at, direction in punches]
    return line("attendance.punched", day, {"device_id": "d", "punches": some})


def paid(day: str, month: str, fen: int, ident: str = "1", **data: Any) -> str:
    """Return one wage line of batch B."""
    one = {"line_id": ident, "worker_id": "w1", "amount_fen": fen, "status": "paid", "paid_on": day, "payee_token": "c"}
    batch = {
        "batch_id": "B",
        "account_id": "A1",
        "pay_month": month,
        "lines": [{**one, "payee_name_matches": True, **data}],
    }
    return line("bank.wages_paid", day, batch)


def fed(day: str, until: str, bank: str = "102") -> str:
    """Return a bank's statement."""
    return line("bank.feed_completed", day, {"bank_code": bank, "complete_until": until}, subject=None)
