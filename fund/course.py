"""What becomes of a case by a command: the case, what happened and what the books record, or why not."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from fund import commands as c
from fund import deciding, drafting, paying, recovering, sources
from fund.authority import forbidden, possible
from fund.books import Overdrawn
from fund.case import Act, FundCase, Happened, Slot, State
from fund.deadlines import due_on
from fund.eligibility import wanted
from fund.recovery import next_day
from fund.setting import Setting
from fund.step import Step, step
from fund.why import Refused, Why
from schemas.office import Officer

__all__ = ["Refused", "Setting", "Step", "Why", "act", "opened", "possible", "slots", "wanted"]


def opened(case: FundCase, day: date, by: Setting, why: str = "") -> Step:
    """A new case as a draft, with the day until which its papers are to be together."""
    until = due_on(State.DRAFT, case.region, day, by.terms, by.calendar)
    fresh = replace(case, opened_on=day, state_since=day, state=State.DRAFT, due_on=until)
    return Step(fresh, (Happened(Act.OPENED, day, why, case.opened_by, {"origin": case.origin, "due_on": until}),))


def act(case: FundCase, command: c.Command, officer: Officer | None, day: date, by: Setting) -> Step | Refused:
    """What becomes of a case by a command on a day, or why it is refused.

    `officer` is None where data says so: what was gathered, what the bank paid or sent back. What the books record is
    covered by `by.balances`: a step that would promise or pay more than there is is refused as a whole.
    """
    refused = forbidden(case, command, officer)
    if refused is not None:
        return refused
    done = _told(case, command, officer, day, by)
    if isinstance(done, Refused):
        return done
    short = _short(done, by)
    return short or _whole(done, command, officer.id if officer else "", day, by)


def slots(case: FundCase) -> frozenset[Slot]:
    """What no other case may advance while this one holds it: what it applies for or has advanced.

    Nothing while it is a draft, rejected or withdrawn, and nothing of workers who were dropped.
    """
    if case.state in (State.DRAFT, State.REJECTED, State.WITHDRAWN):
        return frozenset()
    return wanted(case)


def _told(case: FundCase, command: c.Command, officer: Officer | None, day: date, by: Setting) -> Step | Refused:
    """What data or a person may say; everything else only a person does."""
    match command:
        case c.Gather():
            return drafting.gathered(case, command, day)
        case c.Pay():
            return paying.paid(case, command, officer, day, by)
        case c.Return():
            return paying.returned(case, command, officer, day, by)
        case _:
            assert officer is not None
            return _done(case, command, officer, day, by)


def _done(  # noqa: C901, PLR0911, PLR0912 - one line per command
    case: FundCase, command: c.ByPerson, officer: Officer, day: date, by: Setting
) -> Step | Refused:
    who = officer.id
    match command:
        case c.StateTrigger():
            return drafting.triggered(case, command, who, day)
        case c.AnswerItem():
            return drafting.answered(case, command, who, day)
        case c.AttachPaper():
            return drafting.papered(case, command, day)
        case c.ProposeOverride():
            return drafting.override_proposed(case, command, who, day)
        case c.ConfirmOverride():
            return drafting.override_confirmed(case, command, who, day)
        case c.RefuseOverride():
            return drafting.override_refused(case, command, day)
        case c.Settle():
            body = {"source": command.source, "outcome": command.outcome, "paid_fen": command.paid_fen}
            return _sourced(sources.settled(case, command, who, day), Act.SETTLED, day, body)
        case c.NoticeBond():
            body = {"notice_no": command.notice_no, "asked_fen": command.asked_fen, "on": command.on}
            return _sourced(sources.noticed(case, command, day), Act.BOND_NOTICED, day, body)
        case c.BondPaid():
            body = {"paid_fen": command.paid_fen, "on": command.on}
            return _sourced(sources.bond_paid(case, command, day), Act.BOND_PAID, day, body)
        case c.BondToppedUp():
            return _sourced(
                sources.topped_up(case, command, day), Act.BOND_TOPPED_UP, day, {"fen": command.fen, "on": command.on}
            )
        case c.Submit():
            return deciding.submitted(case, officer, day, by)
        case c.Agree():
            return deciding.agreed(case, command, officer, day, by)
        case c.SendBack():
            return deciding.back(case, Act.SENT_BACK, command.why, day, by)
        case c.Amend():
            return deciding.back(case, Act.AMENDED, command.why, day, by)
        case c.Reject():
            return deciding.ended(case, State.REJECTED, Act.REJECTED, command.why, day)
        case c.Withdraw():
            return deciding.ended(case, State.WITHDRAWN, Act.WITHDRAWN, command.why, day)
        case c.PrepareOrder():
            return paying.prepared(case, officer, day, by)
        case c.ReleaseOrder():
            return paying.released(case, officer, day, by)
        case c.CancelOrder():
            return paying.cancelled(case, command, day, by)
        case c.SetCard():
            return paying.redirected(case, command, day)
        case c.DropLine():
            return paying.dropped(case, command, day, by)
        case c.RecordRepayment():
            return recovering.recorded(case, command, who, day)
        case c.ConfirmRepayment():
            return recovering.confirmed(case, command, who, day, by)
        case c.RefuseRepayment():
            return recovering.repayment_refused(case, command, day, by)
        case c.AgreePlan():
            return recovering.agreed(case, command, day)
        case c.Press():
            return recovering.pressed(case, command, who, day, by)
        case c.ProposeWriteOff():
            return recovering.write_off_proposed(case, command, who, day)
        case c.ConfirmWriteOff():
            return recovering.written_off(case, command, who, day, by)
        case c.RefuseWriteOff():
            return recovering.write_off_refused(case, command, day, by)
        case c.Comment():  # pragma: no branch (mypy knows that there is no other)
            return step(case, Act.COMMENTED, day) if command.why.strip() else Refused(Why.REASON)


def _sourced(done: FundCase | Why, act_: Act, day: date, body: Mapping[str, object]) -> Step | Refused:
    return Refused(done) if isinstance(done, Why) else step(done, act_, day, dict(body))


def _short(done: Step, by: Setting) -> Refused | None:
    """Why the books would not bear what a step records."""
    balances = by.balances
    try:
        for posting in done.postings:
            balances = balances.after(posting)
    except Overdrawn as overdrawn:
        return Refused(Why.FUNDS_SHORT, (overdrawn.account,))
    return None


def _whole(done: Step, command: c.Command, who: str, day: date, by: Setting) -> Step:
    """The step signed, as the case's next version, with the day on which recovery asks for the next thing."""
    why = command.why
    said = (replace(done.happened[0], by=who, why=done.happened[0].why or why), *done.happened[1:])
    case = replace(done.case, version=done.case.version + 1)
    if case.state is State.RECOVERY:
        case = replace(case, due_on=next_day(case, day, by.terms))
    return Step(case, said, done.postings)
