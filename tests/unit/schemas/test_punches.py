"""Punches, grouped by day."""

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.instants import instant, local
from schemas.punches import NOON, grouped


@dataclass(frozen=True, slots=True)
class Passage:
    """A punch."""

    worker_id: str
    at: str
    direction: str


def days_of(*punches: tuple[str, str, str]) -> dict[str, Any]:
    return grouped([Passage(*punch) for punch in punches])


def test_the_earliest_in_and_the_earliest_out_of_a_morning_are_kept() -> None:
    assert days_of(
        ("w1", "2026-03-02T07:10:00+08:00", "in"),
        ("w1", "2026-03-02T06:00:01+08:00", "in"),
        ("w2", "2026-03-02T11:59:59+08:00", "out"),
        ("w2", "2026-03-02T05:00:00.5+08:00", "out"),
    ) == {"2026-03-02": {"in": {"w1": 21601}, "out": {"w2": 18000.5}}}


def test_who_punches_from_noon_on_is_there_whatever_the_direction() -> None:
    assert days_of(
        ("w2", "2026-03-02T12:00:00+08:00", "out"),
        ("w1", "2026-03-02T13:00:00+08:00", "in"),
        ("w2", "2026-03-02T23:59:59.999+08:00", "in"),
    ) == {"2026-03-02": {"on": ["w2", "w1"]}}


def test_a_punch_belongs_to_its_day_in_shanghai() -> None:
    assert days_of(
        ("w1", "2026-03-01T16:00:00Z", "in"),
        ("w2", "2026-03-01T15:59:59Z", "in"),
        ("w3", "2026-03-02T02:00:00-05:00", "in"),
    ) == {"2026-03-02": {"in": {"w1": 0}, "on": ["w3"]}, "2026-03-01": {"on": ["w2"]}}


def test_shanghai_had_summer_time_until_1991() -> None:
    assert local("1988-07-01T00:30:00+08:00") == ("1988-07-01", 5400)
    assert local("1992-07-01T00:30:00+08:00") == ("1992-07-01", 1800)


def test_no_punches_are_no_days() -> None:
    assert days_of() == {}


def test_a_text_that_is_no_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="07:10"):
        days_of(("w1", "2026-03-02T07:10:00", "in"))


@given(st.datetimes(), st.integers(-1439, 1439))
def test_the_quick_and_the_thorough_reading_of_an_instant_agree(moment: Any, minutes: int) -> None:
    sign, offset = "-" if minutes < 0 else "+", abs(minutes)
    for text in (f"{moment.isoformat()}{sign}{offset // 60:02}:{offset % 60:02}", f"{moment.isoformat()}+08:00"):
        try:
            thorough = instant(text)
        except ValueError:
            with pytest.raises(ValueError, match=r"\d"):
                local(text)
            continue
        on, seconds = local(text)
        clock = thorough.timetz()
        assert on == thorough.date().isoformat()
        assert seconds == clock.hour * 3600 + clock.minute * 60 + clock.second + clock.microsecond / 1e6


PUNCHES = st.lists(
    st.builds(
        Passage,
        st.sampled_from(["w1", "w2", "w3"]),
        st.builds(
            "2026-03-0{}T{:02}:{}0:00+08:00".format, st.integers(1, 2), st.integers(0, 23), st.sampled_from([0, 3])
        ),
        st.sampled_from(["in", "out"]),
    )
)


@given(PUNCHES)
def test_what_is_kept_answers_who_was_there(punches: list[Passage]) -> None:
    days = grouped(punches)
    assert set(days) == {punch.at[:10] for punch in punches}
    for on, day in days.items():
        of_day = [(punch, local(punch.at)[1]) for punch in punches if punch.at[:10] == on]
        for side in ("in", "out"):
            mornings = [(p.worker_id, at) for p, at in of_day if p.direction == side and at < NOON]
            assert day.get(side, {}) == {w: min(at for v, at in mornings if v == w) for w, _ in mornings}
        assert day.get("on", []) == list(dict.fromkeys(p.worker_id for p, at in of_day if at >= NOON))
        assert all(day.values())
