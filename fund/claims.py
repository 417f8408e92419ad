"""What is to be recovered, from whom, and since when: debts by debtor, and the parties that are liable for them.

An advance does not lessen what the employer owes: so much of it is now owed to the fund, the rest to the worker still.
Several parties may be liable for one debt: sums are of debts, never of claims.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from fund.case import Act, Claim, FundCase, Happened, LineState, Outcome, PartyRole, Repayment, Source, State, WriteOff
from fund.setting import Setting
from fund.sources import settlement
from fund.step import Step, moved

_ORDERED_TO_PAY: Final = (Outcome.UNPAID, Outcome.PAID_PART)
_EMPLOYER: Final = "《保障农民工工资支付条例》第六十三条(向用人单位追偿)"
_JOINT: Final = {
    PartyRole.CONTRACTOR: (Source.CONTRACTOR, "《保障农民工工资支付条例》第三十条(先行清偿责任)"),
    PartyRole.OWNER: (Source.OWNER, "《保障农民工工资支付条例》第二十九条(以未结清的工程款为限)"),
}


@dataclass(frozen=True, slots=True)
class Debt:
    """What was advanced to one debtor's workers, and what became of it."""

    debtor: str
    advanced_fen: int
    recovered_fen: int
    written_off_fen: int

    @property
    def outstanding_fen(self) -> int:
        """What is still to be recovered; never less than nothing."""
        return max(self._left, 0)

    @property
    def owed_back_fen(self) -> int:
        """What the debtor has paid beyond what stands advanced: a payment to a worker came back after that."""
        return max(-self._left, 0)

    @property
    def _left(self) -> int:
        return self.advanced_fen - self.recovered_fen - self.written_off_fen


@dataclass(frozen=True, slots=True)
class TwoLedgers:
    """One debtor's arrears in two ledgers: what it owes stays the same, whom it owes it changes."""

    arrears_fen: int
    """What the employer owes in all."""
    to_fund_fen: int
    """Of that: what the fund has advanced and not recovered or written off."""
    to_workers_fen: int
    """Of that: what the workers have not had from the fund."""
    repaid_fen: int
    """Of that: what the fund has had back, or has given up."""


def debts(case: FundCase) -> tuple[Debt, ...]:
    """The debts of a case, by debtor."""
    employers = sorted({line.employer for line in case.lines})
    found = (debt_of(case, debtor) for debtor in employers)
    return tuple(debt for debt in found if debt.advanced_fen or debt.recovered_fen)


def debt_of(case: FundCase, debtor: str) -> Debt:
    """One debtor's debt; nothing where nothing was advanced."""
    paid = (line for line in case.lines if line.state is LineState.PAID and line.employer == debtor)
    back = (one for one in case.repayments if one.debtor == debtor and one.confirmed_by)
    given_up = (one for one in case.write_offs if one.debtor == debtor and one.confirmed_by)
    return Debt(
        debtor, sum(line.amount_fen for line in paid), sum(one.fen for one in back), sum(one.fen for one in given_up)
    )


def outstanding_fen(case: FundCase) -> int:
    """What is still to be recovered of a case."""
    return sum(debt.outstanding_fen for debt in debts(case))


def overpaid(case: FundCase, debtor: str) -> bool:
    """Whether a debtor has paid more than stands advanced or may yet be paid to its workers."""
    coming = sum(line.amount_fen for line in case.live if line.employer == debtor and line.state is not LineState.PAID)
    return debt_of(case, debtor).owed_back_fen > coming


def two_ledgers(case: FundCase, debtor: str) -> TwoLedgers:
    """What a debtor owes in all, and to whom."""
    arrears = sum(line.arrears_fen for line in case.live if line.employer == debtor)
    debt = debt_of(case, debtor)
    repaid = debt.recovered_fen + debt.written_off_fen
    return TwoLedgers(arrears, debt.outstanding_fen, arrears - debt.advanced_fen, repaid)


def opened_claims(case: FundCase, debtor: str, day: date) -> tuple[FundCase, tuple[Happened, ...]]:
    """The case with a claim against everybody who is liable for a debt, opened with its first advance.

    The employer always; contractor and owner where they were ordered to pay first and have not paid in full.
    """
    known = {(claim.party, claim.debtor) for claim in case.claims}
    grounds = {debtor: _EMPLOYER}
    for party in case.parties:
        source, ground = _JOINT.get(party.role, (Source.EMPLOYER, ""))
        said = settlement(case, source)
        if ground and said is not None and said.outcome in _ORDERED_TO_PAY:
            grounds.setdefault(party.id, ground)
    fresh = tuple(Claim(party, debtor, why, day) for party, why in grounds.items() if (party, debtor) not in known)
    said_of = (Happened(Act.CLAIM_OPENED, day, claim.ground, body=_names(claim)) for claim in fresh)
    return replace(case, claims=(*case.claims, *fresh)), tuple(said_of)


def claim_of(case: FundCase, party: str, debtor: str) -> Claim | None:
    """The claim against a party for a debtor's debt."""
    return next((claim for claim in case.claims if (claim.party, claim.debtor) == (party, debtor)), None)


def resting(case: FundCase, day: date, by: Setting) -> Step:
    """The case in the state that its lines and debts leave it in."""
    state = _rest(case)
    if state in (State.CLOSED, State.WITHDRAWN) and case.state is not state:
        over = replace(moved(case, state, day, by), closed_on=day)
        act = Act.CLOSED if state is State.CLOSED else Act.WITHDRAWN
        return Step(over, (Happened(act, day, body={"advanced_fen": _advanced(case)}),))
    return Step(moved(case, state, day, by), ())


def _rest(case: FundCase) -> State:
    states = {line.state for line in case.live}
    if case.state is State.PREPARED:
        return State.PREPARED
    if LineState.ORDERED in states:
        return State.ORDERED
    if states & {LineState.PLANNED, LineState.RETURNED}:
        return State.APPROVED
    if LineState.PAID not in states:
        return State.WITHDRAWN
    return State.RECOVERY if outstanding_fen(case) or waiting(case) else State.CLOSED


def waiting(case: FundCase) -> bool:
    """Whether a repayment or a write-off waits for its second person."""
    said: tuple[Repayment | WriteOff, ...] = (*case.repayments, *case.write_offs)
    return any(one.confirmed_by is None and not one.refused for one in said)


def _advanced(case: FundCase) -> int:
    return sum(debt.advanced_fen for debt in debts(case))


def _names(claim: Claim) -> dict[str, str]:
    return {"party": claim.party, "debtor": claim.debtor}
