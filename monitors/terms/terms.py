"""Everything a rule may ask of one project at the end of one day."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cached_property

from monitors.calendar import due_day, first_day, months_after
from monitors.ledger import Ledger, Said
from monitors.policy import Policy
from monitors.terms import leads
from monitors.terms.accounts import Accounts
from monitors.terms.boards import Boards
from monitors.terms.paymonth import PayMonth
from monitors.terms.roster import Roster
from monitors.terms.site import Site
from monitors.verdict import Term
from schemas.finding import Level


class Terms:
    """What is known of one ledger on `as_of`, and the parameters in force there and then."""

    def __init__(self, ledger: Ledger, as_of: date, policy: Policy) -> None:
        self.as_of = as_of
        self.policy = policy
        self.ledger = ledger
        self.site = Site(ledger, as_of)
        self.accounts = Accounts(ledger, as_of)
        self.boards = Boards(ledger, as_of)
        self.roster = Roster(ledger, as_of)

    def number(self, parameter: str) -> int:
        """A parameter that counts something, in force here on `as_of`."""
        return self.policy.number(parameter, self.site.region, self.as_of)

    def ratio(self, parameter: str) -> Decimal:
        """A parameter that is a ratio, in force here on `as_of`."""
        return self.policy.ratio(parameter, self.site.region, self.as_of)

    def level(self, parameter: str) -> Level:
        """A parameter that is a level, in force here on `as_of`."""
        return self.policy.level(parameter, self.site.region, self.as_of)

    def minimum_wage_fen(self, day: date) -> int:
        """The minimum wage in force here on a day, 0 where unknown."""
        return self.policy.number("minimum_wage_fen", self.site.region, day)

    @cached_property
    def months(self) -> list[PayMonth]:
        """The pay months of which anything is known, in order."""
        return [self._month(name) for name in self.ledger.month_names()]

    def due_day(self, month: str) -> date:
        """*due_date(M)*."""
        registration = self.site.registration
        return due_day(month, registration["pay_day"], same_month=registration.get("pay_day_in") == "same_month")

    def red_from(self, month: str) -> date:
        """The first day of M+2."""
        return first_day(months_after(month, 2))

    def settled(self, month: str) -> tuple[Term, ...]:
        """*settled month*, term by term."""
        due = self.due_day(month)
        waiting = self.accounts.incomplete_banks(due)
        return (
            Term("发薪日已过 the due day has passed", due < self.as_of, due),
            Term("银行数据已报至发薪日 the banks have delivered up to the due day", not waiting, waiting or None),
            Term("不可抗力未覆盖发薪日 no force majeure covers the due day", not self.site.excused(due)),
        )

    def is_settled(self, month: str) -> bool:
        """*settled month*."""
        return all(term.holds for term in self.settled(month))

    @cached_property
    def settled_months(self) -> list[PayMonth]:
        """The pay months that are settled."""
        return [month for month in self.months if self.is_settled(month.name)]

    @property
    def leads(self) -> Iterator[tuple[Said, Said | None]]:
        """The leads of this ledger, each with what closed it."""
        for lead in leads.own_leads(self.ledger, self.as_of):
            yield lead, leads.closing(self.ledger, lead, self.as_of)

    def rest(self) -> None:
        """Forget what is large."""
        for month in self.months:
            month.rest()
        self.ledger.rest()

    def _month(self, name: str) -> PayMonth:
        month: PayMonth | None = self.ledger.memo.get(name)
        if month is None or not month.answers(self.as_of):
            month = self.ledger.memo[name] = PayMonth(self.ledger, name, self.as_of)
        return month
