from tests.build import Project

RULE = "attendance.unregistered"


def test_the_day_before_the_enrolment_is_unlawful_and_the_day_itself_is_not() -> None:
    told = Project().enrolled("w1", on="2026-03-10")
    assert told.attended("w1", "2026-03-10").levels("2026-03-31", RULE) == {}
    assert told.attended("w1", "2026-03-09").levels("2026-03-31", RULE) == {"2026-03": "yellow"}


def test_the_day_of_the_exit_is_lawful_and_the_day_after_is_not() -> None:
    told = Project().enrolled("w1").happened("attendance.worker_exited", "2026-03-10")
    assert told.attended("w1", "2026-03-10").levels("2026-03-31", RULE) == {}
    assert told.attended("w1", "2026-03-11").levels("2026-03-31", RULE) == {"2026-03": "yellow"}


def test_each_month_names_its_own_strangers() -> None:
    told = Project().attended("b", "2026-03-10").attended("a", "2026-03-11", "2026-04-01")
    assert told.accused("2026-04-01", RULE) == {"2026-03": ("a", "b"), "2026-04": ("a",)}


def test_a_punch_of_tomorrow_accuses_nobody_today() -> None:
    assert Project().attended("a", "2026-03-11").levels("2026-03-10", RULE) == {}


def test_enrolling_one_afterwards_leaves_the_other_and_a_correction_clears_the_month() -> None:
    told = Project().attended("a", "2026-03-10").attended("b", "2026-03-10").enrolled("a", on="2026-03-10")
    assert told.accused("2026-03-31", RULE) == {"2026-03": ("b",)}
    told.happened("attendance.day_corrected", "2026-03-10", worker_id="b", present=False)
    assert told.accused("2026-03-31", RULE) == {}


def test_the_earliest_of_all_enrolments_counts() -> None:
    told = Project().enrolled("w1", on="2026-03-02").enrolled("w1", on="2026-03-20").attended("w1", "2026-03-10")
    assert told.levels("2026-03-31", RULE) == {}


def test_who_comes_back_is_enrolled_again_from_the_beginning() -> None:
    told = Project().enrolled("w1").happened("attendance.worker_exited", "2026-03-10").attended("w1", "2026-03-20")
    assert told.levels("2026-03-20", RULE) == {"2026-03": "yellow"}
    assert told.enrolled("w1", on="2026-03-20").levels("2026-03-20", RULE) == {}


def test_an_exit_of_the_enrolments_own_day_counts_if_it_was_accepted_after_it() -> None:
    left = Project().enrolled("w1", on="2026-03-10").happened("attendance.worker_exited", "2026-03-10")
    assert left.attended("w1", "2026-03-11").levels("2026-03-31", RULE) != {}
    before = Project().happened("attendance.worker_exited", "2026-03-10").enrolled("w1", on="2026-03-10")
    assert before.attended("w1", "2026-03-11").levels("2026-03-31", RULE) == {}


def test_the_end_of_a_night_shift_after_the_last_day_is_lawful() -> None:
    told = Project().enrolled("w1").happened("attendance.worker_exited", "2026-03-31")
    assert told.punched("2026-04-01", ("w1", "06:00:00", "out")).levels("2026-04-01", RULE) == {}
