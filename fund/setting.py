"""What a command on a case is judged by."""

from dataclasses import dataclass, field

from fund.books import Balances
from fund.case import Slot
from fund.terms import FundTerms, Given
from schemas.measures import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Setting:
    """The rules, the calendar, the fund's balances, the minimum wage there and then, and what others hold.

    `balances` are the fund's, read under its lock; `taken` are those of the case's slots that any other case of the
    country holds: nothing else is known of that case. `minimum_wage` is the policy's figure; 0 or None: nobody knows.
    """

    terms: FundTerms
    calendar: WorkingCalendar
    balances: Balances
    minimum_wage: Given | None = None
    taken: frozenset[Slot] = field(default_factory=frozenset)
