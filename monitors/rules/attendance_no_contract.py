"""未签合同用工 Somebody works more than 30 days after enrolment without a written contract.

Law       《保障农民工工资支付条例》第二十八条;《中华人民共和国劳动合同法》第八十二条: a written contract within one
          month.
Holds     once the worker was present later than 30 days after enrolment, until a contract is signed or the worker
          exits.
Subject   the project.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from monitors.calendar import days_after
from monitors.law import CONTRACT_LAW, WAGE_REGULATION
from monitors.rule import rule
from monitors.terms import PayMonth, Terms
from monitors.terms.attendance import last_present
from monitors.verdict import Term, Verdict
from schemas.finding import Level

SIGNED_WITHIN_DAYS = 30


@rule(
    "attendance.no_contract",
    law=(WAGE_REGULATION.article(28), CONTRACT_LAW.article(82)),
    says=(
        "{n}名工人登记满30日后仍在出勤,没有签订书面劳动合同。",
        "{n:worker} kept working more than 30 days after enrolment without a written labour contract.",
    ),
)
def attendance_no_contract(terms: Terms) -> Iterator[Verdict]:
    """Yield the project's verdict."""
    uncontracted = _uncontracted(terms)
    workers = {worker for worker, until in uncontracted if _was_there_after(terms, worker, until)}
    yield Verdict(
        terms=(
            Term("有人登记而无合同 someone is enrolled without a contract", bool(uncontracted), len(uncontracted)),
            Term("登记满30日后仍出勤 someone was present after 30 days", bool(workers), len(workers)),
        ),
        level=Level.YELLOW,
        workers=workers,
    )


def _uncontracted(terms: Terms) -> tuple[tuple[str, date], ...]:
    """The workers without contract, each with the last day on which that is lawful."""
    found = []
    for worker in terms.roster.workers:
        enrolment = terms.roster.enrolment(worker)
        if enrolment and _lacks_contract(enrolment.data) and terms.roster.exit(worker) is None:
            found.append((worker, days_after(enrolment.on, SIGNED_WITHIN_DAYS)))
    return tuple(found)


def _lacks_contract(enrolment: Mapping[str, Any]) -> bool:
    return enrolment["role"] == "worker" and "contract_signed_on" not in enrolment


def _was_there_after(terms: Terms, worker: str, until: date) -> bool:
    return any(month.once(_last_day_of, worker) > until for month in terms.months)


def _last_day_of(month: PayMonth, worker: str) -> date:
    mask = month.present.get(worker, 0)
    return last_present(month.name, mask) if mask else date.min
