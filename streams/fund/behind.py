"""The records behind a case's figures: which frames speak of its workers and months, and which lines they came from."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Engine

from fund.case import FundCase, Line
from infra.db.records import Origin, Records
from monitors.explain import workers_named
from schemas.frame import Frame
from streams.history import History, NoSuchProjectError

_OF_THE_PROJECT: Final = (
    "project.registered", "project.updated", "project.subcontractor_", "bank.account_opened", "bank.account_closed",
    "bank.bond_",
)  # fmt: skip
"""Who the parties are, the contract, the accounts and the bonds: what a case gathers beside its figures."""
_RETURNED: Final = "bank.wages_returned"


@dataclass(frozen=True, slots=True)
class Behind:
    """A record that a figure rests on: the frame, and the line of the submission that it came from."""

    frame: Frame
    origin: Origin


def behind(engine: Engine, case: FundCase, line: Line | None = None) -> tuple[Behind, ...]:
    """What speaks of a line, or of the whole case with its parties, accounts and bonds, as it was known when gathered.

    Args:
        engine: The database.
        case: The case; whoever asks must have looked whether it may be seen.
        line: Only what speaks of this worker in the line's months.
    """
    until = case.records.as_of if case.records is not None else case.opened_on
    frames = _frames(engine, case.project, until)
    asked = _asked(case.lines if line is None else (line,))
    paid = {str(frame.data["batch_id"]) for frame in frames if "batch_id" in frame.data and _speaks(frame, asked)}
    chosen = [
        frame
        for frame in frames
        if _speaks(frame, asked)
        or (frame.kind == _RETURNED and _is_return(frame, paid, frames, asked))
        or (line is None and frame.kind.startswith(_OF_THE_PROJECT))
    ]
    origins = {origin.seq: origin for origin in Records(engine).origins(case.project, [f.seq for f in chosen])}
    return tuple(Behind(frame, origins[frame.seq]) for frame in chosen if frame.seq in origins)


def _frames(engine: Engine, project: str, until: date) -> tuple[Frame, ...]:
    try:
        return tuple(History.of_engine(engine, project, until).frames())
    except NoSuchProjectError:
        return ()


def _asked(lines: Iterable[Line]) -> Mapping[str, frozenset[str]]:
    """The months that are asked about, by worker."""
    found: dict[str, frozenset[str]] = {}
    for line in lines:
        found[line.worker] = found.get(line.worker, frozenset()) | frozenset(line.months)
    return found


def _speaks(frame: Frame, asked: Mapping[str, frozenset[str]]) -> bool:
    """Whether a frame enrols one of the workers, or says of one what was worked, due or paid in an asked month."""
    data = frame.data
    if data.get("worker_id") in asked:
        return True
    months = set(_months(frame))
    return any(asked[worker] & months for worker in workers_named(frame) & asked.keys())


def _months(frame: Frame) -> Iterator[str]:
    if "pay_month" in frame.data:
        yield str(frame.data["pay_month"])
    for day in frame.data.get("days", ()):
        yield str(day)[:7]


def _is_return(frame: Frame, paid: set[str], frames: Iterable[Frame], asked: Mapping[str, frozenset[str]]) -> bool:
    """Whether a payment that came back is one of those to the workers."""
    batch, number = str(frame.data["batch_id"]), frame.data["line_id"]
    return batch in paid and any(
        line["line_id"] == number and line.get("worker_id") in asked
        for other in frames
        if other.data.get("batch_id") == batch
        for line in other.data.get("lines", ())
    )
