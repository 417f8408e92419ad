from tests.build import Project, days

RULE = "wages.underpaid"
DUE = 600_000


def site(*fens: int) -> Project:
    """As many workers as payments, each due the same; a payment of 0 is none."""
    told = Project().crew(len(fens), *days("2026-01", 5, 9)).sheet({f"w{n:02d}": DUE for n in range(1, len(fens) + 1)})
    for number, fen in enumerate(fens, 1):
        if fen:
            told.paid(f"w{number:02d}", fen)
    return told


def test_the_due_day_itself_is_not_late_and_the_day_after_is() -> None:
    assert site(DUE - 1).accused("2026-02-10", RULE) == {}
    assert site(DUE - 1).accused("2026-02-11", RULE) == {"2026-01": ("w01",)}


def test_it_is_yellow_and_red_from_the_first_day_of_the_second_month_after() -> None:
    assert site(DUE - 1).levels("2026-02-28", RULE) == {"2026-01": "yellow"}
    assert site(DUE - 1).levels("2026-03-01", RULE) == {"2026-01": "red"}


def test_the_last_fen_cures() -> None:
    told = (
        site(DUE - 2, DUE - 1)
        .paid("w01", 1, on="2026-02-12", batch="more")
        .paid("w02", 1, on="2026-02-12", batch="more2")
    )
    assert told.accused("2026-02-12", RULE) == {"2026-01": ("w01",)}
    assert told.paid("w01", 1, on="2026-02-13", batch="last").accused("2026-02-13", RULE) == {}


def test_what_a_worker_is_due_is_the_sum_of_all_current_sheets() -> None:
    told = site(DUE).sheet({"w01": 1}, sheet_id="S2")
    assert told.accused("2026-02-11", RULE) == {"2026-01": ("w01",)}
    assert told.sheet({}, sheet_id="S2", on="2026-02-12").accused("2026-02-12", RULE) == {}


def test_who_was_paid_nothing_stands_under_unpaid_and_not_here() -> None:
    told = site(DUE - 1, 0)
    assert told.accused("2026-02-11", RULE) == {"2026-01": ("w01",)}
    assert told.accused("2026-02-11", "wages.unpaid") == {"2026-01": ("w02",)}


def test_somebody_on_the_sheet_who_did_not_attend_is_due_it_all_the_same() -> None:
    assert site(DUE).sheet({"w09": 5}, sheet_id="S2").accused("2026-02-11", RULE) == {"2026-01": ("w09",)}


def test_one_workers_surplus_is_not_anothers_wage() -> None:
    assert site(2 * DUE, DUE - 1).accused("2026-02-11", RULE) == {"2026-01": ("w02",)}


def test_without_a_sheet_nobody_is_underpaid() -> None:
    assert Project().crew(1, "2026-01-05").paid("w01", 1).accused("2026-02-11", RULE) == {}


def test_a_late_bank_and_force_majeure_accuse_nobody() -> None:
    late = site(DUE - 1).happened("bank.account_opened", "2026-01-05").fed("2026-02-09")
    assert late.accused("2026-02-20", RULE) == {}
    excused = site(DUE - 1).happened("project.force_majeure_declared", "2026-02-01")
    assert excused.accused("2026-05-01", RULE) == {}


def test_a_sheet_that_is_handed_in_tomorrow_is_not_known_today() -> None:
    told = Project().crew(1, "2026-01-05").paid("w01", 1).sheet({"w01": 2}, on="2026-02-15")
    assert told.accused("2026-02-14", RULE) == {}
    assert told.accused("2026-02-15", RULE) == {"2026-01": ("w01",)}
