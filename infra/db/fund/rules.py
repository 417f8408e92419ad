"""What cases of the fund are judged by."""

from dataclasses import dataclass
from datetime import date

from fund.case import FundCase
from fund.terms import FundTerms, Given
from monitors.policy import Policy
from schemas.measures import Mark


@dataclass(frozen=True, slots=True)
class Rules:
    """What cases are judged by: the funds' terms, and the policy that knows the minimum wage."""

    terms: FundTerms
    policy: Policy

    @classmethod
    def shipped(cls) -> "Rules":
        """What is shipped."""
        return cls(FundTerms.shipped(), Policy.shipped())

    def terms_of(self, case: FundCase) -> FundTerms:
        """The terms that hold for a case: those of the day of its application, once there is one."""
        return self.terms.as_of(case.applied_on)

    def minimum_wage(self, region: str, day: date) -> Given:
        """The month's minimum wage there and then, with its source; 0 where nobody knows."""
        found = self.policy.in_force("minimum_wage_fen", region, day)
        assert isinstance(found.value, int)
        return Given(found.name, found.value, found.prefix, found.since, found.source, Mark.LAW)
