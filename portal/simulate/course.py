"""A sender lives through his days: sends, is cut off, sends again, repairs, and holds every receipt against the sum."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, Final

from portal.simulate.day import Day
from portal.simulate.delivery import Delivery
from portal.simulate.sheets import repaired
from portal.simulate.wire import Wire

_CUT_EVERY: Final = 3
_AGAIN_EVERY: Final = 4
_RECORDS: Final = ("received", "accepted", "duplicate", "quarantined")
_FIGURES: Final = (*_RECORDS, "fen")
Figures = dict[str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """What was sent, and whether its receipt says what it should. `how` is first, again, repaired or gate."""

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

    Every third file is cut off in the middle and sent again with the same Idempotency-Key, every fourth is sent once
    more as a new request, in which everything is a duplicate.

    Raises:
        NotTaken: the door refuses a file as a whole.
    """
    numbers = count(1)
    for day in days:
        for order in day.orders:
            answer = wire.may_restrict(order)
            wrong = "" if answer == "hold" else f"the gate says {answer}, not hold"
            yield Line(f"{day.day}", str(order["data"]["restriction_id"]), "gate", {}, {}, wrong)
        for sent in day.deliveries:
            yield from _delivered(sent, f"{day.day}", wire, f"{run}-{next(numbers)}")


def _delivered(sent: Delivery, day: str, wire: Wire, key: str) -> Iterator[Line]:
    nth = int(key.rpartition("-")[2])
    cut = nth % _CUT_EVERY == 0
    if cut:
        wire.cut(sent, key)
    answer = wire.submit(sent, key)
    same = wire.submit(sent, key)
    wrong = "" if same["jws"] == answer["jws"] else "the same key got another receipt"
    broken, spoiled_fen = len(sent.broken), sum(one.fen for one in sent.broken)
    due = _figures(sent.records, sent.records - broken, 0, broken, sent.fen - spoiled_fen)
    yield _line(day, sent, "first", due, answer, wrong, cut=cut)
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


def _line(  # noqa: PLR0913, PLR0917 (what there is to compare)
    day: str, sent: Delivery, how: str, due: Figures, answer: dict[str, Any], wrong: str = "", *, cut: bool = False
) -> Line:
    receipt = answer["receipt"]
    if receipt["file"]["sha256"] != sent.sha256:
        wrong = wrong or "the receipt is for another file"
    told = {name: receipt["records"][name] for name in _RECORDS}
    fen = sum(part["amount_fen"] for part in receipt["totals"].values())
    return Line(day, sent.name, how, due, {**told, "fen": fen}, wrong, cut)


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
