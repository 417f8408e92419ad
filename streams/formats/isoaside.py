"""Parts of ISO 20022 messages that are set aside, under names by which they are known when they come again."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Final

from schemas.checked import Checked, Reason, Rejected
from schemas.instants import instant
from streams.formats.isotree import Node, flat, instant_of
from streams.formats.taken import Manner

BROKEN: Final = "/broken/"
"""In the name of what is set aside of a message."""
_SAME: Final = "~"


def or_aside(checked: Checked, manner: Manner, node: Node, same: str = "") -> Checked:
    """What the door refused, set aside with the message's own words."""
    if not checked.rejected:
        return checked
    reasons = tuple(reason for rejected in checked.rejected for reason in rejected.reasons)
    return aside(manner, checked.type or "", checked.project, "", node, reasons, same)


def aside(  # noqa: PLR0913, PLR0917 (a row of the quarantine has so many)
    manner: Manner,
    kind: str,
    project: str | None,
    at: str,
    node: Node,
    reasons: tuple[Reason, ...],
    same: str = "",
) -> Checked:
    """A part of the message set aside: one record, with what stands in it; `same` is what it is called by its bank."""
    raw = dict(flat(node, ""))
    when = instant_of(at)
    moment = None if when is None else instant(when)
    on = None if moment is None else moment.date()
    rejected = (Rejected(None, 1, reasons, raw),)
    name = _name(kind, project, node.name, raw) + (f"{_SAME}{same}" if same else "")
    return Checked(manner.source, name, kind or None, project, moment, moment, on, 1, rejected, None)


class Earlier:
    """What was set aside of the client's messages before: found by what it said, or by what its bank calls it."""

    def __init__(self, named: Mapping[str, tuple[int, ...]]) -> None:
        self._numbers: dict[str, list[int]] = {}
        for name, numbers in named.items():
            said, _, same = name.partition(_SAME)
            for one in filter(None, (said, same)):
                self._numbers.setdefault(one, []).extend(numbers)

    def of(self, checked: Checked, node: Node, same: str) -> Iterator[int]:
        """The numbers of what a part settles. It may have been set aside before more of it was understood."""
        if not self._numbers:
            return
        if (found := self._numbers.get(same)) is not None:
            yield from found
            return
        raw = dict(flat(node, ""))
        kinds = dict.fromkeys((checked.type or "", "bank.wages_paid"))
        names = (_name(kind, project, node.name, raw) for kind in kinds for project in (None, checked.project))
        yield from (number for name in names for number in self._numbers.get(name, ()))


def _name(kind: str, project: str | None, node: str, raw: dict[str, str]) -> str:
    digest = hashlib.blake2b(repr((kind, project, sorted(raw.items()))).encode(), digest_size=10).hexdigest()
    return f"{node}{BROKEN}{digest}"
