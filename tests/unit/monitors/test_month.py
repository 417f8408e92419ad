from datetime import date

from monitors.ledger.month import Line, Month, Sheet


def month() -> Month:
    full = Month()
    full.day(1).fold({"w1": 25_200, "w2": 0.5}, {"w3": 21_600}, ["w4", "w1"])
    full.day(31).fold({}, {}, ["w1"])
    full.correct("w5", 31, present=True)
    full.correct("w5", 1, present=False)
    full.lines["B"] = {"1": [Line(date(2026, 1, 9), 3, "w1", 5, True, "card", False)]}
    full.sheets["S"] = [Sheet(date(2026, 1, 9), 4, "employer", [("w1", 5, True)])]
    return full


def told(one: Month) -> object:
    days = [(number, day.ins, day.outs, day.on) for number, day in one.days()]
    return days, one.corrections, one.lines, one.sheets


def test_an_unpacked_month_knows_what_the_packed_one_knew() -> None:
    assert told(Month.unpacked(month().packed())) == told(month())


def test_packing_twice_gives_the_same_bytes_whether_its_days_were_looked_at_or_not() -> None:
    row = month().packed()
    again = Month.unpacked(row)
    assert again.packed() == row
    again.days()
    assert again.packed() == row


def test_a_month_has_changed_until_it_is_packed() -> None:
    full = month()
    assert full.changed
    row = full.packed()
    assert not full.changed
    assert not Month.unpacked(row).changed


def test_a_day_that_is_folded_after_packing_is_packed_anew() -> None:
    again = Month.unpacked(month().packed())
    again.day(1).fold({"w9": 1}, {}, [])
    assert Month.unpacked(again.packed()).day(1).ins == {"w1": 25_200, "w2": 0.5, "w9": 1}
    assert Month.unpacked(again.packed()).day(31).on == {"w1"}


def test_the_earliest_punch_of_a_morning_is_kept_in_whatever_order_they_come() -> None:
    for first, second in ((5, 9), (9, 5)):
        one = Month()
        one.day(1).fold({"w1": first}, {"w1": second}, [])
        one.day(1).fold({"w1": second, "w2": 7}, {"w1": first}, [])
        assert (one.day(1).ins, one.day(1).outs) == ({"w1": 5, "w2": 7}, {"w1": 5})


def test_the_latest_correction_of_a_day_wins_and_leaves_other_days_alone() -> None:
    one = Month()
    one.correct("w1", 3, present=True)
    one.correct("w1", 4, present=True)
    one.correct("w1", 3, present=False)
    assert one.corrections == {"w1": (1 << 4, 1 << 3)}
    one.correct("w1", 3, present=True)
    assert one.corrections == {"w1": (1 << 3 | 1 << 4, 0)}


def test_a_day_exists_once_there_was_a_punch() -> None:
    assert month().has_day(1)
    assert not month().has_day(2)
