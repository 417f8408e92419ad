"""What the page of one lead shows, put together from its stores."""

from dataclasses import dataclass
from typing import Final

from fastapi import Request

from alerts.leads import Lead, State, timers
from alerts.letters import answer_letter
from alerts.matching import Candidate
from alerts.timers import Timer
from infra.db.chronicle import ChronicleStore, Written
from infra.db.engine import connected
from infra.db.leads import intake
from infra.db.leads.admission import region_of
from infra.db.leads.evidence import Snapshot, snapshots
from infra.db.leads.intake import Contact, Forms
from infra.db.leads.rows import Kept
from infra.db.offices import Offices
from infra.db.policies import Policies
from infra.seal import Seal
from monitors import calendar
from monitors.attested import Attested, Cell, PaidState
from monitors.policy import Policy
from portal.visitor import Visitor
from schemas.office import Office, Role, Sight
from streams.caretaker.leads import attested_now
from streams.matching import matches
from streams.policies import policy_in_force

_WORST: Final = (PaidState.UNPAID, PaidState.SHORT, PaidState.UNKNOWN)
MOST_WORKERS: Final = 60


@dataclass(frozen=True, slots=True)
class MonthView:
    """One month of the evidence, summed over the workers: an empty figure is never a paid one."""

    month: str
    attended: int
    due_fen: int
    paid_fen: int
    counts: dict[PaidState, int]


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """The evidence by month, and the workers with whom something is wrong first."""

    told: Attested
    months: tuple[MonthView, ...]
    rows: tuple[tuple[str, tuple[Cell | None, ...]], ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class LeadView:
    """Everything on the page of a lead."""

    kept: Kept
    form: intake.Written | None
    timers: tuple[Timer, ...]
    threshold: int
    candidates: tuple[Candidate, ...]
    live: EvidenceView | None
    kept_evidence: tuple[Snapshot, ...]
    history: tuple[Written, ...]
    names: dict[str, str]
    offices: tuple[Office, ...]
    office_names: dict[str, str]
    letter: str
    may_work: bool
    may_extend: bool

    @property
    def lead(self) -> Lead:
        """The lead."""
        return self.kept.lead


def law(request: Request) -> Policy:
    """The policy in force now."""
    return policy_in_force(request.app.state.settings.policy, Policies(request.app.state.engine))


def seal(request: Request) -> Seal:
    """The deployment's seal."""
    return Seal.of(request.app.state.settings)


def lead_view(request: Request, visitor: Visitor, kept: Kept) -> LeadView:
    """The page of a lead in the visitor's sight."""
    lead, policy = kept.lead, law(request)
    form = Forms(visitor.engine, seal(request)).of(lead.id, visitor.sight)
    history = tuple(ChronicleStore(visitor.engine).about(f"lead:{lead.id}"))
    everywhere = Offices(visitor.engine).offices(Sight(("",)))
    mine = visitor.sight.sees(lead.region)
    project_seen = mine and _project_in_sight(visitor, lead)
    return LeadView(
        kept,
        form,
        tuple(timers(lead, calendar, kept.close_by)),
        policy.number("group_threshold", lead.region, visitor.today),
        tuple(_candidates(visitor, lead, form)) if mine else (),
        _live(visitor, policy, lead) if project_seen else None,
        tuple(snapshots(visitor.engine, lead.id)) if project_seen else (),
        history,
        Offices(visitor.engine).names({entry.actor for entry in history}),
        tuple(office for office in everywhere if office.code != lead.office),
        {office.code: office.name for office in everywhere},
        answer_letter(lead, visitor.office.name, visitor.today),
        mine and visitor.may(Role.OFFICER, Role.CHIEF),
        visitor.may(Role.CHIEF),
    )


def evidence_view(told: Attested) -> EvidenceView:
    """The evidence as a table of months and one of workers."""
    by_worker: dict[str, dict[str, Cell]] = {}
    for cell in told.cells:
        by_worker.setdefault(cell.worker, {})[cell.month] = cell
    rows = [(worker, tuple(by_worker.get(worker, {}).get(month) for month in told.months)) for worker in told.workers]
    rows.sort(key=lambda row: (min(map(_badness, row[1]), default=9), row[0]))
    months = tuple(_month(told, month) for month in told.months)
    return EvidenceView(told, months, tuple(rows[:MOST_WORKERS]), max(0, len(rows) - MOST_WORKERS))


def unmasked(request: Request, visitor: Visitor, lead_id: str, purpose: str) -> Contact | None:
    """The complainant's contact data; the look-up is written down first."""
    return Forms(visitor.engine, seal(request)).unmask(lead_id, visitor.officer, visitor.today, purpose)


def _month(told: Attested, month: str) -> MonthView:
    cells = told.month_cells(month)
    counts: dict[PaidState, int] = {}
    for cell in cells:
        counts[cell.state] = counts.get(cell.state, 0) + 1
    return MonthView(
        month,
        sum(1 for cell in cells if cell.days),
        sum(cell.due_fen or 0 for cell in cells),
        sum(cell.paid_fen for cell in cells),
        {state: counts[state] for state in PaidState if state in counts},
    )


def _badness(cell: Cell | None) -> int:
    return _WORST.index(cell.state) if cell and cell.state in _WORST else 9


def _candidates(visitor: Visitor, lead: Lead, form: intake.Written | None) -> list[Candidate]:
    if lead.state is State.CLOSED or (lead.project and form is None):
        return []
    texts = (form.project_text, form.employer_text) if form else ("", "")
    return matches(visitor.engine, lead, *texts, visitor.sight, visitor.today)


def _project_in_sight(visitor: Visitor, lead: Lead) -> bool:
    """Whether the lead's project itself may be seen: a lead that was transferred may be about another county's."""
    if not lead.project:
        return False
    with connected(visitor.engine) as connection:
        region = region_of(connection, lead.project)
    return bool(region) and visitor.sight.sees(region)


def _live(visitor: Visitor, policy: Policy, lead: Lead) -> EvidenceView | None:
    if not lead.project:
        return None
    told = attested_now(visitor.engine, policy, visitor.today, lead.project, lead.months, lead.workers)
    return None if told is None else evidence_view(told)
