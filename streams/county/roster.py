"""The roster of a site: who works there for whom, from when to when, for what and with which card."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from streams.county import days
from streams.county.dice import dice, token
from streams.county.plan import Plan

CREWS = {
    "钢筋班": 310_00, "木工班": 330_00, "混凝土班": 280_00, "架子工班": 320_00, "砌筑班": 270_00, "抹灰班": 265_00,
    "水电班": 290_00, "防水班": 275_00,
}  # fmt: skip
"""The crews of a building site and their daily wage in fen."""
_GENERAL_CREW, _GENERAL_FEN = "普工班", 210_00
_MONTHLY_FEN = 5_800_00
_BY_MONTH = 0.06
_NIGHT = 0.04
_LEAVERS = 0.12
_FROM_THE_START = 0.75


@dataclass(slots=True)
class Worker:
    """One worker on one site. `token` is what the intake made of the identity number."""

    token: str
    card: str
    employer: str
    crew: str
    role: str
    rate_fen: int
    monthly: bool
    night: bool
    diligence: float
    enrolled_on: date
    leaves_on: date | None
    contract: bool = True

    def employed(self, day: date) -> bool:
        """Whether the worker is enrolled and has not left, the last day included."""
        return self.enrolled_on <= day and (self.leaves_on is None or day <= self.leaves_on)

    def due_fen(self, worked: int) -> int:
        """The wage for so many days of a month."""
        return self.rate_fen * min(worked, 22) // 22 if self.monthly else self.rate_fen * worked


def roster(plan: Plan, until: date) -> list[Worker]:
    """Everyone who will ever work on the site up to this day, in the order of their coming."""
    die = dice(plan.seed, "roster")
    people = [_worker(die, plan, until) for _ in range(plan.headcount)]
    people += [_manager(die, plan) for _ in range(1 + plan.headcount // 50)]
    return sorted(people, key=lambda worker: worker.enrolled_on)


def _worker(die: random.Random, plan: Plan, until: date) -> Worker:
    employer, from_day, crew, rate = _employment(die, plan)
    enrolled = from_day
    if die.random() > _FROM_THE_START:
        enrolled = _workday(plan, from_day + timedelta(days=die.randint(2, 80)))
    if enrolled > until - timedelta(days=10) or not plan.building(enrolled):
        enrolled = from_day
    monthly = die.random() < _BY_MONTH
    return Worker(
        token=token(die, "w"),
        card=token(die, "card-"),
        employer=employer,
        crew=crew,
        role="worker",
        rate_fen=_MONTHLY_FEN if monthly else rate + die.randint(-3, 5) * 5_00,
        monthly=monthly,
        night=die.random() < _NIGHT,
        diligence=die.uniform(0.86, 0.98),
        enrolled_on=enrolled,
        leaves_on=_leaving(die, plan, enrolled, until),
    )


def _employment(die: random.Random, plan: Plan) -> tuple[str, date, str, int]:
    """Employer, first possible day, crew and daily wage: most work for a subcontractor."""
    sub = die.choice([*plan.subs, *plan.subs, None])
    if sub is None:
        return plan.contractor.uscc, plan.starts_on, _GENERAL_CREW, _GENERAL_FEN
    crew = die.choice(tuple(CREWS))
    return sub.company.uscc, _workday(plan, sub.enters_on), crew, CREWS[crew]


def _manager(die: random.Random, plan: Plan) -> Worker:
    return Worker(
        token=token(die, "w"), card=token(die, "card-"), employer=plan.contractor.uscc, crew="管理人员", role="manager",
        rate_fen=9_000_00, monthly=True, night=False, diligence=0.9, enrolled_on=plan.starts_on, leaves_on=None,
    )  # fmt: skip


def _leaving(die: random.Random, plan: Plan, enrolled: date, until: date) -> date | None:
    """The last day of one who leaves before the end of the works, if he does; everybody's when they are completed."""
    last = plan.completes_on - timedelta(days=1) if plan.completes_on else None
    if die.random() < _LEAVERS:
        leaves = _workday(plan, enrolled + timedelta(days=die.randint(20, 100)))
        if leaves < (last or until - timedelta(days=12)):
            return leaves
    return last


def _workday(plan: Plan, day: date) -> date:
    """The first day from this one on on which the site is not resting."""
    while plan.resting(day):
        day += days.DAY
    return day
