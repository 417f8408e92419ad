"""What stands beside an ISO 20022 message: whose account it is, and what was instructed to be paid."""

from typing import Any, NamedTuple, Protocol


class OwnAccount(NamedTuple):
    """An account of a project, by its number in the bank's messages."""

    number: str
    project: str
    account_id: str


class Payment(NamedTuple):
    """One instructed payment: the project, the batch's own fields, the line's."""

    project: str
    batch: dict[str, Any]
    line: dict[str, Any]


class Accounts(Protocol):
    """What knows accounts; a mapping is one."""

    def get(self, number: str, /) -> tuple[str, str] | None:
        """(project, account id) by the number of the bank's messages; None for an unknown one."""
        ...


class Payments(Protocol):
    """What knows payments; a mapping is one."""

    def get(self, named: tuple[str, str], /) -> Payment | None:
        """The payment by (batch, line)."""
        ...
