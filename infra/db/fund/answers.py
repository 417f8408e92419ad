"""The banks' answers: frames of a fund's own subject, each read once, and what could not be taken of them.

A cursor per fund moves in the transaction that writes what came of the frames. The cases are acted on before that, each
for itself: who dies in between reads the same frames again, and what a case already has is passed over.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Engine, select, text
from sqlalchemy.dialects.postgresql import insert

from infra.db.engine import connected
from infra.db.fund.tables import fund_answers, fund_results, funds
from schemas.frame import Frame, decoded

_BATCH: Final = 200
_KINDS: Final = ("bank.wages_paid", "bank.wages_returned")
_NEXT: Final = text("""
    SELECT seq, CASE WHEN kind = ANY(:kinds) THEN body END AS body FROM journal
    WHERE project = :subject AND seq > :after ORDER BY seq LIMIT :most
""")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a bank said of one payment: `outcome` is paid, failed or returned; `event` names what said so."""

    batch: str
    line: str
    outcome: str
    day: date
    event: str
    worker: str = ""
    fen: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """An answer as it is kept; `trouble` says why it could not be taken (中文 / English), empty where it was."""

    answer: Answer
    trouble: str


class Answers:
    """The cursor over the banks' answers. Several processes may read at once: one waits for the other."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def read(self, take: Callable[[str, Answer], str]) -> int:
        """Give every new answer to `take` and keep the trouble that it returns; return how many frames were read."""
        with connected(self._engine) as connection:
            codes = list(connection.execute(select(funds.c.code).order_by(funds.c.code)).scalars())
        return sum(self._of(code, take) for code in codes)

    def of_batches(self, batches: list[str]) -> list[Taken]:
        """What the banks answered of batches, in order. Whoever asks must have looked whether they may be seen."""
        query = select(fund_answers).where(fund_answers.c.batch.in_(batches)).order_by(fund_answers.c.id)
        with connected(self._engine) as connection:
            return [
                Taken(Answer(row.batch, row.line, row.outcome, row.day, row.event), row.trouble)
                for row in connection.execute(query)
            ]

    def _of(self, fund: str, take: Callable[[str, Answer], str]) -> int:
        with connected(self._engine) as connection:
            connection.execute(insert(fund_results).values(fund=fund, seq=0).on_conflict_do_nothing())
            query = select(fund_results.c.seq).where(fund_results.c.fund == fund)
            after: int = connection.execute(query.with_for_update()).scalar_one()
            values = {"kinds": list(_KINDS), "subject": f"fund:{fund}", "after": after, "most": _BATCH}
            rows = connection.execute(_NEXT, values).all()
            said = [answer for row in rows if row.body is not None for answer in _answers(decoded(bytes(row.body)))]
            kept = [_row(fund, answer, take(fund, answer)) for answer in said]
            if kept:
                connection.execute(fund_answers.insert(), kept)
            if rows:
                connection.execute(fund_results.update().where(fund_results.c.fund == fund).values(seq=rows[-1].seq))
        return len(rows)


def _answers(frame: Frame) -> Iterator[Answer]:
    data, event = frame.data, f"event:{'/'.join(frame.name)}"
    if frame.kind == "bank.wages_returned":
        day = date.fromisoformat(data["returned_on"])
        yield Answer(data["batch_id"], data["line_id"], "returned", day, event, reason=data["reason"])
        return
    for line in data["lines"]:
        yield Answer(
            data["batch_id"],
            line["line_id"],
            line["status"],
            date.fromisoformat(line["paid_on"]),
            event,
            line["worker_id"],
            line["amount_fen"],
        )


def _row(fund: str, answer: Answer, trouble: str) -> dict[str, Any]:
    return {
        "fund": fund,
        "batch": answer.batch,
        "line": answer.line,
        "outcome": answer.outcome,
        "day": answer.day,
        "event": answer.event,
        "trouble": trouble,
    }
