"""Small, nasty, reproducible scenarios: `scenario(seed)` gives the file, the policy and the days to look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from tests.oracle.days import is_working_day, plus_days, plus_working_days
from tests.oracle.life import TROUBLES, Life
from tests.oracle.living.drafting import BANK, SITE, Event, draft, instant
from tests.oracle.noise import as_lines, in_order, trouble_the_delivery

REGIONS = ("520102", "520102", "520302", "330106", "330304", "110105")


@dataclass(frozen=True, slots=True)
class Scenario:
    """One file of events with the policy and the days on which it is to be judged."""

    lines: list[bytes]
    policy_toml: str | None
    as_ofs: list[date]


def scenario(seed: int) -> Scenario:
    """Return the scenario of a seed, the same one on every call and machine."""
    rng = Random(seed)  # to be reproduced, not to be secret
    first = first_day(rng)
    months = rng.choice((1, 2, 2, 3, 3, 4, 5))
    focused = rng.random() < 0.4
    count = 1 if focused else rng.choice((1, 1, 1, 2, 3))
    lives = [
        life(rng, f"P{number}", first, min(months, 3) if focused else months, focused) for number in range(1, count + 1)
    ]
    events = [event for one in lives for event in one.events]
    boundaries = {topic: days for one in lives for topic, days in one.boundaries.items()}
    last = max(one.end for one in lives)
    events += leads(rng, first, last, boundaries)
    level = rng.choice((0, 0, 0.3)) if focused else rng.choice((0, 0, 0.5, 1, 1, 2, 3))
    foretold: list[date] = []
    events = trouble_the_delivery(rng, events, level, foretold)
    boundaries |= {f"foretold {index}": foretold for index in range(len(boundaries) // 3) if foretold}
    as_ofs = (beside if focused else choose_days)(rng, first, plus_days(last, 75), boundaries)
    events += trouble_the_delivery(rng, feeds(rng, lives, first, max(as_ofs)), level / 2, [])
    lines = as_lines(rng, in_order(rng, events, level), level)
    return Scenario(lines, policy(rng, first), as_ofs)


def first_day(rng: Random) -> date:
    """Return the day of the first contract: mostly a year of holidays, sometimes one at the calendar's edges."""
    if rng.random() < 0.1:
        return rng.choice(
            (date(2022, 12, 5), date(2026, 11, 2), date(2003, 11, 20), date(2024, 1, 10), date(2031, 1, 6))
        )
    return plus_days(date(2025, 8, 1), rng.randint(0, 330))


def life(rng: Random, ident: str, first: date, months: int, focused: bool) -> Life:
    """Return one project's life with a few troubles; a focused one with one or two."""
    count = rng.choice((1, 1, 2)) if focused else rng.choice((0, 1, 1, 2, 2, 2, 3, 3, 4, 5, 8, 14))
    troubles = set(rng.sample(TROUBLES, count))
    one = Life(rng, ident, plus_days(first, rng.randint(0, 20)), months, rng.choice(REGIONS), troubles)
    one.live()
    return one


def choose_days(rng: Random, first: date, last: date, boundaries: dict[str, list[date]]) -> list[date]:
    """Return three to six days, mostly at or beside a boundary, increasing."""
    near = [
        [day for day in days if first <= day <= last]
        for topic, days in sorted(boundaries.items())
        for _ in weight(topic)
    ]
    near = [days for days in near if days] or [[first]]
    days = {plus_days(rng.choice(rng.choice(near)), rng.choice((-1, 0, 0, 0, 0, 1))) for _ in range(rng.randint(2, 5))}
    if rng.random() < 0.5:
        days.add(plus_days(max(map(max, near)), rng.randint(0, 20)))
    while len(days) < 3:
        days.add(plus_days(first, rng.randint(0, (last - first).days)))
    return sorted(days)


def beside(rng: Random, first: date, last: date, boundaries: dict[str, list[date]]) -> list[date]:
    """Return days of one or two topics only, each boundary with the days before and after it."""
    topics = [
        name for name, days in sorted(boundaries.items()) for _ in weight(name) if any(first <= d <= last for d in days)
    ]
    near = [
        day for topic in rng.sample(topics, min(2, len(topics))) for day in boundaries[topic] if first <= day <= last
    ]
    chosen = [rng.choice(near or [first]) for _ in range(2)]
    return sorted({plus_days(day, step) for day in chosen for step in (-1, 0, 1)})


def weight(topic: str) -> range:
    """Return a topic's places in the draw: few for what seldom goes wrong, many for what only troubles bring."""
    always = (" enrol", " post_board", " open_accounts", " sheet", " pay", " complete", " board")
    if topic.endswith((" register", " open_account", " fund")):
        return range(1)
    return range(2 if topic.endswith(always) else 8)


def feeds(rng: Random, lives: list[Life], first: date, last: date) -> list[Event]:
    """Return what each bank states: every working day, weekly, until it stops, or in leaps."""
    opened = [e["data"] for one in lives for e in one.events if e["type"] == "bank.account_opened"]
    banks = sorted({data["bank_code"] for data in opened})
    if rng.random() < 0.1:
        banks.append("999")
    result = []
    sound = rng.random() < 0.6
    for bank in banks:
        mode = "working" if sound else rng.choice(("working", "weekly", "stops", "stops", "leaps", "ahead", "never"))
        stop = plus_days(first, rng.randint(30, 150)) if mode == "stops" else date.max
        result += [statement(rng, bank, day, mode) for day in days_between(first, last) if states(rng, day, mode, stop)]
    return result


def days_between(first: date, last: date) -> list[date]:
    """Return every day from the first to the last."""
    return [first + timedelta(days=index) for index in range((last - first).days + 1)]


def states(rng: Random, day: date, mode: str, stop: date) -> bool:
    """Tell whether the bank states something on a day."""
    if mode == "never" or day > stop:
        return False
    if mode == "weekly":
        return day.weekday() == 4
    return rng.random() < 0.1 if mode == "leaps" else is_working_day(day)


def statement(rng: Random, bank: str, day: date, mode: str) -> Event:
    """Return one statement of a bank: complete until yesterday, or with `ahead` sometimes further or less far."""
    until = plus_days(day, rng.choice((-4, -1, -1, 0, 1, 5)) if mode == "ahead" else -1)
    data = {"bank_code": bank, "complete_until": until.isoformat()}
    return draft(rng, "bank.feed_completed", rng.choice((None, None, "")), f"{BANK}:{bank}", instant(day, 6, 30), data)


def leads(rng: Random, first: date, last: date, boundaries: dict[str, list[date]]) -> list[Event]:
    """Return a few leads: some name a project, some nobody, some change their mind, some are closed."""
    result: list[Event] = []
    for number in range(1, rng.choice((1, 1, 1, 2, 3))):
        day = plus_days(first, rng.randint(0, (last - first).days))
        for _ in range(rng.choice((1, 1, 2))):
            data: dict[str, Any] = {
                "lead_id": f"L{number}",
                "channel": rng.choice(("hotline", "app", "window")),
                "claimants": rng.choice((0, 1, 9, 10, 40)),
                "received_on": day.isoformat(),
            }
            named = rng.choice(("P1", "P1", "P2", "P9", None, ""))
            if named is not None:
                data["project_id"] = named
            if rng.random() < 0.3:
                data |= {"worker_ids": ["w01"], "months": ["2026-01"], "amount_fen": 5}
            subject = rng.choice((named or None, named or None, None, "P1", "P2"))
            result.append(draft(rng, "lead.received", subject, SITE, instant(day, 10), data))
            limit = plus_working_days(day, 15)
            boundaries.setdefault("leads", []).extend((limit, plus_days(limit, 1)))
            day = plus_days(day, rng.randint(0, 12))
        if rng.random() < 0.4:
            closed = plus_days(day, rng.randint(-2, 40))
            data = {"lead_id": f"L{number}", "closed_on": closed.isoformat(), "outcome": "paid"}
            result.append(draft(rng, "lead.closed", None, SITE, instant(closed, 10), data))
            boundaries.setdefault("leads", []).append(closed)
    return result


def policy(rng: Random, first: date) -> str | None:
    """Return a policy file of made-up law, or none."""
    if rng.random() < 0.6:
        return None
    choices = {
        "unpaid_ratio": ("0.10", "0.25", "0.5", "0.2", "1"),
        "unpaid_ratio_level": ('"yellow"', '"orange"', '"red"'),
        "full_month_days": ("3", "5", "10"),
        "minimum_wage_fen": ("0", "189000", "249000", "600000"),
        "sheet_lead_wd": ("0", "3", "10"),
        "month_pay_cap_fen": ("300000", "500000", "40000000"),
        "year_pay_cap_fen": ("500000", "1000000"),
        "excessive_level": ('"yellow"', '"orange"', '"red"'),
        "exit_grace_days": ("0", "3", "15"),
        "shortfall_lead_wd": ("0", "10"),
        "bond_due_wd": ("5", "40"),
        "bond_exempt_below_fen": ("0", "900000000"),
        "bond_topup_wd": ("0", "3"),
        "bond_rate": ("0.01", "0.015", "0.005"),
        "notice_grace_days": ("0", "15"),
        "notice_red_days": ("10", "60"),
        "silent_days": ("2", "5", "14"),
        "group_threshold": ("2", "4", "10"),
        "crime_one_fen": ("1000", "300000"),
        "crime_ten_fen": ("10000", "2000000"),
        "lead_wd": ("0", "5"),
        "feed_late_wd": ("0", "1", "5"),
    }
    text = "# made up\n"
    for prefix in rng.sample(("00", "52", "33", "11", "5201", "520102", "330106"), rng.randint(1, 4)):
        for _ in range(rng.randint(1, 3)):
            since = plus_days(first, rng.choice((-400, -400, 0, 40, 80, 120)))
            text += f'[["{prefix}"]]\nfrom = {since}\nsource = "made up"\n'
            for name in rng.sample(sorted(choices), rng.randint(1, 5)):
                text += f"{name} = {rng.choice(choices[name])}\n"
    return text
