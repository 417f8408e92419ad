"""What the inspectors have under way about a project: open alerts with their orders, hand-offs, and its case file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine, func, select

from alerts.handoffs import KINDS, HandoffState
from alerts.handoffs.elements import RUNAWAY
from fund.explanation import Text
from infra.db.engine import connected
from infra.db.handoffs.situations import WAGE_CLAIMS
from infra.db.handoffs.store import Handoffs, Kept
from infra.db.sight import within
from infra.db.works.rows import work_of
from infra.db.works.tables import cases, works
from schemas.office import Sight


@dataclass(frozen=True, slots=True)
class Inspection:
    """A step of the inspectors that is open: an alert of the project that is not closed."""

    work_id: int
    rule: str
    level: str
    state: str
    due_on: date | None
    document_no: str | None
    rectify_by: date | None

    @property
    def orders_pay(self) -> bool:
        """Whether somebody was ordered in writing to pay wages by it."""
        return self.document_no is not None and self.rule in WAGE_CLAIMS


@dataclass(frozen=True, slots=True)
class Handed:
    """A hand-off of one of the project's alerts; `flight` is the record by which its employer's flight is recognised.

    `flight` is None where nobody recognised one, and empty where somebody did without naming a record.
    """

    id: int
    work_id: int
    title: Text
    state: HandoffState
    on: date
    due_on: date | None
    document_no: str
    flight: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is under way."""
        return self.state is not HandoffState.CLOSED


@dataclass(frozen=True, slots=True)
class Inspecting:
    """What the inspectors have under way, and what they have handed on."""

    inspections: tuple[Inspection, ...] = ()
    handed: tuple[Handed, ...] = ()
    case_number: str | None = None
    """The number of the inspectors' case file, if one is open: the filed case that the fund asks for."""


def inspecting(engine: Engine, project: str, sight: Sight) -> Inspecting:
    """What of it lies in sight, as it stands now."""
    handed = tuple(_handed(kept) for kept in Handoffs(engine).of_project(project, sight))
    return Inspecting(tuple(_inspections(engine, project, sight)), handed, _case_number(engine, project, sight))


def _handed(kept: Kept) -> Handed:
    about = kept.handoff
    fled = any(element.key in RUNAWAY and element.met for element in kept.elements)
    record = about.had.get("flight", "") or about.document_no
    return Handed(
        kept.id, kept.work_id, KINDS[about.kind].title, about.state, about.prepared_on, kept.due_on,
        about.document_no, record if fled else None,
    )  # fmt: skip


def _inspections(engine: Engine, project: str, sight: Sight) -> Iterator[Inspection]:
    query = select(works).where(works.c.project == project, works.c.state != "closed", within(works.c.region, sight))
    with connected(engine) as connection:
        found = [work_of(row) for row in connection.execute(query.order_by(works.c.rank.desc(), works.c.id)).mappings()]
    for work in found:
        yield Inspection(
            work.id, work.key.rule, work.level.value, work.state.value, work.due_on, work.document_no, work.rectify_by
        )


def _case_number(engine: Engine, project: str, sight: Sight) -> str | None:
    query = select(func.max(cases.c.number)).where(
        cases.c.project == project, cases.c.closed_on.is_(None), within(cases.c.region, sight)
    )
    with connected(engine) as connection:
        number: str | None = connection.execute(query).scalar()
    return number
