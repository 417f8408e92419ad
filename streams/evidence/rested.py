"""What an alert rests on: the day it was found, the calculation of that day, and the lines that speak for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import msgspec
from sqlalchemy import Engine, RowMapping, select

from infra.db.engine import connected, transaction
from infra.db.records import Origin, Records, Submitted
from infra.db.sight import within
from infra.db.works.tables import works
from monitors.explain import Explanation, explain
from monitors.policy import Policy
from schemas.finding import Finding
from schemas.frame import Frame
from schemas.office import Sight
from streams.evidence.resting import resting
from streams.evidence.sent import Sent
from streams.history import History

_FOUND: Final = """
    SELECT as_of, seq FROM alert_history
    WHERE rule = %s AND project = %s AND subject = %s AND kind <> 'cleared' ORDER BY id DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Rested:
    """One alert with everything behind it. `work` is its row; `frames` those that speak for it, in order."""

    work: Mapping[str, Any]
    finding: Finding
    as_of: date
    told: Explanation
    frames: tuple[Frame, ...]
    origins: tuple[Origin, ...]
    lines: Mapping[tuple[int, int], bytes]
    submitted: tuple[Submitted, ...]

    @property
    def same(self) -> bool:
        """Whether the calculation made anew says what the alert says."""
        held = [verdict for verdict in self.told.verdicts if verdict.holds]
        return any(
            verdict.level == self.finding.level
            and (None if verdict.workers is None else sorted(verdict.workers)) == _listed(self.finding.workers)
            and msgspec.to_builtins(verdict.facts) == msgspec.to_builtins(self.finding.facts)
            for verdict in held
        )


def rested(engine: Engine, work_id: int, sight: Sight, policy: Policy) -> Rested | None:
    """Everything behind an alert; None where there is none of that number within the sight."""
    work = _work(engine, work_id, sight)
    if work is None:
        return None
    finding = msgspec.json.decode(work["finding"], type=Finding)
    as_of = _found_on(engine, finding)
    history = History.of_engine(engine, finding.project, as_of)
    told = explain(history.ledger, finding.rule, as_of, policy, finding.subject)
    frames = tuple(resting(tuple(history.frames()), told))
    records = Records(engine)
    origins = tuple(records.origins(finding.project, [frame.seq for frame in frames]))
    lines = Sent(engine).lines((origin.submission, origin.line_no) for origin in origins)
    submitted = tuple(records.submitted(origin.submission for origin in origins))
    return Rested(dict(work), finding, as_of, told, frames, origins, lines, submitted)


def _work(engine: Engine, work_id: int, sight: Sight) -> RowMapping | None:
    query = select(works).where(works.c.id == work_id, within(works.c.region, sight))
    with connected(engine) as connection:
        return connection.execute(query).mappings().one_or_none()


def _found_on(engine: Engine, finding: Finding) -> date:
    """The day on which what the alert says was found, the last time that it changed."""
    with transaction(engine) as connection:
        row = connection.execute(_FOUND, tuple(finding.key)).fetchone()
    assert row is not None  # whatever is worked was opened by a row of the history
    found: date = row[0]
    return found


def _listed(workers: tuple[str, ...] | None) -> list[str] | None:
    return None if workers is None else list(workers)
