from datetime import date

from monitors.portrait.cells import Column, Facts, Mark, Season, mark_of
from monitors.portrait.wording import Wording, joined

MARCH = date(2026, 3, 10)
SETTLED = Column("2026-02", MARCH, Season.SETTLED)


def facts(paid: int, due: int | None, on: date = MARCH) -> Facts:
    return Facts(days=5, counts=True, due_fen=due, payments=((on, paid),), paid_fen=paid)


def test_what_nobody_knows_to_be_due_is_never_covered() -> None:
    assert facts(100, None).covered_on is None


def test_what_was_paid_only_in_part_is_never_covered() -> None:
    assert facts(99, 100).covered_on is None


def test_more_than_is_due_covers_it() -> None:
    assert facts(101, 100).covered_on == MARCH


def test_a_payment_where_nothing_is_due_is_not_late() -> None:
    assert mark_of(facts(100, 0, date(2026, 4, 1)), SETTLED) is Mark.PAID


def test_a_text_is_chinese_unless_english_is_asked_for() -> None:
    text = joined([Wording("一", "one"), Wording("二", "two")])
    assert (text.said("zh"), text.said("en"), text.said("fr")) == ("一；二", "one; two", "一；二")
