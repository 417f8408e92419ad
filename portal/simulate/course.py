"""A sender lives through his days: sends, is cut off, sends again, repairs, and holds every receipt against the sum."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from typing import Any, Final

from portal.simulate.day import Day
from portal.simulate.delivery import XML, Delivery, Event, records
from portal.simulate.sheets import repaired
from portal.simulate.statement import CODES
from portal.simulate.wire import Wire

_CUT_EVERY: Final = 3
_AGAIN_EVERY: Final = 4
_RECORDS: Final = ("received", "accepted", "duplicate", "quarantined")
_FIGURES: Final = (*_RECORDS, "fen")
SKEW: Final = timedelta(minutes=3)
"""By so much the terminals' clocks are fast."""
_NEAR_MS: Final = 60_000
Figures = dict[str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """What was sent, and whether its receipt says what it should.

    `how` is first, pieces, message, again, repaired, terminal, late, completed, order, free, held or case.
    """

    day: str
    name: str
    how: str
    due: Figures
    told: Figures
    wrong: str = ""
    cut: bool = False

    @property
    def agrees(self) -> bool:
        """Whether the receipt says what was sent."""
        return self.due == self.told and not self.wrong


def lived(days: Iterable[Day], wire: Wire, run: str) -> Iterator[Line]:
    """Everything that the sender does in his days, as he does it; `run` makes the Idempotency-Keys this run's own.

    Every third file that goes in one request is cut off in the middle and sent again with the same Idempotency-Key,
    every fourth is sent once more as a new request, in which everything is a duplicate.

    Raises:
        portal.client.Failed: the door refuses a file as a whole.
    """
    numbers = count(1)
    for day in days:
        for order in day.orders:
            told = wire.may_restrict(order)["answer"]
            wrong = "" if told == "hold" else f"the gate says {told}, not hold"
            yield Line(f"{day.day}", str(order["data"]["restriction_id"]), "order", {}, {}, wrong)
        for sent in day.deliveries:
            yield from _delivered(sent, f"{day.day}", wire, f"{run}-{next(numbers)}")
        for how, batches in (("late", day.late), ("terminal", day.punched)):
            yield from (_punched(batch, f"{day.day}", how, wire) for batch in batches)
        for until in day.completed:
            answer = wire.complete(until)
            yield Line(f"{day.day}", until, "completed", _figures(1, 1, 0, 0, 0), _told(answer))


def _delivered(sent: Delivery, day: str, wire: Wire, key: str) -> Iterator[Line]:
    nth = int(key.rpartition("-")[2])
    cut = nth % _CUT_EVERY == 0 and not sent.pieces
    if cut:
        wire.cut(sent, key)
    if sent.media == XML:
        wire.explain(CODES)
    answer, same = ((wire.upload(sent) if sent.pieces else wire.submit(sent, key)) for _ in range(2))
    wrong = "" if same["jws"] == answer["jws"] else "the same key got another receipt"
    broken, spoiled_fen = len(sent.broken), sum(one.fen for one in sent.broken)
    due = _figures(sent.records, sent.records - broken, 0, broken, sent.fen - spoiled_fen)
    how = "pieces" if sent.pieces else "message" if sent.media == XML else "first"
    yield _line(day, sent, how, due, answer, wrong, cut=cut)
    if broken:
        yield _repair(sent, day, wire, key, answer["id"])
    if nth % _AGAIN_EVERY == 0:
        again = wire.submit(sent, f"{key}-again")
        yield _line(day, sent, "again", _figures(sent.records, 0, sent.records, 0, sent.fen - spoiled_fen), again)


def _repair(sent: Delivery, day: str, wire: Wire, key: str, submission: str) -> Line:
    """Download what was set aside, put it right, send it: the broken rows and nothing else, all good now."""
    body = repaired(wire.rejected(submission), {broken.found: broken.meant for broken in sent.broken})
    end = sent.name.rpartition(".")[2]
    file = replace(sent, body=body, name=f"{sent.name.removesuffix(f'.{end}')}-更正.{end}", broken=())
    broken = len(sent.broken)
    due = _figures(broken, broken, 0, 0, sum(one.fen for one in sent.broken))
    return _line(day, file, "repaired", due, wire.submit(file, f"{key}-repaired"))


def _punched(batch: Event, day: str, how: str, wire: Wire) -> Line:
    """A terminal's batch, as late as need be; the answer must say by how much its clock is fast."""
    answer, skew_ms = wire.punch(batch, SKEW)
    is_near = abs(skew_ms - SKEW / timedelta(milliseconds=1)) < _NEAR_MS
    wrong = "" if is_near else f"the answer says that the clock is {skew_ms} ms fast"
    number = records(batch)
    name = f"{batch['data']['device_id']} {batch['time'][:10]}"
    return Line(day, name, how, _figures(number, number, 0, 0, 0), _told(answer), wrong)


def _line(  # noqa: PLR0913, PLR0917 (what there is to compare)
    day: str, sent: Delivery, how: str, due: Figures, answer: dict[str, Any], wrong: str = "", *, cut: bool = False
) -> Line:
    if answer["receipt"]["file"]["sha256"] != sent.sha256:
        wrong = wrong or "the receipt is for another file"
    return Line(day, sent.name, how, due, _told(answer), wrong, cut)


def _told(answer: dict[str, Any]) -> Figures:
    """The figures of the receipt."""
    receipt = answer["receipt"]
    fen = sum(part["amount_fen"] for part in receipt["totals"].values())
    return {**{name: receipt["records"][name] for name in _RECORDS}, "fen": fen}


def _figures(*figures: int) -> Figures:
    return dict(zip(_FIGURES, figures, strict=True))


def total(lines: Iterable[Line]) -> tuple[Figures, Figures]:
    """What was due and what the receipts say, over all of them."""
    due, told = dict.fromkeys(_FIGURES, 0), dict.fromkeys(_FIGURES, 0)
    for line in lines:
        for name in _FIGURES:
            due[name] += line.due.get(name, 0)
            told[name] += line.told.get(name, 0)
    return due, told
