"""What happened to a case: the words of its history."""

import enum
from dataclasses import dataclass, field
from datetime import date
from typing import Any


class Act(enum.StrEnum):
    """What happened to a case: the `act` of its entry in the chronicle, and what a notice may be about."""

    OPENED = "opened"
    GATHERED = "gathered"
    LINES_SET = "lines_set"
    TRIGGER_STATED = "trigger_stated"
    SETTLED = "settled"
    BOND_NOTICED = "bond_noticed"
    BOND_PAID = "bond_paid"
    BOND_TOPPED_UP = "bond_topped_up"
    ANSWERED = "answered"
    PAPER = "paper"
    OVERRIDE_PROPOSED = "override_proposed"
    OVERRIDDEN = "overridden"
    OVERRIDE_REFUSED = "override_refused"
    SUBMITTED = "submitted"
    CHECKED = "checked"
    SECTOR_AGREED = "sector_agreed"
    FINANCE_AGREED = "finance_agreed"
    APPROVED = "approved"
    SENT_BACK = "sent_back"
    AMENDED = "amended"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    ORDER_PREPARED = "order_prepared"
    ORDER_RELEASED = "order_released"
    ORDER_CANCELLED = "order_cancelled"
    LINE_PAID = "line_paid"
    LINE_RETURNED = "line_returned"
    REDIRECTED = "redirected"
    LINE_DROPPED = "line_dropped"
    CLAIM_OPENED = "claim_opened"
    REPAYMENT_RECORDED = "repayment_recorded"
    REPAID = "repaid"
    REPAYMENT_REFUSED = "repayment_refused"
    PLAN_AGREED = "plan_agreed"
    PRESSED = "pressed"
    WRITE_OFF_PROPOSED = "write_off_proposed"
    WRITTEN_OFF = "written_off"
    WRITE_OFF_REFUSED = "write_off_refused"
    CLOSED = "closed"
    COMMENTED = "commented"


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened to a case on a day, and why; `by` is empty where data says so, `body` is JSON."""

    act: Act
    day: date
    why: str = ""
    by: str = ""
    body: dict[str, Any] = field(default_factory=dict)
