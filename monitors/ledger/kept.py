"""How each kind of event is kept: under which thing, dated by which field, replacing what came before or not."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from schemas.frame import COMMONS, Frame

SEPARATOR: Final = "\x00"
"""Joins the parts of a key; no accepted text contains it."""


_SHARED = frozenset({"feed", "lead", "lead_closing"})
"""The groups whose keys name the same thing in every project; in the commons the others say their project first."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The place of one kind of event in a ledger."""

    group: str
    key: tuple[str, ...] = ()
    on: str | None = None
    replaces: bool = False

    def key_of(self, frame: Frame) -> str:
        """The thing within the group that the frame is about."""
        parts = [str(frame.data[field]) for field in self.key]
        if frame.project == COMMONS and self.group not in _SHARED:
            parts.insert(0, frame.data.get("project", COMMONS))
        return SEPARATOR.join(parts)

    def day_of(self, frame: Frame) -> date:
        """The day on which the event happens: its own date, or that of its `time` where it has none."""
        return frame.on if self.on is None else date.fromisoformat(frame.data[self.on])


def _kept(group: str, *key: str, on: str | None = None, replaces: bool = False) -> Kept:
    return Kept(group, key, on, replaces)


KEPT: dict[str, Kept] = {
    "project.registered": _kept("project"),
    "project.updated": _kept("project"),
    "project.started": _kept("course", on="on"),
    "project.suspended": _kept("course", on="on"),
    "project.resumed": _kept("course", on="on"),
    "project.completed": _kept("course", on="on"),
    "project.subcontractor_entered": _kept("subcontractor", "uscc", on="on"),
    "project.subcontractor_left": _kept("subcontractor", "uscc", on="on"),
    "project.notice_board_posted": _kept("board", "board_id", on="posted_on", replaces=True),
    "project.notice_board_verified": _kept("verification", "board_id", on="verified_on"),
    "project.notice_board_removed": _kept("removal", "board_id", on="on"),
    "project.closing_notice_published": _kept("closing", on="on"),
    "project.force_majeure_declared": _kept("force_majeure", "document_no", on="from", replaces=True),
    "attendance.worker_enrolled": _kept("enrolment", "worker_id", on="enrolled_on", replaces=True),
    "attendance.worker_exited": _kept("exit", "worker_id", on="exited_on"),
    "attendance.exit_settled": _kept("settlement", "worker_id", on="settled_on"),
    "bank.account_opened": _kept("account", "account_id", on="opened_on", replaces=True),
    "bank.account_marked": _kept("mark", "account_id", on="on"),
    "bank.account_closed": _kept("account_closing", "account_id", on="closed_on"),
    "bank.account_credited": _kept("transaction", "account_id", "transaction_id", replaces=True),
    "bank.account_debited": _kept("transaction", "account_id", "transaction_id", replaces=True),
    "bank.account_restricted": _kept("restriction", "restriction_id", replaces=True),
    "bank.account_released": _kept("release", "restriction_id", on="on"),
    "bank.bond_deposited": _kept("bond", "bond_id", on="deposited_on", replaces=True),
    "bank.bond_drawn": _kept("drawing", "bond_id", on="drawn_on"),
    "bank.bond_replenished": _kept("replenishment", "bond_id", on="on"),
    "bank.bond_released": _kept("bond_release", "bond_id", on="on"),
    "bank.wages_returned": _kept("return", "batch_id", "line_id", on="returned_on"),
    "bank.feed_completed": _kept("feed", "bank_code"),
    "lead.received": _kept("lead", "lead_id", on="received_on", replaces=True),
    "lead.closed": _kept("lead_closing", "lead_id", on="closed_on"),
}
