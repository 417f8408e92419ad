"""The wage lines of a pay month by worker: what was paid and stands, what came back, what failed."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from monitors.ledger import Ledger, Line, key_of


@dataclass(slots=True)
class Payments:
    """One worker's lines of one month."""

    paid: list[tuple[date, int]] = field(default_factory=list)
    returned_fen: int = 0
    returned_on: date | None = None
    failed: int = 0


def payments(ledger: Ledger, name: str, as_of: date) -> dict[str, Payments]:
    """The payments of a month by worker, as known at the end of the day."""
    found: defaultdict[str, Payments] = defaultdict(Payments)
    month = ledger.month(name)
    for batch, keys in (month.lines if month else {}).items():
        for key, versions in keys.items():
            line = _current(versions, as_of)
            if line is not None and line.worker:
                _take(found[line.worker], line, _returned_on(ledger, batch, key, line.on, as_of))
    return dict(found)


def _take(mine: Payments, line: Line, returned_on: date | None) -> None:
    if not line.paid:
        mine.failed += 1
    elif returned_on is None:
        mine.paid.append((line.on, line.fen))
    else:
        mine.returned_fen += line.fen
        mine.returned_on = max(returned_on, mine.returned_on or returned_on)


def _returned_on(ledger: Ledger, batch: str, line: str, paid_on: date, as_of: date) -> date | None:
    """When a line came back, if a return that counts says so."""
    returns = ledger.said("return", key_of(batch, line))
    return max((said.on for said in returns if paid_on <= said.on <= as_of), default=None)


def _current(versions: list[Line], as_of: date) -> Line | None:
    return next((version for version in reversed(versions) if version.on <= as_of), None)
