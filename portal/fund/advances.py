"""What the fund has done about an alert: it changes whom the employer owes, never how much, so the alert stays."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Engine

from alerts.work import Work
from fund.case import FundCase, LineState, State
from infra.db.fund.queue import Queue
from schemas.office import Sight

_OWING: Final = ("wages.unpaid", "wages.underpaid", "wages.exit_unsettled", "arrears.", "lead.")
_WITHOUT: Final = (State.REJECTED, State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Advanced:
    """A case of the fund about an alert's workers: what they are owed in it and what the fund has paid them."""

    case: FundCase
    workers: int
    arrears_fen: int
    paid_fen: int

    @property
    def still_owed_fen(self) -> int:
        """What the employer still owes the workers themselves."""
        return self.arrears_fen - self.paid_fen


def owes_wages(work: Work) -> bool:
    """Whether an alert says that wages are owed, so that the fund may be asked."""
    return bool(work.amount_fen) or work.key.rule.startswith(_OWING)


def advanced(engine: Engine, work: Work, sight: Sight) -> list[Advanced]:
    """The cases in sight that ask for the alert's workers, the newest first; of those that ended none."""
    if not owes_wages(work):
        return []
    cases = Queue(engine).of_project(work.key.project, sight)
    found = [_about(case, work.finding.workers) for case in cases if case.state not in _WITHOUT]
    return [one for one in found if one.workers]


def _about(case: FundCase, workers: Collection[str] | None) -> Advanced:
    lines = [line for line in case.live if not workers or line.worker in workers]
    paid = sum(line.amount_fen for line in lines if line.state is LineState.PAID)
    return Advanced(case, len({line.worker for line in lines}), sum(line.arrears_fen for line in lines), paid)
