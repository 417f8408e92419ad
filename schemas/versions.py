"""Which events tell the same thing again: the later accepted supersedes, see docs/contract.md."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple

KEYS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({
    "project.registered": (),
    "project.started": (),
    "project.completed": (),
    "project.notice_board_posted": ("board_id",),
    "project.pay_sheet_submitted": ("sheet_id",),
    "project.force_majeure_declared": ("document_no",),
    "attendance.worker_enrolled": ("worker_id",),
    "attendance.day_corrected": ("worker_id", "date"),
    "bank.account_opened": ("account_id",),
    "bank.account_credited": ("account_id", "transaction_id"),
    "bank.account_debited": ("account_id", "transaction_id"),
    "bank.account_restricted": ("restriction_id",),
    "bank.bond_deposited": ("bond_id",),
    "bank.wages_paid": ("batch_id", "line_id"),
    "lead.received": ("lead_id",),
})  # fmt: skip
"""What a later event must carry to supersede; () the project has one only. Types that are missing supersede nothing."""
_OF_A_LINE: Final = "line_id"
Asked = Sequence[tuple[str, str]]
"""Names and values that the versions share."""


class Version(NamedTuple):
    """An event among those that tell the same: the place of the one before it, and whether a later one supersedes."""

    before: int | None
    superseded: bool


def versions(kind: str, told: Sequence[Mapping[str, Any]], asked: Asked = ()) -> list[Version]:
    """Of events in the order of acceptance, by their data. Of wages only the lines asked for count, if there are any.

    An event is superseded when all that it tells of was told again.
    """
    things = [_things(kind, data, asked) for data in told]
    again: set[tuple[str, ...]] = set()
    superseded: list[bool] = []
    for own in reversed(things):
        superseded.append(bool(own) and own <= again)
        again |= own
    last: dict[tuple[str, ...], int] = {}
    found: list[Version] = []
    for place, (own, over) in enumerate(zip(things, reversed(superseded), strict=True)):
        found.append(Version(max((last[one] for one in own if one in last), default=None), over))
        last |= dict.fromkeys(own, place)
    return found


def _things(kind: str, data: Mapping[str, Any], asked: Asked) -> set[tuple[str, ...]]:
    """What an event tells of, by its keys."""
    keys = KEYS.get(kind)
    if keys is None:
        return set()
    places = [{**data, **line} for line in _lines(data, asked)] if _OF_A_LINE in keys else [data]
    return {tuple(str(place.get(key)) for key in keys) for place in places}


def _lines(data: Mapping[str, Any], asked: Asked) -> Iterable[Mapping[str, Any]]:
    lines: list[dict[str, Any]] = data.get("lines", [])
    wanted = [line for line in lines if _is_asked(line, asked)]
    return wanted or lines


def _is_asked(line: Mapping[str, Any], asked: Asked) -> bool:
    said = [str(line[name]) == value for name, value in asked if name in line]
    return bool(said) and all(said)
