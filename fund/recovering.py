"""追偿: repayments by two persons, instalments, dunning and hand-offs, and write-offs with approval."""

from dataclasses import replace
from datetime import date, timedelta

from fund import commands as c
from fund.books import Account, Entry, Kind, transfer
from fund.case import Act, FundCase, Pressed, Pressure, Repayment, WriteOff
from fund.claims import claim_of, debt_of, resting, waiting
from fund.setting import Setting
from fund.step import Step, step
from fund.why import Refused, Why


def recorded(case: FundCase, command: c.RecordRepayment, by: str, day: date) -> Step | Refused:
    """Money came back; it counts once a second person has confirmed it."""
    claim = claim_of(case, command.party, command.debtor)
    for why, holds in (
        (Why.NO_CLAIM, claim is None),
        (Why.SUM, command.fen <= 0),
        (Why.EVIDENCE, not any(one.strip() for one in command.evidence)),
        (Why.REFERENCE, not command.reference.strip()),
        (Why.DAY, claim is not None and not claim.opened_on <= command.on <= day),
        (Why.MORE_THAN_OWED, command.fen > _unclaimed(case, command.debtor)),
    ):
        if holds:
            return Refused(why)
    number = len(case.repayments) + 1
    reference = command.reference.strip()
    repayment = Repayment(
        number, command.party, command.debtor, command.fen, command.on, command.evidence, by, reference=reference
    )
    told = replace(case, repayments=(*case.repayments, repayment))
    body = {"number": number, "party": command.party, "debtor": command.debtor, "fen": command.fen}
    return step(told, Act.REPAYMENT_RECORDED, day, {**body, "evidence": command.evidence, "reference": reference})


def confirmed(case: FundCase, command: c.ConfirmRepayment, by: str, day: date, setting: Setting) -> Step | Refused:
    """The money is the fund's again, and may be promised to others."""
    one = _repayment(case, command.number)
    if one is None:
        return Refused(Why.NO_PROPOSAL)
    if one.by == by:
        return Refused(Why.SECOND_PERSON)
    if one.fen > debt_of(case, one.debtor).outstanding_fen:
        return Refused(Why.MORE_THAN_OWED)
    told = _with_repayment(case, replace(one, confirmed_by=by, confirmed_on=day))
    posting = transfer(
        case.fund, Kind.REPAID, one.on, one.fen, into=Entry(Account.CASH),
        out_of=Entry(Account.ADVANCED, case=case.id, debtor=one.debtor), party=one.party, evidence=one.evidence, by=by,
    )  # fmt: skip
    rest = resting(told, day, setting)
    body = {"number": one.number, "party": one.party, "debtor": one.debtor, "fen": one.fen, "recorded_by": one.by}
    return Step(rest.case, (*step(told, Act.REPAID, day, body).happened, *rest.happened), (posting,))


def repayment_refused(case: FundCase, command: c.RefuseRepayment, day: date, setting: Setting) -> Step | Refused:
    """The money is not there."""
    one = _repayment(case, command.number)
    if one is None:
        return Refused(Why.NO_PROPOSAL)
    if not command.why.strip():
        return Refused(Why.REASON)
    rest = resting(_with_repayment(case, replace(one, refused=True)), day, setting)
    said = step(case, Act.REPAYMENT_REFUSED, day, {"number": one.number, "fen": one.fen})
    return Step(rest.case, (*said.happened, *rest.happened))


def agreed(case: FundCase, command: c.AgreePlan, day: date) -> Step | Refused:
    """Instalments from after today, in their order, that make up what is outstanding; another plan replaces them."""
    claim = claim_of(case, command.party, command.debtor)
    days = [one.on for one in command.instalments]
    for why, holds in (
        (Why.NO_CLAIM, claim is None),
        (Why.DOCUMENT, not command.document_no.strip()),
        (Why.WAITING, waiting(case)),
        (Why.DAY, not days or days[0] <= day or days != sorted(set(days))),
        (Why.SUM, any(one.fen <= 0 for one in command.instalments)),
        (Why.SUM, sum(one.fen for one in command.instalments) != debt_of(case, command.debtor).outstanding_fen),
    ):
        if holds:
            return Refused(why)
    plan = {"plan": command.instalments, "plan_no": command.document_no.strip(), "plan_after": len(case.repayments)}
    body = {"party": command.party, "debtor": command.debtor, "document_no": command.document_no.strip()}
    said = {**body, "instalments": [[one.on, one.fen] for one in command.instalments]}
    return step(_with_claim(case, command.party, command.debtor, **plan), Act.PLAN_AGREED, day, said)


def pressed(case: FundCase, command: c.Press, by: str, day: date, setting: Setting) -> Step | Refused:
    """A letter or a hand-off, by its document's number; only while something is outstanding."""
    claim = claim_of(case, command.party, command.debtor)
    if claim is None:
        return Refused(Why.NO_CLAIM)
    if not command.document_no.strip():
        return Refused(Why.DOCUMENT)
    outstanding = debt_of(case, command.debtor).outstanding_fen
    if not outstanding:
        return Refused(Why.NOTHING_OUTSTANDING)
    wait = setting.terms.number("dunning_wait_cd", case.region, day)
    until = day + timedelta(wait) if command.pressure is Pressure.DUNNED else None
    one = Pressed(command.pressure, day, command.document_no.strip(), by, until, outstanding)
    told = _with_claim(case, command.party, command.debtor, pressed=(*claim.pressed, one))
    body = {"party": command.party, "debtor": command.debtor, "pressure": command.pressure, "until": until}
    return step(told, Act.PRESSED, day, {**body, "document_no": one.document_no})


def write_off_proposed(case: FundCase, command: c.ProposeWriteOff, by: str, day: date) -> Step | Refused:
    """A part of a debt is to be given up, for a reason."""
    for why, holds in (
        (Why.NO_CLAIM, not any(claim.debtor == command.debtor for claim in case.claims)),
        (Why.REASON, not command.why.strip()),
        (Why.SUM, command.fen <= 0),
        (Why.MORE_THAN_OWED, command.fen > _unclaimed(case, command.debtor)),
    ):
        if holds:
            return Refused(why)
    number = len(case.write_offs) + 1
    one = WriteOff(number, command.debtor, command.fen, command.why.strip(), by, day)
    told = replace(case, write_offs=(*case.write_offs, one))
    return step(told, Act.WRITE_OFF_PROPOSED, day, {"number": number, "debtor": command.debtor, "fen": command.fen})


def written_off(case: FundCase, command: c.ConfirmWriteOff, by: str, day: date, setting: Setting) -> Step | Refused:
    """The approver gives it up, by a numbered document: the fund has lost it."""
    one = _write_off(case, command.number)
    if one is None:
        return Refused(Why.NO_PROPOSAL)
    if one.by == by:
        return Refused(Why.SECOND_PERSON)
    if not command.approval_no.strip():
        return Refused(Why.DOCUMENT)
    if one.fen > debt_of(case, one.debtor).outstanding_fen:
        return Refused(Why.MORE_THAN_OWED)
    done = replace(one, approval_no=command.approval_no.strip(), confirmed_by=by, confirmed_on=day)
    told = _with_write_off(case, done)
    into = Entry(Account.WRITTEN_OFF, case=case.id, debtor=one.debtor)
    out_of = Entry(Account.ADVANCED, case=case.id, debtor=one.debtor)
    posting = transfer(
        case.fund, Kind.WRITTEN_OFF, day, one.fen, into=into, out_of=out_of, evidence=(done.approval_no,), by=by
    )
    rest = resting(told, day, setting)
    body = {"number": one.number, "debtor": one.debtor, "fen": one.fen, "approval_no": done.approval_no}
    said = step(told, Act.WRITTEN_OFF, day, {**body, "proposed_by": one.by})
    return Step(rest.case, (*said.happened, *rest.happened), (posting,))


def write_off_refused(case: FundCase, command: c.RefuseWriteOff, day: date, setting: Setting) -> Step | Refused:
    """It stays a debt; the proposer may withdraw it the same way."""
    one = _write_off(case, command.number)
    if one is None:
        return Refused(Why.NO_PROPOSAL)
    if not command.why.strip():
        return Refused(Why.REASON)
    rest = resting(_with_write_off(case, replace(one, refused=True)), day, setting)
    said = step(case, Act.WRITE_OFF_REFUSED, day, {"number": one.number, "fen": one.fen})
    return Step(rest.case, (*said.happened, *rest.happened))


def _unclaimed(case: FundCase, debtor: str) -> int:
    """What is outstanding and not already spoken for by what waits for its second person."""
    said: tuple[Repayment | WriteOff, ...] = (*case.repayments, *case.write_offs)
    pending = sum(one.fen for one in said if one.debtor == debtor and not one.confirmed_by and not one.refused)
    return debt_of(case, debtor).outstanding_fen - pending


def _repayment(case: FundCase, number: int) -> Repayment | None:
    waiting_ = (one for one in case.repayments if not one.confirmed_by and not one.refused)
    return next((one for one in waiting_ if one.number == number), None)


def _write_off(case: FundCase, number: int) -> WriteOff | None:
    waiting_ = (one for one in case.write_offs if not one.confirmed_by and not one.refused)
    return next((one for one in waiting_ if one.number == number), None)


def _with_repayment(case: FundCase, repayment: Repayment) -> FundCase:
    told = tuple(repayment if one.number == repayment.number else one for one in case.repayments)
    return replace(case, repayments=told)


def _with_write_off(case: FundCase, write_off: WriteOff) -> FundCase:
    return replace(case, write_offs=tuple(write_off if o.number == write_off.number else o for o in case.write_offs))


def _with_claim(case: FundCase, party: str, debtor: str, **changes: object) -> FundCase:
    claims = tuple(
        replace(claim, **changes) if (claim.party, claim.debtor) == (party, debtor) else claim  # type: ignore[arg-type] # fields of Claim
        for claim in case.claims
    )
    return replace(case, claims=claims)
