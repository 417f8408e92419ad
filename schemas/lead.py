"""The events of the lead platforms, as in the contract: what workers and citizens report."""

from typing import Annotated, Literal

from schemas.expectation import one_of
from schemas.fields import Count, Day, Fen, Id, Month, ProjectId, Several, Text, Token, Uscc
from schemas.record import Record

_CHANNELS = one_of("national_platform", "hotline", "window", "petition", "app")


class LeadReceived(Record):
    """A lead came in; the same `lead_id`, one for all projects, again replaces it."""

    lead_id: Id
    channel: Annotated[Literal["national_platform", "hotline", "window", "petition", "app"], _CHANNELS]
    project_id: ProjectId | None = None
    """The project that the lead is about; it is then the event's subject."""
    employer_uscc: Uscc | None = None
    claimants: Count
    worker_ids: Several[Token] | None = None
    months: Several[Month] | None = None
    amount_fen: Fen | None = None
    received_on: Day


class LeadClosed(Record):
    """A lead was dealt with."""

    lead_id: Id
    closed_on: Day
    outcome: Text
