from typing import Any

import pytest

from alerts.scope import Scope, Worse, amount_fen
from schemas.finding import Level
from tests.works import a_finding


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"owed_fen": 5}, 5),
        ({"amount_fen": 7}, 7),
        ({"due_fen": 9, "balance_fen": 4}, 5),
        ({"due_fen": 4, "balance_fen": 9}, 0),
        ({"required_fen": 9, "lodged_fen": 2}, 7),
        ({"expected_fen": 10, "cycles": [["a", "b", 4], ["b", "c", 12]]}, 6),
        ({"expected_fen": None, "cycles": [["a", "b", 4]]}, None),
        ({"attended": 3}, None),
    ],
)
def test_an_amount_is_what_is_owed_missing_or_taken(facts: dict[str, Any], expected: int | None) -> None:
    assert amount_fen(a_finding(facts=facts)) == expected


def test_nothing_exceeds_itself() -> None:
    found = a_finding(facts={"owed_fen": 5, "months": ["2026-04"]})
    assert Scope.of(found).exceeded_by(found) == ()


def test_each_way_of_being_worse_is_named() -> None:
    scope = Scope.of(a_finding(facts={"owed_fen": 5, "months": ["2026-04"]}))
    worse = a_finding(level=Level.RED, workers=("w3",), facts={"owed_fen": 6, "months": ["2026-05"]})
    assert scope.exceeded_by(worse) == (Worse.LEVEL, Worse.WORKERS, Worse.AMOUNT, Worse.PERIOD)


def test_a_new_transfer_cycle_is_a_new_period() -> None:
    first = a_finding("account.labor_cost_missed", facts={"cycles": [["2026-04-01", "2026-04-30", 0]]})
    both = a_finding(
        "account.labor_cost_missed",
        facts={"cycles": [["2026-04-01", "2026-04-30", 0], ["2026-05-01", "2026-05-31", 0]]},
    )
    assert Scope.of(first).exceeded_by(both) == (Worse.PERIOD,)
