"""The events of the project's life, as in the contract: registration, board, pay sheets."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, create_model

from schemas.expectation import one_of
from schemas.fields import (
    Cycle,
    Day,
    Days,
    Degrees,
    Fen,
    Flag,
    Id,
    Month,
    PayDay,
    RegionCode,
    Several,
    Text,
    Token,
    Uscc,
)
from schemas.record import Record

_SECTORS = one_of("housing", "municipal", "transport", "water", "power", "other")


class WageOfficer(Record):
    """The officer on the project who answers for wages."""

    name: Text
    phone: Text


class ProjectRegistered(Record):
    """A project was registered; a second registration replaces everything."""

    name: Text
    region_code: RegionCode
    sector: Annotated[Literal["housing", "municipal", "transport", "water", "power", "other"], _SECTORS]
    funding: Annotated[Literal["government", "soe", "private"], one_of("government", "soe", "private")]
    owner_uscc: Uscc
    owner_name: Text
    general_contractor_uscc: Uscc
    general_contractor_name: Text
    contract_amount_fen: Fen
    contract_signed_on: Day
    permit_issued_on: Day | None = None
    planned_start_on: Day | None = None
    planned_finish_on: Day | None = None
    pay_day: PayDay
    pay_day_in: Annotated[Literal["next_month", "same_month"], one_of("next_month", "same_month")] | None = None
    """Where nothing is said, `next_month`."""
    labor_cost_cycle_months: Cycle | None = None
    """Where nothing is said, 1."""
    labor_cost_per_cycle_fen: Fen | None = None
    wage_officer: WageOfficer | None = None
    sector_authority: Text | None = None


_CHANGES: dict[str, Any] = {
    name: (field.rebuild_annotation() | None, None) for name, field in ProjectRegistered.model_fields.items()
}
ProjectUpdated: type[Record] = create_model(
    "ProjectUpdated",
    __base__=Record,
    __module__=__name__,
    __doc__="Some fields of a registered project changed; none can be emptied.",
    **_CHANGES,
)


class OnDay(Record):
    """Something happened to the project on a day."""

    on: Day


class ProjectStarted(OnDay):
    """Construction started; again: replaces."""


class ProjectSuspended(OnDay):
    """Construction was suspended, from this day."""


class ProjectResumed(OnDay):
    """Construction was resumed, from this day."""


class ProjectCompleted(OnDay):
    """The project was completed, from this day; again: replaces."""


class ClosingNoticePublished(OnDay):
    """The notice that the wage account will be closed was published."""


class SubcontractorEntered(Record):
    """A subcontractor came onto the project."""

    uscc: Uscc
    name: Text
    on: Day


class SubcontractorLeft(Record):
    """A subcontractor left the project."""

    uscc: Uscc
    on: Day


class BoardItems(Record):
    """What stands on the notice board; an item that is nothing, or an empty list, is missing."""

    empties: ClassVar[tuple[Any, ...]] = (None, "", [])

    owner_unit: Text | None = None
    general_contractor: Text | None = None
    project_office: Text | None = None
    subcontractors: Several[Text] | None = None
    """Names; mandatory only if a subcontractor is on the project."""
    sector_authority: Text | None = None
    wage_officer: Text | None = None
    """The officer's name."""
    local_minimum_wage_fen: Fen | None = None
    pay_day: PayDay | None = None
    sector_complaint_phone: Text | None = None
    inspection_complaint_phone: Text | None = None
    arbitration_channel: Text | None = None
    legal_aid_channel: Text | None = None
    public_legal_hotline: Text | None = None


class NoticeBoardPosted(Record):
    """A notice board was put up; the same `board_id` again replaces its items."""

    board_id: Id
    posted_on: Day
    items: BoardItems
    photo_sha256: Several[Text] | None = None
    longitude: Degrees | None = None
    latitude: Degrees | None = None


class NoticeBoardVerified(Record):
    """Someone looked at the board."""

    board_id: Id
    verified_on: Day
    verified_by: Text
    ok: Flag
    missing: Several[Text] | None = None
    """The keys of the items that were not there."""


class NoticeBoardRemoved(Record):
    """A notice board was taken down."""

    board_id: Id
    on: Day


class PaySheetLine(Record):
    """What one worker is due."""

    worker_id: Token
    days_worked: Days
    due_fen: Fen
    signed: Flag


class PaySheetSubmitted(Record):
    """An employer's pay sheet of a month; each line is a record, the same `sheet_id` again replaces the sheet."""

    sheet_id: Id
    pay_month: Month
    employer_uscc: Uscc
    lines: Several[PaySheetLine]


class ForceMajeureDeclared(Record):
    """Force majeure excuses from a day on; the same `document_no` again replaces the declaration."""

    from_: Day = Field(alias="from")
    until: Day | None = None
    document_no: Text
