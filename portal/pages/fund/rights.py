"""Who may look into the fund, and which of its cases."""

from typing import Annotated, Final

from fastapi import Depends, HTTPException, Request

from fund.case import FundCase
from infra.db.fund import FundCases, Rules
from infra.db.policies import Policies
from portal.visitor import Visitor, needs
from schemas.office import Role
from streams.policies import policy_in_force

LOOKERS: Final = (
    Role.OFFICER, Role.CHIEF, Role.AUDITOR, Role.FUND_CLERK, Role.FUND_SECTOR, Role.FUND_FINANCE, Role.FUND_APPROVER,
    Role.FUND_CASHIER,
)  # fmt: skip
_LOOK: Final = Depends(needs(*LOOKERS))
FundLooker = Annotated[Visitor, _LOOK]
_CLERKS: Final = Depends(needs(Role.FUND_CLERK))
Clerk = Annotated[Visitor, _CLERKS]
_KEEPERS: Final = Depends(needs(Role.FUND_CASHIER, Role.FUND_FINANCE))
Keeper = Annotated[Visitor, _KEEPERS]
_PAYERS: Final = Depends(needs(Role.FUND_CASHIER))
Payer = Annotated[Visitor, _PAYERS]
_DECIDERS: Final = Depends(needs(Role.FUND_CASHIER, Role.FUND_FINANCE, Role.FUND_APPROVER))
Decider = Annotated[Visitor, _DECIDERS]
_LARGEST: Final = 2**63


def store(request: Request, visitor: Visitor) -> FundCases:
    """The store of cases, which judges by what is in force."""
    published = Policies(visitor.engine)
    policy = policy_in_force(request.app.state.settings.policy, published)
    return FundCases(visitor.engine, Rules(published.fund_terms(), policy))


def found(cases: FundCases, visitor: Visitor, number: int) -> FundCase:
    """The case of a number; 404 where there is none in sight."""
    case = cases.get(number, visitor.sight) if 0 <= number < _LARGEST else None
    if case is None:
        raise HTTPException(404)
    return case
