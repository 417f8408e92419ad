"""Whether the fund will last: what open alerts may ask of it, against what is free and what is coming."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from fund.books import Account, Balances
from fund.explanation import Figure, Part, yuan
from fund.parameters import PARAMETERS
from fund.terms import FundTerms, Given

_CITY_DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class Expected:
    """What a project's open red alerts may ask for: the most that its workers could be advanced, each of them once.

    `workers` counts people: who is owed by several alerts has the caps once. `figure` says what it rests on.
    """

    alerts: tuple[int, ...]
    project: str
    name: str
    workers: int
    figure: Figure

    @property
    def fen(self) -> int:
        """The sum."""
        return self.figure.fen


@dataclass(frozen=True, slots=True)
class Outlook:
    """The fund against what is expected. `budget_on` is when it is given money again, None where nobody has said."""

    free_fen: int
    expected_fen: int
    budget_on: date | None
    floor: Given
    held_fen: int
    budget_fen: int = 0

    @property
    def short_fen(self) -> int:
        """What is missing if everything expected is asked for before the next budget."""
        return max(self.expected_fen - self.free_fen, 0)

    @property
    def short_after_budget_fen(self) -> int:
        """What is still missing once the next budget has come."""
        return max(self.short_fen - self.budget_fen, 0)

    @property
    def below_floor_fen(self) -> int:
        """By how much the fund, advances included, is smaller than the document demands."""
        assert isinstance(self.floor.value, int)
        return max(self.floor.value - self.held_fen, 0)


def most(workers: int, arrears_fen: int | None, share: Given, wage_fen: int, months: Given) -> Figure:
    """The most that a project's workers could be advanced: the share of the arrears, and so many minimum wages each.

    `arrears_fen` is None where no alert says how much is owed: then the minimum wages alone say what may be asked.
    """
    least = tuple(_caps(workers, arrears_fen, share, wage_fen, months))
    return Figure(("预计最高垫付额", "the most that may be asked"), min((part.fen for part in least), default=0), least)


def _caps(workers: int, arrears_fen: int | None, share: Given, wage_fen: int, months: Given) -> Iterator[Part]:
    if arrears_fen is not None:
        yield Part(("拖欠总额", "all arrears"), arrears_fen, ("预警", "the alerts"), "")
        if share.value is not None:
            fen = int(arrears_fen * Decimal(str(share.value)))
            sum_ = f"{yuan(arrears_fen)} × {share.value}"
            yield Part(PARAMETERS["share_cap"].text, fen, (sum_, sum_), share.source)
    if isinstance(months.value, int) and wage_fen:
        sum_ = f"{workers} × {months.value} × {yuan(wage_fen)}"
        fen = workers * months.value * wage_fen
        yield Part(PARAMETERS["minimum_wage_months"].text, fen, (sum_, sum_), months.source)


def outlook(  # noqa: PLR0913, PLR0917 (what an outlook rests on)
    balances: Balances,
    expected: Iterable[Expected],
    budget_on: date | None,
    region: str,
    day: date,
    terms: FundTerms,
    budget_fen: int = 0,
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
        budget_fen,
    )
