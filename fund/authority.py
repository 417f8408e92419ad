"""Who may do what to a case, and when. In one case nobody ever signs for two duties, whatever roles they have."""

from collections.abc import Mapping
from typing import Final

from fund import commands as c
from fund.case import IN_REVIEW, OVER, Duty, FundCase, State
from fund.why import Refused, Why
from schemas.office import Officer, Role

_RUNNING: Final = tuple(state for state in State if state not in OVER)
_AFTER_ORDER: Final = (State.ORDERED, State.APPROVED, State.PREPARED, State.RECOVERY, State.CLOSED)
_DEBT: Final = (State.ORDERED, State.APPROVED, State.PREPARED, State.RECOVERY)
_DRAFT: Final = (State.DRAFT,)

WHEN: Final[Mapping[type[c.Command], tuple[State, ...]]] = {
    c.Gather: _DRAFT,
    c.StateTrigger: _DRAFT,
    c.Settle: _DRAFT,
    c.AnswerItem: _DRAFT,
    c.AttachPaper: _RUNNING,
    c.ProposeOverride: _DRAFT,
    c.ConfirmOverride: _DRAFT,
    c.RefuseOverride: _DRAFT,
    c.NoticeBond: _DRAFT,
    c.BondPaid: _DRAFT,
    c.BondToppedUp: tuple(State),
    c.Submit: _DRAFT,
    c.Agree: IN_REVIEW,
    c.SendBack: IN_REVIEW,
    c.Reject: IN_REVIEW,
    c.Amend: (*IN_REVIEW, State.APPROVED),
    c.Withdraw: (State.DRAFT, *IN_REVIEW, State.APPROVED),
    c.SetCard: (State.DRAFT, *IN_REVIEW, State.APPROVED, State.ORDERED),
    c.DropLine: (State.DRAFT, State.APPROVED, State.ORDERED),
    c.PrepareOrder: (State.APPROVED,),
    c.ReleaseOrder: (State.PREPARED,),
    c.CancelOrder: (State.PREPARED,),
    c.Pay: (State.ORDERED,),
    c.Return: _AFTER_ORDER,
    c.RecordRepayment: _DEBT,
    c.ConfirmRepayment: _DEBT,
    c.RefuseRepayment: _DEBT,
    c.AgreePlan: _DEBT,
    c.Press: _DEBT,
    c.ProposeWriteOff: _DEBT,
    c.ConfirmWriteOff: _DEBT,
    c.RefuseWriteOff: _DEBT,
    c.Comment: tuple(State),
}
"""The states that a command may follow."""
_CLERK: Final = frozenset({Role.FUND_CLERK})
_FINANCE: Final = frozenset({Role.FUND_FINANCE})
_CASHIER: Final = frozenset({Role.FUND_CASHIER})
_APPROVER: Final = frozenset({Role.FUND_APPROVER})
_SECOND: Final = _CLERK | _FINANCE | _APPROVER
_ANY: Final = _SECOND | _CASHIER | {Role.FUND_SECTOR}
REVIEWER: Final[Mapping[State, tuple[Role, Duty]]] = {
    State.CHECK: (Role.FUND_CLERK, Duty.CHECK),
    State.SECTOR: (Role.FUND_SECTOR, Duty.SECTOR),
    State.FINANCE: (Role.FUND_FINANCE, Duty.FINANCE),
    State.APPROVAL: (Role.FUND_APPROVER, Duty.APPROVE),
}
"""Whose turn each step of the review is, and what they sign for."""
WHO: Final[Mapping[type[c.Command], frozenset[Role]]] = {
    **dict.fromkeys(WHEN, _CLERK),
    **dict.fromkeys((c.ConfirmOverride, c.RefuseOverride), _SECOND),
    **dict.fromkeys((c.PrepareOrder, c.ReleaseOrder, c.CancelOrder, c.Pay, c.Return, c.RecordRepayment), _CASHIER),
    **dict.fromkeys((c.ConfirmRepayment, c.RefuseRepayment, c.ProposeWriteOff), _FINANCE),
    **dict.fromkeys((c.ConfirmWriteOff,), _APPROVER),
    **dict.fromkeys((c.RefuseWriteOff,), _APPROVER | _FINANCE),
    **dict.fromkeys((c.Comment,), _ANY),
}
"""The roles that may give a command; those of the review are whose turn it is."""
_BY_DATA: Final = (c.Gather, c.Pay, c.Return)
_TURN: Final = (c.Agree, c.SendBack, c.Reject)
_DUTY: Final[Mapping[type[c.Command], Duty]] = {
    c.Submit: Duty.SUBMIT,
    c.PrepareOrder: Duty.PREPARE,
    c.ReleaseOrder: Duty.RELEASE,
}


def forbidden(case: FundCase, command: c.Command, officer: Officer | None) -> Refused | None:
    """Why a command may not be given: not now, not by this role, not within sight, not by the same person again."""
    kind = type(command)
    if case.state not in WHEN[kind]:
        return Refused(Why.OVER if case.is_over else Why.NOT_FROM_HERE)
    if officer is None:
        return None if kind in _BY_DATA else Refused(Why.ROLE)
    if not officer.sight.sees(case.region):
        return Refused(Why.NOT_YOURS)
    if not officer.may(*roles(case, kind)):
        return Refused(Why.ROLE)
    duty = duty_of(case, kind)
    return Refused(Why.SAME_PERSON) if duty is not None and signed_other(case, officer.id, duty) else None


def possible(case: FundCase, officer: Officer) -> frozenset[type[c.Command]]:
    """The commands that an officer may give now, as far as state, role and person go."""
    return frozenset(kind for kind in WHEN if _possible(case, kind, officer))


def _possible(case: FundCase, kind: type[c.Command], officer: Officer) -> bool:
    duty = duty_of(case, kind)
    fits = case.state in WHEN[kind] and officer.sight.sees(case.region) and officer.may(*roles(case, kind))
    return fits and not (duty is not None and signed_other(case, officer.id, duty))


def roles(case: FundCase, kind: type[c.Command]) -> frozenset[Role]:
    """The roles that may give a command now."""
    if kind in _TURN and case.state in REVIEWER:
        return frozenset({REVIEWER[case.state][0]})
    return WHO[kind]


def duty_of(case: FundCase, kind: type[c.Command]) -> Duty | None:
    """What giving a command is signing for; sending back and rejecting are done by who might have agreed."""
    if kind in _TURN and case.state in REVIEWER:
        return REVIEWER[case.state][1]
    return _DUTY.get(kind)


def signed_other(case: FundCase, officer: str, duty: Duty) -> bool:
    """Whether the person has signed for another duty of this case, in any revision.

    Whoever put the application together is an applicant, whoever submitted it.
    """
    return (officer in _applicants(case) and duty is not Duty.SUBMIT) or any(
        one.by == officer and one.duty is not duty for one in case.signatures
    )


def _applicants(case: FundCase) -> frozenset[str]:
    """Who opened the case, settled a source, answered an item or proposed an override."""
    said = {one.by for one in case.settlements} | {one.by for one in case.answers}
    proposed = {line.override.by for line in case.lines if line.override is not None}
    return frozenset({case.opened_by} | said | proposed) - {""}
