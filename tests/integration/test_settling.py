"""Whatever a sender repairs, in whatever order, under whichever of a row's numbers: each row waits at most once."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from infra.db.quarantine import QuarantineStore
from streams.intake import Intake
from tests.build import event
from tests.database import line, rows

ROWS = 3
STEP = st.tuples(st.integers(0, ROWS - 1), st.integers(0, 3), st.booleans(), st.booleans())
"""Which row is sent again, under which of its numbers, whether it is right, whether as a message of a feed."""


def told(number: int, row: int, *, right: bool, repairs: int | None = None, **more: Any) -> dict[str, Any]:
    data = {"account_id": "A1", "transaction_id": f"T{row}", "amount_fen": 1 if right else -1, "purpose": "wages"}
    made = event("bank.account_debited", "2026-02-05", **data) | {"id": f"{row}/{number}/{right}", "subject": "P1"}
    return made | ({} if repairs is None else {"quarantineno": str(repairs)}) | more


def sent(engine: Engine, *events: dict[str, Any], channel: str = "file") -> None:
    Intake(engine).accept(map(line, events), name="a.jsonl", channel=channel)


def newest(engine: Engine) -> int:
    ((number,),) = rows(engine, "SELECT max(id) FROM quarantine")
    return int(number)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEP, max_size=8))
def test_each_row_waits_once_until_it_is_repaired(engine: Engine, steps: list[tuple[int, int, bool, bool]]) -> None:
    before = len(QuarantineStore(engine).listed(everything=False, limit=10_000))
    numbers: dict[int, list[int]] = {}
    start = len(rows(engine, "SELECT 1 FROM submissions"))
    for row in range(ROWS):
        sent(engine, told(start, row, right=False))
        numbers[row] = [newest(engine)]
    waiting = set(range(ROWS))
    for n, (row, which, right, by_kafka) in enumerate(steps, start=start + 1):
        if row not in waiting:
            continue
        named = numbers[row][which % len(numbers[row])]
        sent(engine, told(n, row, right=right, repairs=named), channel="kafka" if by_kafka else "file")
        if right:
            waiting.discard(row)
        else:
            numbers[row].append(newest(engine))
        assert len(QuarantineStore(engine).listed(everything=False, limit=10_000)) == before + len(waiting)
    for row, chain in numbers.items():
        last = QuarantineStore(engine).newest(chain[0])
        assert last is not None
        assert (last.id, last.state) == (chain[-1], "open" if row in waiting else "retried")
    sent(engine, *(told(-1 - start, row, right=True, repairs=numbers[row][0]) for row in waiting))
    assert len(QuarantineStore(engine).listed(everything=False, limit=10_000)) == before


def test_another_source_settles_nothing_and_a_number_that_is_none_is_no_reason_to_fail(engine: Engine) -> None:
    sent(engine, told(0, 0, right=False))
    number = newest(engine)
    sent(engine, told(1, 0, right=True, repairs=number, source="urn:somebody:else"))
    sent(engine, told(2, 0, right=True, repairs=10**17), {**told(3, 0, right=True), "quarantineno": "none"})
    row = QuarantineStore(engine).row(number)
    assert row is not None
    assert (row.state, row.superseded_by) == ("open", None)
