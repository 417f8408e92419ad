from datetime import date

from monitors.festival import next_festival, spring_festival


def test_the_festival_is_the_official_days_off() -> None:
    assert spring_festival(2026) == (date(2026, 2, 15), date(2026, 2, 23))


def test_the_next_festival_is_one_that_has_not_begun() -> None:
    assert next_festival(date(2025, 12, 1)) == (date(2026, 2, 15), date(2026, 2, 23))
    assert next_festival(date(2026, 2, 15)) == (date(2026, 2, 15), date(2026, 2, 23))


def test_a_year_without_notice_has_no_festival() -> None:
    assert spring_festival(2999) is None
    assert next_festival(date(2999, 1, 1)) is None
