"""A case of the fund gathers by itself: from an alert, lead or application to figures, balances, and what is missing.

Everything is read of one ledger as its last checkpoint left it; nothing is guessed. `opening` and `refreshed` turn it
into what the case's course takes: lines with evidence, parties, answers by data, papers that are there.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sqlalchemy import Engine

from fund.records import AccountBalance, BondBalance
from infra.db.leads.store import Leads
from infra.db.ledgers import LedgerStore
from infra.db.offices.store import Offices
from infra.db.portraits import Portraits
from infra.db.works.store import Works
from monitors.ledger import Ledger
from monitors.policy import Policy
from monitors.portrait.parties import parties
from monitors.terms import Terms
from schemas.office import Sight
from streams.fund.figures import cards, figures, waiting
from streams.fund.gathered import Gathered
from streams.fund.inspecting import Inspecting, inspecting
from streams.fund.missing import missing


@dataclass(frozen=True, slots=True)
class FromAlert:
    """The alert of a number: its workers, or everyone owed where it names none."""

    work_id: int


@dataclass(frozen=True, slots=True)
class FromLead:
    """The lead of an id: its workers and employer, or everyone owed where it names none. It must name a project."""

    lead_id: str


@dataclass(frozen=True, slots=True)
class Application:
    """What somebody applied for. No workers and no months is: everyone, everything owed."""

    project: str
    employer: str | None = None
    workers: tuple[str, ...] = ()
    months: tuple[str, ...] = ()


Origin = FromAlert | FromLead | Application


@dataclass(frozen=True, slots=True)
class _Asked:
    """What an origin comes to."""

    project: str
    workers: frozenset[str] | None = None
    months: frozenset[str] | None = None
    employer: str | None = None
    work_id: int | None = None
    lead_id: str | None = None


_NOBODY: Final[frozenset[str]] = frozenset()


def gather(engine: Engine, policy: Policy, origin: Origin, sight: Sight, day: date) -> Gathered | None:
    """Everything that the records know of what a case is about; None where there is nothing of it in sight."""
    asked = _asked(engine, origin, sight)
    if asked is None:
        return None
    listed = Portraits(engine).get(asked.project, sight)
    loaded = LedgerStore(engine).load([asked.project]).get(asked.project)
    if listed is None or loaded is None:
        return None
    terms = Terms(Ledger.restored(asked.project, loaded.state, loaded.months), loaded.as_of or day, policy)
    if not terms.site.registration:
        return None
    found = replace(
        _gathered(terms, asked),
        region=listed.region,
        office=next((office.code for office in Offices(engine).chain(listed.region)), ""),
        steps=inspecting(engine, asked.project, sight),
    )
    found = replace(found, missing=tuple(missing(found, waiting(terms, asked.workers), asked.workers or _NOBODY)))
    terms.rest()
    return found


def _asked(engine: Engine, origin: Origin, sight: Sight) -> _Asked | None:
    match origin:
        case FromAlert(work_id):
            work = Works(engine).get(work_id, sight)
            if work is None:
                return None
            return _Asked(work.key.project, frozenset(work.finding.workers or ()) or None, work_id=work_id)
        case FromLead(lead_id):
            kept = Leads(engine).get(lead_id, sight)
            if kept is None or not kept.lead.project:
                return None
            lead = kept.lead
            months = frozenset(lead.months) or None
            return _Asked(
                kept.lead.project, frozenset(lead.workers) or None, months, lead.employer_uscc, lead_id=lead_id
            )
        case Application(project, employer, workers, months):
            return _Asked(project, frozenset(workers) or None, frozenset(months) or None, employer)


def _gathered(terms: Terms, asked: _Asked) -> Gathered:
    told = terms.site.registration
    found = figures(terms, asked.workers, asked.employer)
    if asked.months is not None:
        found = tuple(figure for figure in found if figure.month in asked.months)
    employers = sorted({figure.employer for figure in found}, key=lambda e: -sum(f.employer == e for f in found))
    return Gathered(
        project=asked.project,
        project_name=str(told.get("name", asked.project)),
        region="",
        office="",
        employer=asked.employer or next(iter(employers), str(told["general_contractor_uscc"])),
        contract_fen=told.get("contract_amount_fen"),
        as_of=terms.as_of,
        figures=found,
        cards=cards(terms, {figure.worker for figure in found}),
        bonds=tuple(_bonds(terms)),
        accounts=tuple(_accounts(terms)),
        steps=Inspecting(),
        missing=(),
        parties=parties(terms),
        minimum_wage_fen=terms.minimum_wage_fen(terms.as_of),
        work_id=asked.work_id,
        lead_id=asked.lead_id,
    )


def _bonds(terms: Terms) -> Iterable[BondBalance]:
    for bond in terms.accounts.bonds:
        told = bond.deposit.data
        yield BondBalance(
            bond.id,
            told["form"],
            told["amount_fen"],
            sum(said.data["amount_fen"] for said in bond.drawings),
            sum(said.data["amount_fen"] for said in bond.replenishments),
            tuple(str(said.data["notice_no"]) for said in bond.drawings),
            told.get("valid_until"),
        )


def _accounts(terms: Terms) -> Iterable[AccountBalance]:
    restricted = {item.data["account_id"] for item in terms.accounts.restrictions}
    balances = terms.accounts.balances
    for account in terms.accounts.all.values():
        yield AccountBalance(
            account.id,
            str(account.opening.data["kind"]),
            account.bank,
            balances.get(account.id),
            account.is_open,
            account.id in restricted,
            terms.accounts.complete_until(account.bank),
        )
