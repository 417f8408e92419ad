"""How far a case of the emergency wage fund is."""

import enum
from collections.abc import Mapping
from typing import Final

from fund.explanation import Text


class State(enum.StrEnum):
    """How far a case is. `LABELS` holds their names for people."""

    DRAFT = "draft"
    CHECK = "check"
    SECTOR = "sector"
    FINANCE = "finance"
    APPROVAL = "approval"
    APPROVED = "approved"
    """Approved, or a payment came back: a payment order is to be prepared."""
    PREPARED = "prepared"
    """A payment order waits for its second person."""
    ORDERED = "ordered"
    """With the bank; not every line has a result yet."""
    RECOVERY = "recovery"
    CLOSED = "closed"
    """Everything advanced is recovered or written off."""
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


LABELS: Final[Mapping[State, Text]] = {
    State.DRAFT: ("申请材料准备", "application in preparation"),
    State.CHECK: ("人社部门审核", "HRSS check"),
    State.SECTOR: ("行业主管部门意见", "sector authority's opinion"),
    State.FINANCE: ("财政部门意见", "finance opinion"),
    State.APPROVAL: ("政府审批", "government approval"),
    State.APPROVED: ("待下达支付令", "payment order to be prepared"),
    State.PREPARED: ("支付令待复核", "payment order to be released"),
    State.ORDERED: ("银行支付中", "with the bank"),
    State.RECOVERY: ("追偿中", "in recovery"),
    State.CLOSED: ("已结案", "closed"),
    State.REJECTED: ("未予批准", "rejected"),
    State.WITHDRAWN: ("已撤回", "withdrawn"),
}


IN_REVIEW: Final = (State.CHECK, State.SECTOR, State.FINANCE, State.APPROVAL)
"""The steps between application and approval, in their order."""


OVER: Final = (State.CLOSED, State.REJECTED, State.WITHDRAWN)
