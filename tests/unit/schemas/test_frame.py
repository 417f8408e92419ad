"""Frames and findings, the words of the inside."""

from datetime import date

import msgspec
import pytest

from schemas.finding import Finding, Key, Level
from schemas.frame import Frame, decoded, encoded


def test_a_frame_is_read_as_it_was_written() -> None:
    frame = Frame("P1", 7, "project.started", date(2026, 3, 2), {"on": "2026-03-02"}, "urn:site", "e1")
    assert decoded(encoded(frame)) == frame
    assert decoded(encoded(Frame("-", 1, "clock.ticked", date(2026, 3, 2)))).data == {}


def test_what_is_no_frame_is_refused() -> None:
    with pytest.raises(msgspec.DecodeError):
        decoded(b'{"project": "P1"}')


def test_levels_rise_from_yellow_to_red() -> None:
    assert sorted(Level, key=lambda level: level.rank) == [Level.YELLOW, Level.ORANGE, Level.RED]


def test_a_finding_is_known_by_rule_project_and_subject() -> None:
    finding = Finding("wages.unpaid", "P1", "2026-03", Level.RED)
    assert finding.key == Key("wages.unpaid", "P1", "2026-03")
