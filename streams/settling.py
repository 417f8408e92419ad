"""What is sent again settles the row that waited: repaired, or wrong again and in its place. Each waits only once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from infra.db.repairs import Repairs, Waiting
from schemas.checking import Checked
from streams.repair import comes_whole

_AT_ONCE: Final = 5_000


class Again(NamedTuple):
    """Something sent again: the number that it says it repairs, where it stands, and what of it is wrong."""

    number: int
    source: str | None
    id: str | None
    line_no: int
    whole: bool
    """Whether nothing of it was accepted."""
    wrong: tuple[int, ...]
    """Otherwise the places of its lines that are wrong."""


@dataclass(frozen=True, slots=True)
class Repairer:
    """Whose rows a submission settles: a client's, else those of the same source; at the console anybody's."""

    client: str | None = None
    console: bool = False

    def may(self, row: Waiting, source: str | None) -> bool:
        """Whether the row is the sender's own."""
        if self.console:
            return True
        if self.client is not None and row.client is not None:
            return row.client == self.client
        return source is not None and source == row.source


def sent_again(numbers: Sequence[int], line_no: int, checked: Checked) -> Iterator[Again]:
    """What a row says that it repairs."""
    wrong = tuple(rejected.line for rejected in checked.rejected if rejected.line is not None)
    for number in numbers:
        yield Again(number, checked.source, checked.id, line_no, checked.data is None, wrong)


def settle(repairs: Repairs, told: Sequence[Again], by: Repairer) -> None:
    """Settle the rows that waited. Of several that name the same row the first does so, the others stand alone."""
    for start in range(0, len(told), _AT_ONCE):
        _settle(repairs, told[start : start + _AT_ONCE], by)


def _settle(repairs: Repairs, told: Sequence[Again], by: Repairer) -> None:
    waiting = repairs.waiting([again.number for again in told])
    repaired: dict[int, tuple[str, str]] = {}
    superseded: dict[int, tuple[int, int | None]] = {}
    for again in told:
        row = waiting.get(again.number)
        if row is None or not by.may(row, again.source):
            continue
        for one in repairs.of_event(row) if comes_whole(row) else (row,):
            if one.id in repaired or one.id in superseded:
                continue
            if is_wrong(one, again):
                superseded[one.id] = (again.line_no, place_of(one, again))
            else:
                repaired[one.id] = (again.source or "", again.id or "")
    repairs.repaired([(number, *event) for number, event in repaired.items()])
    repairs.superseded([(number, *place) for number, place in superseded.items()])


def is_wrong(row: Waiting, again: Again) -> bool:
    """Whether what was sent again of the row is wrong again. Of a sheet, which comes whole, each line by its place."""
    if again.whole or row.line_index is None:
        return again.whole
    return row.line_index in again.wrong if comes_whole(row) else bool(again.wrong)


def place_of(row: Waiting, again: Again) -> int | None:
    """The place of the wrong line that takes the row's; None: the whole event does."""
    if again.whole:
        return None
    return row.line_index if row.line_index in again.wrong else again.wrong[0]
