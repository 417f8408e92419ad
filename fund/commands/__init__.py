"""What may be done to a case of the fund: a command for each thing, and what kinds of them there are."""

from fund.commands.deciding import Agree, Amend, Comment, Reject, SendBack, Submit, Withdraw
from fund.commands.drafting import (
    AnswerItem,
    AttachPaper,
    BondPaid,
    BondToppedUp,
    ConfirmOverride,
    Gather,
    NoticeBond,
    ProposeOverride,
    RefuseOverride,
    Settle,
    StateTrigger,
)
from fund.commands.paying import CancelOrder, DropLine, Pay, PrepareOrder, ReleaseOrder, Return, SetCard
from fund.commands.recovering import (
    AgreePlan,
    ConfirmRepayment,
    ConfirmWriteOff,
    Press,
    ProposeWriteOff,
    RecordRepayment,
    RefuseRepayment,
    RefuseWriteOff,
)

__all__ = [
    "Agree",
    "AgreePlan",
    "Amend",
    "AnswerItem",
    "AttachPaper",
    "BondPaid",
    "BondToppedUp",
    "Bonding",
    "ByPerson",
    "CancelOrder",
    "Command",
    "Comment",
    "ConfirmOverride",
    "ConfirmRepayment",
    "ConfirmWriteOff",
    "Deciding",
    "Drafting",
    "DropLine",
    "Gather",
    "NoticeBond",
    "Overriding",
    "Pay",
    "Paying",
    "PrepareOrder",
    "Press",
    "ProposeOverride",
    "ProposeWriteOff",
    "RecordRepayment",
    "Recovering",
    "RefuseOverride",
    "RefuseRepayment",
    "RefuseWriteOff",
    "Reject",
    "ReleaseOrder",
    "Repaying",
    "Return",
    "SendBack",
    "SetCard",
    "Settle",
    "StateTrigger",
    "Submit",
    "Told",
    "Withdraw",
]

Told = Gather | Pay | Return
"""What data may say as well as a person."""
Overriding = ProposeOverride | ConfirmOverride | RefuseOverride
Drafting = StateTrigger | Settle | AnswerItem | AttachPaper
Bonding = NoticeBond | BondPaid | BondToppedUp
Deciding = Submit | Agree | SendBack | Amend | Reject | Withdraw
Paying = PrepareOrder | ReleaseOrder | CancelOrder | SetCard | DropLine
Repaying = RecordRepayment | ConfirmRepayment | RefuseRepayment
Recovering = AgreePlan | Press | ProposeWriteOff | ConfirmWriteOff | RefuseWriteOff
ByPerson = Overriding | Drafting | Bonding | Deciding | Paying | Repaying | Recovering | Comment
Command = Told | ByPerson
