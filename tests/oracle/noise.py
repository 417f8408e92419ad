"""What happens on the way: late, early, repeated, corrected, shuffled and broken deliveries."""

from __future__ import annotations

import copy
import json
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from tests.oracle.days import parse_instant, parse_month, plus_days, shanghai_day
from tests.oracle.living.drafting import make_uscc, written
from tests.oracle.terms import HAPPENED

Event = dict[str, Any]
LISTS = ("punches", "lines")
ENUMS: dict[str, tuple[str, ...]] = {
    "kind": ("wage", "bond"),
    "status": ("paid", "failed"),
    "role": ("worker", "manager"),
    "direction": ("in", "out"),
    "funds": ("wage", "excess"),
    "channel": ("automatic", "manual"),
    "pay_day_in": ("same_month", "next_month"),
    "wage_basis": ("daily", "monthly", "piece"),
    "region_code": ("520102", "330106", "110105"),
    "bank_code": ("102", "103", "105"),
    "account_id": ("A1", "A2", "B1"),
    "bond_id": ("G1", "G2"),
    "board_id": ("N1", "N2"),
    "restriction_id": ("R1", "R2"),
    "transaction_id": ("T1", "T2", "T3"),
    "worker_id": ("w01", "w02", "w03"),
    "employer_uscc": (make_uscc("520100", "MA1KJ5NB0"), make_uscc("520100", "MA2KJ5NB0")),
    "lead_id": ("L1", "L2"),
    "project_id": ("P1", "P2", "P9"),
    "payee_token": ("card-w01", "card-w02"),
    "action": ("seal", "freeze"),
    "claimants": ("",),
    "pay_day": ("",),
}
WORSE: tuple[Any, ...] = (
    None, "", "x", 7, -1, 1.0, 1e3, True, [], {}, ["x"], 2**53, -(2**53), 10**30, "2026-02-30", "2026-2-3", "2026-13",
    "26-01", "2026-03-02T07:10:00", "2026-03-02 ", " ", "０１", "91520100MA1KJ5NB0A", "999999", "10", 0, 32, "paid ",
    "2026-03-02T24:00:00+08:00", "20260302", "2026-W10-1", "IN", "1", "360426199101010071", "\u0000", False,
)  # fmt: skip

HAPPENING = set(HAPPENED.values()) | {"paid_on"}
JUNK: tuple[bytes, ...] = (
    b"",
    b"   ",
    b"{",
    b'"a text"',
    b"[]",
    b"17",
    b"null",
    b'{"a": NaN}',
    b"{}",
    b"\xff\xfe",
    b'{"id": "q1", "source": "urn:x"}',
    b'{"id": "q2", "source": "urn:x", "time": "2026-01-01T00:00:00Z"}',
    b'{"specversion": "1.0", "id": "q3", "source": "urn:x", "type": "a.b", "time": "2026-02-01T00:00:00Z"}',
    b'{"id": "q4", "source": "urn:x", "type": "bank.wages_paid", "time": "x", "data": {"lines": [1, 2, 3]}}',
)


def better(rng: Random, name: str, value: Any) -> Any:
    """Return another lawful value for a field."""
    if name == "pay_day":
        return rng.choice((1, 10, 28, 31))
    if name == "claimants":
        return rng.choice((0, 1, 9, 10, 50))
    if name in ENUMS:
        return rng.choice(ENUMS[name])
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return max(0, value + rng.choice((-1, 1, -1000, 1000, value, -value)))
    if isinstance(value, str) and name.endswith("month"):
        return str(parse_month(value).plus(rng.choice((-1, 1, 1, 12))))
    if isinstance(value, str) and name == "at":
        return written(rng, parse_instant(value) + timedelta(hours=rng.choice((-24, -12, -2, 2, 12, 24))))
    try:
        return plus_days(date.fromisoformat(value), rng.choice((-30, -7, -2, -1, 0, 1, 2, 7, 30))).isoformat()
    except (TypeError, ValueError):
        return value


def places(event: Event) -> list[dict[str, Any]]:
    """Return the objects of an event in which a value may change: its data and some of its lines."""
    data = event["data"]
    found = [data]
    for name in LISTS:
        found.extend(data.get(name, []))
    return found


def corrected(rng: Random, event: Event) -> Event:
    """Return the same event as a later correction with one or two other values."""
    again = copy.deepcopy(event)
    for _ in range(rng.choice((0, 1, 1, 2))):
        place = again["data"] if rng.random() < 0.6 else rng.choice(places(again))
        names = sorted(name for name in place if name not in LISTS)
        name = rng.choice(names)
        place[name] = better(rng, name, place[name])
    if rng.random() < 0.15:
        optional = [name for name in again["data"] if name in {"until", "valid_until", "reviewed_by", "wage_officer"}]
        for name in optional:
            again["data"][name] = None
    for name in LISTS:
        if name in again["data"] and rng.random() < 0.3:
            lines = again["data"][name]
            again["data"][name] = rng.sample(lines, rng.randint(0, len(lines)))
    return again


def foretold(rng: Random, event: Event, days: list[date]) -> Event:
    """Return the event as a correction that says now what happens later; that later day is added to `days`."""
    again = corrected(rng, event)
    place = again["data"]
    for name in LISTS:
        if place.get(name):
            place = rng.choice(place[name])
    dated = [name for name in sorted(place) if name in HAPPENING and isinstance(place[name], str)]
    later = timedelta(days=rng.choice((2, 8, 20, 35)))
    if dated:
        place[dated[-1]] = (date.fromisoformat(place[dated[-1]]) + later).isoformat()
        days += [date.fromisoformat(place[dated[-1]]), date.fromisoformat(place[dated[-1]]) - timedelta(days=1)]
    else:
        at = parse_instant(again["time"])
        again["time"], again["receivedtime"] = written(rng, at + later), written(rng, at)
        days += [shanghai_day(at + later), shanghai_day(at + later) - timedelta(days=1)]
    return again


def moved(rng: Random, event: Event, low: int, high: int) -> None:
    """Move the event's `time` by some days."""
    at = parse_instant(event["time"]) + timedelta(days=rng.randint(low, high))
    event["time"] = written(rng, at)


def broken(rng: Random, event: Event) -> Event:
    """Return the event with one value that is not what the contract asks for (or, seldom, happens to be)."""
    bad = copy.deepcopy(event)
    if rng.random() < 0.2:
        name = rng.choice(("specversion", "type", "subject", "data", "time", "receivedtime", "id", "source"))
        if name in {"subject", "type", "data", "specversion"} or rng.random() < 0.4:
            bad[name] = rng.choice((None, "", 7, [], "x", "1.1", {"x": 1}))
            if (name == "subject" and bad["subject"] == "x") or rng.random() < 0.2:
                bad.pop(name)
        return bad
    place = bad["data"] if rng.random() < 0.5 else rng.choice(places(bad))
    name = rng.choice(sorted(place))
    if isinstance(place[name], dict) and rng.random() < 0.7:
        place = place[name]
        name = rng.choice(sorted(place) or ["x"])
    if isinstance(place.get(name), list) and place[name] and rng.random() < 0.8:
        place[name][rng.randrange(len(place[name]))] = rng.choice(WORSE)
    else:
        place[name] = rng.choice(WORSE)
    if rng.random() < 0.15:
        place.pop(name)
    return bad


def junk(rng: Random) -> bytes:
    """Return a line that is no event."""
    return rng.choice(JUNK)


def trouble_the_delivery(rng: Random, events: list[Event], level: float, days: list[date]) -> list[Event]:
    """Return the events with corrections, early and late ones; `level` 0 leaves all as it is.

    The days on which something foretold comes true are added to `days`.
    """
    result = list(events)
    if not level:
        return result
    for event in rng.sample(events, int(min(len(events), 3 + len(events) * 0.03 * level))):
        again = corrected(rng, event)
        if rng.random() < 0.7:
            moved(rng, again, -2, 30)
        result.append(again)
    for event in rng.sample(events, min(len(events), int(rng.choice((0, 2, 5, 12)) * level))):
        result.append(foretold(rng, event, days))
    for event in result:
        chance = rng.random()
        if chance < 0.02 * level:
            moved(rng, event, -25, -1)
        elif chance < 0.05 * level:
            late = parse_instant(event["time"]) + timedelta(days=rng.choice((0, 1, 3, 10, 35)), hours=rng.randint(0, 9))
            event["receivedtime"] = written(rng, late)
        elif chance < 0.06 * level:
            early = parse_instant(event["time"]) - timedelta(days=rng.choice((1, 5, 20)))
            event["receivedtime"] = written(rng, early)
        elif chance < 0.065 * level:
            event["receivedtime"] = rng.choice((None, ""))
    return result


def received(event: Event) -> datetime:
    """Return when the event was received."""
    return parse_instant(event.get("receivedtime") or event["time"])


def in_order(rng: Random, events: list[Event], level: float) -> list[Event]:
    """Return the events in the order of receipt, mostly; each with its id."""
    ordered = sorted(events, key=received)
    for index, event in enumerate(ordered):
        event["id"] = f"e{index:04d}"
    for _ in range(int(len(ordered) * 0.02 * level)):
        place = rng.randrange(len(ordered))
        if rng.random() < 0.7:
            other = min(len(ordered) - 1, place + rng.randint(1, 4))
            ordered[place], ordered[other] = ordered[other], ordered[place]
        else:
            ordered.insert(rng.randrange(len(ordered)), ordered.pop(place))
    return ordered


def as_lines(rng: Random, events: list[Event], level: float) -> list[bytes]:
    """Write the file: with repetitions, broken events (instead of good ones or beside them) and junk."""
    result: list[bytes] = []

    def write(event: Event) -> None:
        result.append(json.dumps(event, ensure_ascii=rng.random() < 0.5).encode())

    for event in events:
        chance = rng.random()
        if chance < 0.01 * level:
            bad = broken(rng, event)
            write(bad)
            if rng.random() < 0.5:
                write({**event, "id": event["id"] + "n"})
            elif rng.random() < 0.5:
                write(event)
            continue
        write(event)
        if chance > 1 - 0.015 * level:
            write(event if rng.random() < 0.6 else {**corrected(rng, event), "id": event["id"]})
        elif chance > 1 - 0.02 * level:
            result.append(junk(rng))
        elif chance > 1 - 0.03 * level:
            bad = broken(rng, event)
            if bad.get("id") == event["id"]:
                bad["id"] = event["id"] + "b"
            write(bad)
    if level and result and rng.random() < 0.3:
        result.insert(rng.randrange(len(result)), result[rng.randrange(len(result))])
    return result
