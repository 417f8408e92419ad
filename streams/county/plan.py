"""A plan settles what one project is before its first day: who builds what for whom, with whose money, until when."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from streams.county import days, names
from streams.county.dice import dice
from streams.county.names import Company
from streams.county.shape import Shape

PAY_DAYS = (12, 15, 15, 15, 18, 20)
BANKS = ("102", "103", "104", "105", "313", "314")
VILLAGE_BANK = "402"
"""The rural credit union: the bank of one project alone."""

_SECTORS = ("housing",) * 9 + ("municipal",) * 4 + ("transport",) * 3 + ("water", "power", "other")
_FUNDING = ("government",) * 5 + ("soe",) * 3 + ("private",) * 3
_LATE = 0.2
_WORKED_THROUGH = 0.1
_CASH_BOND = 0.3
_MARKED_LATER = 0.3


@dataclass(frozen=True, slots=True)
class Sub:
    """A labour subcontractor and the day it enters the site."""

    company: Company
    enters_on: date


@dataclass(slots=True)
class Plan:
    """One project as planned. Offences change it before the first day; nothing changes it afterwards."""

    id: str
    seed: str
    name: str
    sector: str
    funding: str
    owner: Company
    contractor: Company
    subs: list[Sub]
    officer: str
    phone: str
    headcount: int
    pay_day: int
    bank: str
    amount_fen: int
    labor_cost_fen: int
    signed_on: date
    permit_on: date
    starts_on: date
    account_opened_on: date
    account_marked_on: date | None
    bond_on: date
    bond_until: date | None
    bond_fen: int
    rests: tuple[date, date] | None
    completes_on: date | None = None
    four_punches: bool = False
    account_never_marked: bool = False
    subs_kept_off_the_board: list[Sub] = field(default_factory=list)

    @property
    def account(self) -> str:
        """The wage account's id."""
        return f"{self.id}-W"

    @property
    def bond_account(self) -> str:
        """The id of the account that holds a cash bond."""
        return f"{self.id}-B"

    @property
    def bond(self) -> str:
        """The bond's id."""
        return f"{self.id}-BOND"

    def resting(self, day: date) -> bool:
        """Whether the project is suspended over the Spring Festival."""
        return self.rests is not None and self.rests[0] <= day <= self.rests[1]

    def building(self, day: date) -> bool:
        """Whether the project is in construction on this day."""
        return self.starts_on <= day and not self.resting(day) and not (self.completes_on and self.completes_on <= day)


def plans(seed: object, shape: Shape) -> list[Plan]:
    """The county's projects, in the order of their ids; the last one banks with the village bank."""
    taken: set[str] = set()
    made = [_plan(index, dice(seed, "plan", index), seed, shape, taken) for index in range(shape.projects)]
    made[-1].bank, made[-1].pay_day = VILLAGE_BANK, 15
    return made


def _plan(index: int, die: random.Random, seed: object, shape: Shape, taken: set[str]) -> Plan:
    late = 0 < index < shape.projects - 1 and die.random() < _LATE
    finishing = index == 1 and shape.months > 3
    signed = shape.begins_on + timedelta(days=die.randint(20, 32) if late else -die.randint(30, 55))
    permit = signed + timedelta(days=die.randint(5, 12))
    starts = shape.begins_on + timedelta(days=die.randint(56, 60) if late else die.randint(0, 7))
    if late and (festival := days.festival(starts.year)):
        starts = max(starts, festival[1] + timedelta(days=die.randint(3, 7)))
    opened = days.on_or_after(signed + timedelta(days=die.randint(8, 20)))
    sector, funding = die.choice(_SECTORS), die.choice(_FUNDING)
    headcount = max(12, round(shape.workers * die.uniform(0.6, 1.4)))
    amount = headcount * die.randint(35, 60) * 1_000_000
    cash = die.random() < _CASH_BOND
    firms: set[str] = set()
    return Plan(
        id=f"P{index + 1:02d}",
        seed=f"{seed}/{index}",
        name=names.works(die, sector, taken),
        sector=sector,
        funding=funding,
        owner=names.owner(die, funding),
        contractor=names.contractor(die),
        subs=[
            Sub(names.labor_firm(die, firms), _entry(die, starts, nth))
            for nth in range(2 if finishing else die.choice((1, 2, 2, 3)))
        ],
        officer=names.person(die),
        phone=names.phone(die),
        headcount=headcount,
        pay_day=15 if finishing else die.choice(PAY_DAYS),
        bank=die.choice(BANKS),
        amount_fen=amount,
        labor_cost_fen=headcount * 8_600_00 // 10_000_00 * 10_000_00 + 10_000_00,
        signed_on=signed,
        permit_on=permit,
        starts_on=starts,
        account_opened_on=opened,
        account_marked_on=days.working_days_after(opened, 1) if die.random() < _MARKED_LATER else None,
        bond_on=days.working_days_after(permit, die.randint(3, 9)),
        bond_until=None if cash else days.same_day_after(signed, die.randint(20, 30)),
        bond_fen=-(-amount * die.randint(100, 150) // 10_000 // 1_000_00) * 1_000_00,
        rests=None if die.random() < _WORKED_THROUGH else _rest(die, starts),
        completes_on=shape.as_of - timedelta(days=43) if finishing else None,
        four_punches=die.random() < 0.25,
    )


def _entry(die: random.Random, starts: date, nth: int) -> date:
    """The first subcontractor comes with the start, a further one in the middle of a later month."""
    if nth == 0:
        return starts
    return days.same_day_after(starts.replace(day=1), nth + 1).replace(day=die.randint(9, 16))


def _rest(die: random.Random, starts: date) -> tuple[date, date] | None:
    """The weeks around the Spring Festival in which the site stands still."""
    festival = days.festival(starts.year)
    if festival is None or starts > festival[0] - timedelta(days=12):
        return None
    return festival[0] - timedelta(days=die.randint(2, 5)), festival[1] + timedelta(days=die.randint(2, 5))
