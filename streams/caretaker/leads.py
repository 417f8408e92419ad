"""What happens to leads without anybody asking: said, admitted, joined to case files, given evidence, reminded of."""

from collections.abc import Callable
from datetime import date
from typing import Final

import sqlalchemy
from sqlalchemy import Engine, text

from alerts.notices import Notice, Reason
from infra.db.chronicle import Entry, append
from infra.db.clock import ClockStore
from infra.db.engine import connected
from infra.db.leads.admission import admit
from infra.db.leads.evidence import attach, waiting
from infra.db.leads.rows import kept_of
from infra.db.leads.sayings import said
from infra.db.leads.sayings import waiting as unsaid
from infra.db.leads.store import facts_of
from infra.db.ledgers import LedgerStore
from infra.db.notices.posting import post
from monitors.attested import Attested, attested
from monitors.calendar import working_days_after
from monitors.ledger import Ledger
from monitors.policy import Policy
from monitors.terms import Terms
from streams.intake import Intake

Law = Callable[[], Policy]
"""The policy in force now."""

_ACTOR: Final = "caretaker"
_JOINING: Final = text("""
    UPDATE leads SET case_id = cases.id FROM cases
    WHERE leads.case_id IS NULL AND leads.state <> 'closed'
        AND cases.project = leads.project AND cases.closed_on IS NULL
    RETURNING leads.id, leads.office, cases.id AS case_id, cases.number
""")
_DUE: Final = text("SELECT * FROM leads WHERE state <> 'closed' AND due_on <= :today ORDER BY id")


def look_after_leads(engine: Engine, law: Law) -> int:
    """One round; return how much there was to do, 0 when all is done. Harmless to repeat, at any time, by anybody."""
    policy, day = law(), ClockStore(engine).today()
    if day is None:
        return say_leads(engine)
    done = say_leads(engine)
    done += admit_leads(engine, policy, day)
    done += join_cases(engine, day)
    done += attach_evidence(engine, policy, day)
    return done + remind(engine, day)


def say_leads(engine: Engine) -> int:
    """Send what the offices said of leads through the intake; each event once, whoever is killed on the way."""
    count = 0
    for saying in unsaid(engine):
        name = f"lead-{saying.id}"
        Intake(engine).accept([saying.line], name=name, channel="portal", alongside=lambda c, s=saying: said(c, s.id))  # type: ignore[misc]  # mypy knows no default of a lambda
        count += 1
    return count


def admit_leads(engine: Engine, policy: Policy, day: date) -> int:
    """Admit every lead event of the journal that has not been admitted; return how many frames were looked at."""

    def close_by(region: str, received_on: date) -> date:
        return working_days_after(received_on, policy.number("lead_wd", region, day))

    count = 0
    while seen := admit(engine, day, close_by):
        count += seen
    return count


def join_cases(engine: Engine, day: date) -> int:
    """Put the leads about a project into its open case file; return how many joined."""
    with connected(engine) as connection:
        joined = connection.execute(_JOINING).all()
        entries = [
            Entry(
                about,
                "lead_joined",
                _ACTOR,
                row.office,
                day,
                {"lead": row.id, "case": row.case_id, "number": row.number},
            )
            for row in joined
            for about in (f"lead:{row.id}", f"case:{row.case_id}")
        ]
        append(connection, entries)
    return len(joined)


def attach_evidence(engine: Engine, policy: Policy, day: date) -> int:
    """Ask the ledger for every lead that has no evidence yet; return how many got some."""
    count = 0
    for lead_id, project in waiting(engine):
        with connected(engine) as connection:
            row = connection.execute(text("SELECT * FROM leads WHERE id = :id"), {"id": lead_id}).one()
        lead = kept_of(row).lead
        told = attested_now(engine, policy, day, project, lead.months, lead.workers)
        if told is not None:
            attach(engine, lead_id, told, lead.office, day)
            count += 1
    return count


def attested_now(  # noqa: PLR0913, PLR0917 (what is asked of whom)
    engine: Engine, policy: Policy, day: date, project: str, months: tuple[str, ...], workers: tuple[str, ...]
) -> Attested | None:
    """What the project's ledger says at present; None where it has none, or is not registered."""
    loaded = LedgerStore(engine).load([project]).get(project)
    if loaded is None:
        return None
    terms = Terms(Ledger.restored(project, loaded.state, loaded.months), day, policy)
    return attested(terms, months, workers) if terms.site.registration else None


def remind(engine: Engine, day: date) -> int:
    """Tell the offices once of each deadline of a lead that has come; return how many were told."""
    with connected(engine) as connection:
        due = [kept_of(row) for row in connection.execute(_DUE, {"today": day})]
        notices = [
            Notice(
                f"lead:{kept.lead.id}",
                kept.lead.office,
                Reason.LEAD_DUE,
                day,
                mark=str(kept.due_on),
                facts={"what": ["欠薪线索", "arrears lead"], "due_on": str(kept.due_on), **facts_of(kept.lead)},
            )
            for kept in due
        ]
        return _posted(connection, notices)


def _posted(connection: sqlalchemy.Connection, notices: list[Notice]) -> int:
    return post(connection, notices) if notices else 0
