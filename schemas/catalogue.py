"""Every event type of the contract, by its name on the wire."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from schemas import attendance, bank, lead, project
from schemas.record import Record

BANK_FEED: Final = "feeds.bank"
ATTENDANCE_FEED: Final = "feeds.attendance"
PROJECT_FEED: Final = "feeds.project"


@dataclass(frozen=True, slots=True)
class EventType:
    """What the contract says of one type.

    `topic` is the feed it comes through; `lines` names the list whose elements are records of their own, and `line`
    is their model. `project_wide` is False for the types marked †, whose subject may be absent.
    """

    name: str
    model: type[Record]
    topic: str
    lines: str | None = None
    line: type[Record] | None = None
    project_wide: bool = True


_TYPES: Final = (
    EventType("project.registered", project.ProjectRegistered, PROJECT_FEED),
    EventType("project.updated", project.ProjectUpdated, PROJECT_FEED),
    EventType("project.started", project.ProjectStarted, PROJECT_FEED),
    EventType("project.suspended", project.ProjectSuspended, PROJECT_FEED),
    EventType("project.resumed", project.ProjectResumed, PROJECT_FEED),
    EventType("project.completed", project.ProjectCompleted, PROJECT_FEED),
    EventType("project.subcontractor_entered", project.SubcontractorEntered, PROJECT_FEED),
    EventType("project.subcontractor_left", project.SubcontractorLeft, PROJECT_FEED),
    EventType("project.notice_board_posted", project.NoticeBoardPosted, PROJECT_FEED),
    EventType("project.notice_board_verified", project.NoticeBoardVerified, PROJECT_FEED),
    EventType("project.notice_board_removed", project.NoticeBoardRemoved, PROJECT_FEED),
    EventType("project.pay_sheet_submitted", project.PaySheetSubmitted, PROJECT_FEED, "lines", project.PaySheetLine),
    EventType("project.closing_notice_published", project.ClosingNoticePublished, PROJECT_FEED),
    EventType("project.force_majeure_declared", project.ForceMajeureDeclared, PROJECT_FEED),
    EventType("attendance.worker_enrolled", attendance.WorkerEnrolled, ATTENDANCE_FEED),
    EventType("attendance.worker_exited", attendance.WorkerExited, ATTENDANCE_FEED),
    EventType("attendance.exit_settled", attendance.ExitSettled, ATTENDANCE_FEED),
    EventType("attendance.punched", attendance.Punched, ATTENDANCE_FEED, "punches", attendance.Punch),
    EventType("attendance.day_corrected", attendance.DayCorrected, ATTENDANCE_FEED),
    EventType("bank.account_opened", bank.AccountOpened, BANK_FEED),
    EventType("bank.account_marked", bank.AccountMarked, BANK_FEED),
    EventType("bank.account_credited", bank.AccountCredited, BANK_FEED),
    EventType("bank.account_debited", bank.AccountDebited, BANK_FEED),
    EventType("bank.account_restricted", bank.AccountRestricted, BANK_FEED),
    EventType("bank.account_released", bank.AccountReleased, BANK_FEED),
    EventType("bank.account_closed", bank.AccountClosed, BANK_FEED),
    EventType("bank.bond_deposited", bank.BondDeposited, BANK_FEED),
    EventType("bank.bond_drawn", bank.BondDrawn, BANK_FEED),
    EventType("bank.bond_replenished", bank.BondReplenished, BANK_FEED),
    EventType("bank.bond_released", bank.BondReleased, BANK_FEED),
    EventType("bank.wages_paid", bank.WagesPaid, BANK_FEED, "lines", bank.WageLine),
    EventType("bank.wages_returned", bank.WagesReturned, BANK_FEED),
    EventType("bank.feed_completed", bank.FeedCompleted, BANK_FEED, project_wide=False),
    EventType("lead.received", lead.LeadReceived, PROJECT_FEED, project_wide=False),
    EventType("lead.closed", lead.LeadClosed, PROJECT_FEED, project_wide=False),
)

CATALOGUE: Final[Mapping[str, EventType]] = MappingProxyType({known.name: known for known in _TYPES})
"""The event types of the contract, by name."""

FEEDS: Final = (BANK_FEED, ATTENDANCE_FEED, PROJECT_FEED)
