"""Who was present: punches read as days, night shifts and corrections included."""

from datetime import date

from monitors.calendar import first_day, last_day, months_after
from monitors.ledger import Ledger, Month

Masks = dict[str, int]
"""By worker, the days of a month on which the worker was present, bit n for the n-th."""


def presence(ledger: Ledger, month: str, as_of: date) -> Masks:
    """The days of a month on which each worker was present, as known at the end of a day.

    A punch belongs to its day in Asia/Shanghai; an `out` before 12:00 without an earlier `in` of that day ends a night
    shift and belongs to the day before. The latest correction of a day wins over its punches.
    """
    masks: Masks = {}
    past = _days_past(month, as_of)
    if here := ledger.month(month):
        for number, day in here.days():
            if number <= past:
                _mark(masks, day.ins, 1 << number)
                _mark(masks, day.on, 1 << number)
                _mark(masks, _leaving(day.ins, day.outs), 1 << number - 1)
    if last_day(month) < as_of and (after := _following(ledger, month)) and (morning := after.glance(1)):
        _mark(masks, _leaving(morning.ins, morning.outs), 1 << last_day(month).day)
    return _corrected(masks, here, past)


def horizon(ledger: Ledger, month: str) -> date:
    """The latest day of which the attendance of a month speaks."""
    latest = date.min
    if here := ledger.month(month):
        numbers = here.day_numbers()
        numbers += [(yes | no).bit_length() - 1 for yes, no in here.corrections.values()]
        if numbers:
            latest = first_day(month).replace(day=max(numbers))
    after = _following(ledger, month)
    return first_day(months_after(month, 1)) if after and after.has_day(1) else latest


def last_present(month: str, mask: int) -> date:
    """The last day of a mask that is not empty."""
    return first_day(month).replace(day=mask.bit_length() - 1)


def first_present(month: str, mask: int) -> date:
    """The first day of a mask that is not empty."""
    return first_day(month).replace(day=(mask & -mask).bit_length() - 1)


def upto(month: str, day: date) -> int:
    """The mask of the month's days up to and including a day."""
    return (1 << _days_past(month, day) + 1) - 1


def _following(ledger: Ledger, month: str) -> Month | None:
    """The month after, whose first morning may end a night shift of this one; none after the last."""
    following = months_after(month, 1)
    return ledger.month(following) if following > month else None


def _days_past(month: str, day: date) -> int:
    first = first_day(month)
    return 0 if day < first else min((day - first).days + 1, last_day(month).day)


def _leaving(ins: dict[str, float], outs: dict[str, float]) -> list[str]:
    """The workers whose first `out` of a morning follows no earlier `in` of that day."""
    return [worker for worker, second in outs.items() if not ins.get(worker, second) < second]


def _mark(masks: Masks, workers: dict[str, float] | set[str] | list[str], bit: int) -> None:
    get = masks.get
    for worker in workers:
        masks[worker] = get(worker, 0) | bit


def _corrected(masks: Masks, month: Month | None, past: int) -> Masks:
    within = (1 << past + 1) - 2
    for worker, (yes, no) in (month.corrections if month else {}).items():
        masks[worker] = masks.get(worker, 0) & ~(no & within) | yes & within
    return {worker: days for worker, mask in masks.items() if (days := mask & ~1)}
