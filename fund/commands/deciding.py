"""What is decided on an application, from its submission to its approval or its end."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Submit:
    """申请: the amounts are computed and reserved."""

    why: str = ""


@dataclass(frozen=True, slots=True)
class Agree:
    """The opinion of the step that the case is at; the last is the approval, with its document's number."""

    why: str
    document_no: str = ""


@dataclass(frozen=True, slots=True)
class SendBack:
    """To be amended, by whose turn it is; what was reserved is free again."""

    why: str


@dataclass(frozen=True, slots=True)
class Amend:
    """Taken back to be amended, by the clerks; what was reserved is free again."""

    why: str


@dataclass(frozen=True, slots=True)
class Reject:
    """不予批准, by whose turn it is, for a reason. Final."""

    why: str


@dataclass(frozen=True, slots=True)
class Withdraw:
    """撤回, by the clerks, as long as nothing was paid. Final."""

    why: str


@dataclass(frozen=True, slots=True)
class Comment:
    """备注."""

    why: str
