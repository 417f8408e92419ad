from datetime import date
from typing import Any

import pytest

from alerts.limits import LimitError, Limits, Span
from schemas.finding import Level
from schemas.measures import Mark, Unit

DAY = date(2026, 6, 8)
UNITS = {Span.GATE_SECOND: Unit.FEN, Span.REVEAL: Unit.MINUTES}


def count(limits: Limits, region: str = "520103", day: date = DAY, level: Level = Level.RED) -> int:
    return limits.in_force(Span.RESPOND, level, region, day).count


def test_red_is_answered_in_one_orange_in_three_yellow_in_five_working_days() -> None:
    limits = Limits.shipped()
    assert [count(limits, level=level) for level in (Level.RED, Level.ORANGE, Level.YELLOW)] == [1, 3, 5]


def test_every_span_has_a_limit_at_every_level_with_unit_and_source() -> None:
    for span in Span:
        for level in Level:
            limit = Limits.shipped().in_force(span, level, "", DAY)
            assert limit.unit is UNITS.get(span, Unit.WORKING_DAYS)
            assert limit.source


def test_only_the_investigation_is_law() -> None:
    law = {limit.name for _, limit in Limits.shipped() if limit.mark is Mark.LAW}
    assert law == {"investigate", "extend"}


def test_the_finest_region_wins_and_of_it_the_latest_day() -> None:
    file: dict[str, Any] = {
        "00": [{"from": date(2026, 1, 1), "source": "国家", "respond.red": 2}],
        "52": [
            {"from": date(2026, 1, 1), "source": "黔人社", "respond.red": 3},
            {"from": date(2026, 7, 1), "source": "黔人社", "respond.red": 4},
        ],
    }
    limits = Limits.shipped().with_tables(file)
    assert count(limits) == 3
    assert count(limits, day=date(2026, 7, 1)) == 4
    assert count(limits, region="330106") == 2
    assert count(limits, day=date(2025, 12, 31)) == 1
    assert limits.in_force(Span.RESPOND, Level.RED, "520103", DAY).source == "黔人社"
    assert count(limits, level=Level.YELLOW) == 5


@pytest.mark.parametrize(
    "raw",
    [
        {"source": "x", "respond.red": 2},
        {"from": DAY, "respond.red": 2},
        {"from": DAY, "source": "x", "respond.red": 0},
        {"from": DAY, "source": "x", "respond.red": True},
        {"from": DAY, "source": "x", "respond.blue": 1},
    ],
)
def test_a_table_that_is_none_is_refused(raw: dict[str, Any]) -> None:
    with pytest.raises(LimitError):
        Limits.shipped().with_tables({"52": [raw]})


def test_a_prefix_is_digits() -> None:
    with pytest.raises(LimitError):
        Limits.shipped().with_tables({"GZ": [{"from": DAY, "source": "x", "respond.red": 1}]})


@pytest.mark.parametrize("count", [0, 61, "10"])
def test_a_number_is_shown_for_an_hour_at_most(count: object) -> None:
    with pytest.raises(LimitError, match="1 to 60"):
        Limits.shipped().with_tables({"00": [{"from": DAY, "source": "国家", "reveal": count}]})
