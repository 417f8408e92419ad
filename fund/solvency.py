"""Whether the fund will last: what open alerts may ask of it, against what is free and what is coming."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from fund.books import Account, Balances
from fund.explanation import Figure, Part, Text, yuan
from fund.parameters import PARAMETERS
from fund.terms import FundTerms, Given

_CITY_DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class Expected:
    """What an open red alert may ask for: the most that its workers could be advanced, and what that rests on."""

    alert: int
    workers: int
    fen: int
    text: Text


@dataclass(frozen=True, slots=True)
class Outlook:
    """The fund against what is expected. `budget_on` is when it is given money again, None where nobody has said."""

    free_fen: int
    expected_fen: int
    budget_on: date | None
    floor: Given
    held_fen: int

    @property
    def short_fen(self) -> int:
        """What is missing if everything expected is asked for before the next budget."""
        return max(self.expected_fen - self.free_fen, 0)

    @property
    def below_floor_fen(self) -> int:
        """By how much the fund, advances included, is smaller than the document demands."""
        assert isinstance(self.floor.value, int)
        return max(self.floor.value - self.held_fen, 0)


def most(workers: int, arrears_fen: int, share: Given, wage_fen: int, months: Given) -> Figure:
    """The most that an alert's workers could be advanced: the share of the arrears, and so many minimum wages each."""
    parts = [Part(("拖欠总额", "all arrears"), arrears_fen, ("预警", "the alert"), "")]
    if share.value is not None:
        fen = int(arrears_fen * Decimal(str(share.value)))
        sum_ = f"{yuan(arrears_fen)} × {share.value}"
        parts.append(Part(PARAMETERS["share_cap"].text, fen, (sum_, sum_), share.source))
    if isinstance(months.value, int) and wage_fen:
        sum_ = f"{workers} × {months.value} × {yuan(wage_fen)}"
        fen = workers * months.value * wage_fen
        parts.append(Part(PARAMETERS["minimum_wage_months"].text, fen, (sum_, sum_), months.source))
    least = min(part.fen for part in parts)
    return Figure(("预计最高垫付额", "the most that may be asked"), least, tuple(parts))


def outlook(  # noqa: PLR0913, PLR0917 (what an outlook rests on)
    balances: Balances,
    expected: Iterable[Expected],
    budget_on: date | None,
    region: str,
    day: date,
    terms: FundTerms,
) -> Outlook:
    """The fund on a day. Which floor holds follows from the region: four digits are a city's."""
    name = "city_floor_fen" if len(region) <= _CITY_DIGITS else "county_floor_fen"
    total = sum(one.fen for one in expected)
    return Outlook(
        balances.free_fen,
        total,
        budget_on,
        terms.in_force(name, region, day),
        balances.held_fen + balances.total(Account.ADVANCED),
    )
