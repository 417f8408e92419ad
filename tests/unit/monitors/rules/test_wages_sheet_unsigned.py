from tests.build import Project

RULE = "wages.sheet_unsigned"


def site(*unsigned: str) -> Project:
    return Project().sheet({"w1": 1, "w2": 2, "w3": 3}, unsigned=unsigned)


def test_the_due_day_itself_leaves_time_to_sign_and_the_day_after_does_not() -> None:
    assert site("w1").levels("2026-02-10", RULE) == {}
    assert site("w1").levels("2026-02-11", RULE) == {"S1": "yellow"}


def test_it_names_those_who_have_not_signed() -> None:
    assert site("w3", "w1").accused("2026-02-11", RULE) == {"S1": ("w1", "w3")}


def test_a_sheet_signed_by_one_more_names_one_less_and_signed_by_all_none() -> None:
    told = site("w1", "w3").sheet({"w1": 1, "w3": 3}, on="2026-02-12", unsigned=["w3"])
    assert told.accused("2026-02-12", RULE) == {"S1": ("w3",)}
    assert told.sheet({"w1": 1, "w3": 3}, on="2026-02-13").accused("2026-02-13", RULE) == {}


def test_a_signed_sheet_accuses_nobody() -> None:
    assert site().accused("2026-05-01", RULE) == {}


def test_a_sheet_that_moved_to_a_later_month_is_not_yet_due() -> None:
    told = site("w1").sheet({"w1": 1}, month="2026-03", on="2026-02-12", unsigned=["w1"])
    assert told.accused("2026-02-12", RULE) == {}
    assert told.accused("2026-04-11", RULE) == {"S1": ("w1",)}


def test_it_needs_no_settled_month() -> None:
    told = site("w1").happened("project.force_majeure_declared", "2026-02-01")
    assert told.happened("bank.account_opened", "2026-01-05").levels("2026-02-11", RULE) == {"S1": "yellow"}
