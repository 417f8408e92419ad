"""What a recovery looks like on a day: how old what is outstanding is, which instalments are late, what comes next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from fund.case import Claim, FundCase, Instalment, LineState, Pressure
from fund.claims import debt_of, debts
from fund.explanation import Text
from fund.terms import FundTerms

AGES: Final[tuple[tuple[int | None, Text], ...]] = (
    (30, ("30天以内", "up to 30 days")),
    (90, ("31至90天", "31 to 90 days")),
    (180, ("91至180天", "91 to 180 days")),
    (365, ("181至365天", "181 to 365 days")),
    (None, ("一年以上", "over a year")),
)


@dataclass(frozen=True, slots=True)
class Bucket:
    """What is outstanding of one age."""

    text: Text
    fen: int


@dataclass(frozen=True, slots=True)
class InstalmentStanding:
    """An instalment and how much of it has come; repayments fill the oldest first."""

    instalment: Instalment
    paid_fen: int
    is_late: bool


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be done next about a claim, from which day on, and why."""

    claim: Claim
    on: date
    pressure: Pressure
    text: Text
    fen: int


def ageing(case: FundCase, day: date) -> tuple[Bucket, ...]:
    """What is outstanding, by the days since it was paid; repayments and write-offs settle the oldest first."""
    aged = list(_aged(case, day))
    floors = (-1, *(limit for limit, _ in AGES if limit is not None))
    return tuple(
        Bucket(text, sum(fen for days, fen in aged if floor < days and (limit is None or days <= limit)))
        for floor, (limit, text) in zip(floors, AGES, strict=True)
    )


def instalments(case: FundCase, claim: Claim, day: date) -> tuple[InstalmentStanding, ...]:
    """The claim's plan as it stands: what came for the debt since it was agreed, from whoever is liable."""
    left = sum(
        one.fen
        for one in case.repayments
        if one.debtor == claim.debtor and one.confirmed_by and one.number > claim.plan_after
    )
    standings = []
    for instalment in claim.plan:
        paid = min(left, instalment.fen)
        left -= paid
        standings.append(InstalmentStanding(instalment, paid, paid < instalment.fen and instalment.on < day))
    return tuple(standings)


def dues(case: FundCase, day: date, terms: FundTerms) -> tuple[Due, ...]:
    """The next thing to do about each claim of which something is outstanding, the earliest first."""
    return tuple(sorted(_dues(case, day, terms), key=lambda due: (due.on, due.claim.party)))


def next_day(case: FundCase, day: date, terms: FundTerms) -> date | None:
    """The day on which recovery asks for the next thing; None where nothing is outstanding."""
    return min((due.on for due in _dues(case, day, terms)), default=None)


def _dues(case: FundCase, day: date, terms: FundTerms) -> Iterator[Due]:
    for claim in case.claims:
        fen = debt_of(case, claim.debtor).outstanding_fen
        handed = any(one.pressure is Pressure.COURT for one in claim.pressed)
        if fen and not handed:
            yield _due(case, claim, fen, day, terms)


def _due(case: FundCase, claim: Claim, fen: int, day: date, terms: FundTerms) -> Due:
    """A plan that is kept asks for nothing before its next instalment is late; else letters, blacklist, court."""
    open_ = [one for one in instalments(case, claim, day) if one.paid_fen < one.instalment.fen]
    on = max(_from(case, claim, terms), *(one.instalment.on + timedelta(1) for one in open_[:1]), date.min)
    letters = sum(one.pressure is Pressure.DUNNED for one in claim.pressed)
    if letters < terms.number("last_dunning", case.region, claim.opened_on):
        return Due(claim, on, Pressure.DUNNED, ("发催收函", "send a dunning letter"), fen)
    if not any(one.pressure is Pressure.BLACKLIST for one in claim.pressed):
        return Due(claim, on, Pressure.BLACKLIST, ("移送失信联合惩戒", "hand to the blacklist"), fen)
    return Due(claim, on, Pressure.COURT, ("申请法院执行或起诉", "take to court"), fen)


def _from(case: FundCase, claim: Claim, terms: FundTerms) -> date:
    last = claim.pressed[-1] if claim.pressed else None
    if last is None:
        return claim.opened_on + timedelta(terms.number("dunning_cd", case.region, claim.opened_on))
    return (last.until or last.on) + timedelta(1)


def _aged(case: FundCase, day: date) -> Iterator[tuple[int, int]]:
    for debt in debts(case):
        settled = debt.recovered_fen + debt.written_off_fen
        paid = (line for line in case.lines if line.state is LineState.PAID and line.employer == debt.debtor)
        for line in sorted(paid, key=lambda line: (line.paid_on or date.min, line.worker)):
            gone = min(settled, line.amount_fen)
            settled -= gone
            assert line.paid_on is not None
            yield (day - line.paid_on).days, line.amount_fen - gone
