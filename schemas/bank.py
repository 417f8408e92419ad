"""The events of the banks, as in the contract: accounts, bonds, wages."""

from typing import Annotated, Literal

from schemas.expectation import one_of
from schemas.fields import Balance, BankCode, CardToken, Day, Fen, Flag, Id, Instant, Month, Several, Text, Token
from schemas.record import Record


class AccountOpened(Record):
    """A protected account was opened; the same `account_id` again replaces the opening."""

    account_id: Id
    kind: Annotated[Literal["wage", "bond"], one_of("wage", "bond")]
    bank_code: BankCode
    opened_on: Day
    name: Text
    protection_mark: Flag
    """Whether the bank's systems carry the mark that protects the account."""
    tripartite_agreement_no: Text | None = None


class AccountMarked(Record):
    """The protection mark was set."""

    account_id: Id
    on: Day


class AccountCredited(Record):
    """Money came in; the same `transaction_id` of the account again replaces the credit."""

    account_id: Id
    transaction_id: Id
    amount_fen: Fen
    purpose: Annotated[
        Literal["labor_cost", "bond", "wage_return", "interest", "other"],
        one_of("labor_cost", "bond", "wage_return", "interest", "other"),
    ]
    payer: Text | None = None
    balance_fen: Balance | None = None


class AccountDebited(Record):
    """Money went out; the same `transaction_id` of the account again replaces the debit."""

    account_id: Id
    transaction_id: Id
    amount_fen: Fen
    purpose: Annotated[
        Literal["wages", "transfer", "cash", "fee", "judicial", "other"],
        one_of("wages", "transfer", "cash", "fee", "judicial", "other"),
    ]
    counterparty: Text | None = None
    balance_fen: Balance | None = None


class AccountRestricted(Record):
    """An authority seals, freezes or deducts; the same `restriction_id` again replaces the restriction."""

    account_id: Id
    restriction_id: Id
    action: Annotated[Literal["seal", "freeze", "deduct"], one_of("seal", "freeze", "deduct")]
    authority: Text
    document_no: Text
    amount_fen: Fen | None = None
    funds: Annotated[Literal["wage", "excess"], one_of("wage", "excess")]
    """`wage`: protected funds, on a bond account too."""
    for_project_wages: Flag
    channel: Annotated[Literal["automatic", "manual"], one_of("automatic", "manual")]
    reviewed_by: Text | None = None
    authority_prompted_at: Instant | None = None
    supervisor_informed_at: Instant | None = None


class AccountReleased(Record):
    """A restriction was lifted; it does not come back."""

    account_id: Id
    restriction_id: Id
    on: Day


class AccountClosed(Record):
    """An account was closed."""

    account_id: Id
    closed_on: Day


class BondDeposited(Record):
    """A wage bond was deposited; the same `bond_id` again replaces the deposit."""

    bond_id: Id
    form: Annotated[Literal["cash", "guarantee", "insurance"], one_of("cash", "guarantee", "insurance")]
    amount_fen: Fen
    deposited_on: Day
    valid_until: Day | None = None


class BondDrawn(Record):
    """Wages were paid out of a bond."""

    bond_id: Id
    amount_fen: Fen
    notice_no: Text
    drawn_on: Day


class BondReplenished(Record):
    """A bond was filled up again."""

    bond_id: Id
    amount_fen: Fen
    on: Day


class BondReleased(Record):
    """A bond was given back."""

    bond_id: Id
    on: Day


class WageLine(Record):
    """One payment to one worker; the same `batch_id` and `line_id` again replaces it."""

    line_id: Id
    worker_id: Token
    amount_fen: Fen
    status: Annotated[Literal["paid", "failed"], one_of("paid", "failed")]
    paid_on: Day
    payee_token: CardToken
    """A token of the payee's card or account."""
    payee_name_matches: Flag


class WagesPaid(Record):
    """A bank reports a batch of wage payments; each line is a record of its own."""

    batch_id: Id
    account_id: Id
    pay_month: Month
    lines: Several[WageLine]


class WagesReturned(Record):
    """A wage payment came back."""

    batch_id: Id
    line_id: Id
    returned_on: Day
    reason: Text


class FeedCompleted(Record):
    """The bank states that it has delivered everything it booked up to and including a day."""

    bank_code: BankCode
    complete_until: Day
