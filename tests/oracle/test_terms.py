"""Terms and readings worked out by hand, each the sentence that would be false if it failed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.oracle.build import CODE, OTHER_CODE, enrolled, fed, line, opened, paid, punched, registered
from tests.oracle.days import Month, parse_instant, plus_months, plus_working_days
from tests.oracle.reading import read_line
from tests.oracle.reference import replay
from tests.oracle.scenarios import scenario


def found(lines: list[str], as_of: str, rule: str, policy: str | None = None) -> list[dict[str, Any]]:
    """Return the findings of one rule without what is the same in all of these tests."""
    findings = replay(lines, date.fromisoformat(as_of), policy)["findings"]
    return [{k: v for k, v in one.items() if k not in {"rule", "project"}} for one in findings if one["rule"] == rule]


def test_working_days_skip_the_spring_festival_and_count_the_make_up_saturday() -> None:
    assert plus_working_days(date(2026, 2, 13), 1) == date(2026, 2, 14)
    assert plus_working_days(date(2026, 2, 13), 2) == date(2026, 2, 24)
    assert plus_working_days(date(2026, 2, 24), -2) == date(2026, 2, 13)


def test_an_unknown_year_works_monday_to_friday() -> None:
    assert plus_working_days(date(2027, 10, 1), 1) == date(2027, 10, 4)


def test_cycles_cut_the_day_to_the_months_last_and_recover() -> None:
    assert [plus_months(date(2026, 1, 31), index) for index in (1, 2)] == [date(2026, 2, 28), date(2026, 3, 31)]
    assert str(Month(2026, 12).plus(2)) == "2027-02"


@pytest.mark.parametrize("text", ["2026-03-02T07:10:00", "2026-03-02T24:00:00Z", "2026-03-02T07:10:60Z", "2026-03-02"])
def test_instants_without_offset_or_outside_the_day_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_instant(text)


def test_the_end_of_a_night_shift_belongs_to_the_month_before() -> None:
    lines = [registered(), punched("2026-03-01", ("2026-03-01T06:00:00+08:00", "out"))]
    assert found(lines, "2026-03-01", "attendance.unregistered")[0]["subject"] == "2026-02"


def test_an_out_after_an_earlier_in_or_at_noon_belongs_to_its_own_day() -> None:
    morning = punched("2026-03-01", ("2026-02-28T22:00:00Z", "in"), ("2026-03-01T11:00:00+08:00", "out"))
    noon = punched("2026-03-01", ("2026-03-01T12:00:00+08:00", "out"))
    for punches in (morning, noon):
        assert [one["subject"] for one in found([registered(), punches], "2026-03-01", "attendance.unregistered")] == [
            "2026-03"
        ]


def test_a_replacement_dated_tomorrow_leaves_the_earlier_version_standing_today() -> None:
    lines = [registered(), opened("2026-01-10", protection_mark=False)]
    lines.append(line("bank.account_opened", "2026-03-01", {"account_id": "A1", "kind": "wage", "bank_code": "103",
                      "opened_on": "2026-03-05", "name": "n", "protection_mark": True}))  # fmt: skip
    assert found(lines, "2026-03-04", "account.unmarked") == [{"subject": "A1", "level": "yellow"}]
    assert found(lines, "2026-03-05", "account.unmarked") == []


def test_a_february_pay_day_31_is_due_on_the_last_working_day_and_late_the_day_after() -> None:
    # 2026-02-28 is a Saturday, but a make-up working day.
    lines = [registered(), enrolled("2026-01-06"), punched("2026-01-07", ("2026-01-07T08:00:00+08:00", "in"))]
    assert found(lines, "2026-02-28", "wages.unpaid") == []
    assert found(lines, "2026-03-01", "wages.unpaid") == [{"subject": "2026-01", "level": "red", "workers": ["w1"]}]


def test_unpaid_waits_for_every_bank_that_held_an_open_account_on_the_due_date() -> None:
    lines = [registered(pay_day=10), enrolled("2026-01-06"), punched("2026-01-07", ("2026-01-07T08:00:00+08:00", "in"))]
    lines += [
        opened("2026-01-10"),
        opened("2026-01-10", account_id="A2", bank_code="103"),
        fed("2026-02-11", "2026-02-10"),
    ]
    assert found(lines, "2026-02-12", "wages.unpaid") == []
    lines.append(fed("2026-02-12", "2026-02-10", "103"))
    assert found(lines, "2026-02-12", "wages.unpaid")[0]["level"] == "orange"


@pytest.mark.parametrize(("returned", "unpaid"), [("2026-02-08", 0), ("2026-02-09", 1), ("2026-02-13", 0)])
def test_a_return_counts_from_the_day_of_payment_on_and_not_before_it_happened(returned: str, unpaid: int) -> None:
    back = {"batch_id": "B", "line_id": "1", "returned_on": returned, "reason": "r"}
    lines = [registered(pay_day=10), enrolled("2026-01-06"), punched("2026-01-07", ("2026-01-07T08:00:00+08:00", "in"))]
    lines += [line("bank.wages_returned", "2026-02-08", back), paid("2026-02-09", "2026-01", 5)]
    assert len(found(lines, "2026-02-12", "wages.unpaid")) == unpaid


def test_a_replaced_line_leaves_the_month_it_was_paid_for() -> None:
    lines = [registered(pay_day=10), enrolled("2026-01-06"), punched("2026-01-07", ("2026-01-07T08:00:00+08:00", "in"))]
    lines += [paid("2026-02-09", "2026-01", 5), paid("2026-02-09", "2026-02", 5)]
    assert found(lines, "2026-02-12", "wages.unpaid") != []


def test_an_exit_on_the_day_of_enrolment_counts_if_accepted_after_it() -> None:
    left = line("attendance.worker_exited", "2026-01-06", {"worker_id": "w1", "exited_on": "2026-01-06"})
    late = punched("2026-01-07", ("2026-01-07T08:00:00+08:00", "in"))
    assert found([registered(), enrolled("2026-01-06"), left, late], "2026-01-08", "attendance.unregistered") != []
    assert found([registered(), left, enrolled("2026-01-06"), late], "2026-01-08", "attendance.unregistered") == []


def test_a_manager_from_next_month_is_a_worker_this_month() -> None:
    lines = [registered(pay_day=10), enrolled("2026-01-06"), enrolled("2026-02-01", role="manager")]
    lines.append(punched("2026-01-07", ("2026-01-07T08:00:00+08:00", "in")))
    assert len(found(lines, "2026-02-11", "wages.unpaid")) == 1
    lines.append(enrolled("2026-01-31", role="manager"))
    assert found(lines, "2026-02-11", "wages.unpaid") == []


def test_a_resumption_of_the_same_day_undoes_a_suspension_only_if_accepted_after_it() -> None:
    started = line("project.started", "2026-01-06", {"on": "2026-01-06"})
    stop = line("project.suspended", "2026-01-09", {"on": "2026-01-09"})
    go = line("project.resumed", "2026-01-09", {"on": "2026-01-09"})
    assert found([registered(), started, stop, go], "2026-01-14", "notice.unposted") != []
    assert found([registered(), started, go, stop], "2026-01-14", "notice.unposted") == []


def test_a_ratio_is_exact() -> None:
    policy = '[["00"]]\nfrom = 2020-01-01\nsource = "s"\nunpaid_ratio = 0.3\nunpaid_ratio_level = "red"\n'
    lines = [registered(pay_day=10)]
    for number in range(10):
        worker = f"w{number}"
        lines += [
            enrolled("2026-01-06", worker),
            punched("2026-01-07", ("2026-01-07T08:00:00+08:00", "in"), worker=worker),
        ]
    lines += [paid("2026-02-09", "2026-01", 5, str(number), worker_id=f"w{number}") for number in range(3, 10)]
    assert found(lines, "2026-02-11", "wages.unpaid", policy)[0]["level"] == "yellow"


def test_the_sheet_is_missing_from_five_working_days_before_the_due_date_for_each_employer() -> None:
    lines = [registered(pay_day=10), enrolled("2026-03-02"), enrolled("2026-03-02", "w2", employer_uscc=OTHER_CODE)]
    lines += [punched("2026-03-03", ("2026-03-03T08:00:00+08:00", "in"), worker=worker) for worker in ("w1", "w2")]
    # due 10 April 2026, a Friday; the 4th to the 6th are the Qingming holiday
    assert found(lines, "2026-04-01", "wages.sheet_missing") == []
    subjects = [one["subject"] for one in found(lines, "2026-04-02", "wages.sheet_missing")]
    assert subjects == [f"2026-03/{OTHER_CODE}", f"2026-03/{CODE}"]


def test_records_are_counted_with_their_repetitions() -> None:
    good = punched("2026-01-07", ("2026-01-07T08:00:00+08:00", "in"), ("2026-01-07T08:00:00", "in"))
    unreadable = line("attendance.punched", "2026-01-07", {"punches": [1, 2, 3]}, time="x", id="same")
    later = registered("2026-01-09")
    lines = [good, good, unreadable, unreadable, "", "  ", "{", later]
    # nobody can say on which day the second unreadable one was received: quarantined on every day, no duplicate
    expected = {"received": 11, "applied": 1, "duplicate": 2, "quarantined": 8}
    assert replay(lines, date(2026, 1, 8))["accounting"] == expected


def test_nothing_is_accepted_twice_over_the_same_quarantined_pair() -> None:
    broken = line("bank.feed_completed", "2026-01-07", {"bank_code": "10", "complete_until": "2026-01-06"}, id="k")
    repaired = line("bank.feed_completed", "2026-01-07", {"bank_code": "102", "complete_until": "2026-01-06"}, id="k")
    expected = {"received": 2, "applied": 0, "duplicate": 1, "quarantined": 1}
    assert replay([broken, repaired], date(2026, 1, 8))["accounting"] == expected


@pytest.mark.parametrize("value", [1.0, True, "1", -1, 2**53, None])
def test_integers_are_strict(value: Any) -> None:
    data = {"lead_id": "L", "channel": "app", "claimants": value, "received_on": "2026-01-06"}
    read = read_line(line("lead.received", "2026-01-06", data))
    assert read is not None
    assert read.quarantined == 1


def test_a_scenario_is_the_same_on_every_call_and_its_days_increase() -> None:
    for seed in range(5):
        one = scenario(seed)
        assert one == scenario(seed)
        assert one.as_ofs == sorted(set(one.as_ofs))
        assert one.lines
