from datetime import date

from monitors.evaluate import evaluate
from monitors.policy import Policy
from monitors.portrait import Course, Safeguard, State, portrait
from monitors.portrait.glimpse import Glimpse, glimpse, workers_of
from monitors.portrait.safeguards import DECISIVE, RELATED, Standing
from monitors.rule import catalogue
from tests.build import ITEMS, SUBCONTRACTOR, Project, days

LARGE = 400_000_000


def seen(project: Project, as_of: str) -> Glimpse:
    day, law = date.fromisoformat(as_of), Policy.shipped()
    return glimpse(project.ledger(), day, law, evaluate(project.ledger(), day, law).findings)


def standing(project: Project, as_of: str, safeguard: Safeguard) -> Standing:
    return next(one for one in seen(project, as_of).standings if one.safeguard is safeguard)


def state(project: Project, as_of: str, safeguard: Safeguard) -> State:
    return standing(project, as_of, safeguard).state


def building() -> Project:
    return Project().happened("bank.account_opened", "2026-01-05").happened("project.started", "2026-01-05")


def working(until: int = 9) -> Project:
    return building().crew(1, *days("2026-01", 5, until))


def test_every_rule_that_speaks_to_a_safeguard_exists_and_decides_one_alone() -> None:
    decisive = [rule for rules in DECISIVE.values() for rule in rules]
    assert len(decisive) == len(set(decisive))
    assert {*decisive, *(rule for rules in RELATED.values() for rule in rules)} <= set(catalogue())


def test_of_an_unregistered_project_every_safeguard_is_unknown() -> None:
    found = seen(Project(registered_on=None).attended("w1", "2026-01-06"), "2026-02-20")
    assert {one.state for one in found.standings} == {State.UNKNOWN}
    assert found.course is Course.UNREGISTERED
    assert found.region == ""


def test_before_work_starts_nobody_must_be_on_site() -> None:
    project = Project()
    assert state(project, "2026-01-06", Safeguard.REAL_NAME) is State.NOT_YET_DUE
    assert state(project, "2026-01-06", Safeguard.BOARD) is State.NOT_YET_DUE
    assert state(project, "2026-01-06", Safeguard.MONTHLY) is State.NOT_YET_DUE
    assert state(project, "2026-01-06", Safeguard.PROXY) is State.NOT_YET_DUE


def test_attendance_of_the_last_days_puts_real_name_in_place() -> None:
    assert state(working(), "2026-01-09", Safeguard.REAL_NAME) is State.IN_PLACE


def test_a_silent_site_lacks_real_name_and_the_rule_says_so() -> None:
    found = standing(building(), "2026-01-12", Safeguard.REAL_NAME)
    assert found.state is State.LACKING
    assert found.rules == ("attendance.silent",)


def test_a_site_that_has_only_just_started_may_be_silent() -> None:
    assert state(building(), "2026-01-06", Safeguard.REAL_NAME) is State.NOT_YET_DUE


def test_a_suspended_site_needs_no_attendance_and_no_board() -> None:
    project = building().happened("project.suspended", "2026-01-06")
    assert state(project, "2026-02-06", Safeguard.REAL_NAME) is State.NOT_APPLICABLE
    assert state(project, "2026-02-06", Safeguard.BOARD) is State.NOT_APPLICABLE
    assert seen(project, "2026-02-06").course is Course.SUSPENDED


def test_the_account_is_not_due_on_the_thirtieth_day_and_lacking_on_the_next() -> None:
    assert state(Project(), "2026-02-04", Safeguard.ACCOUNT) is State.NOT_YET_DUE
    assert state(Project(), "2026-02-05", Safeguard.ACCOUNT) is State.LACKING


def test_an_open_account_is_in_place_until_its_first_cycle_is_over() -> None:
    assert state(building(), "2026-01-20", Safeguard.ACCOUNT) is State.IN_PLACE


def test_where_no_rule_has_judged_yet_closed_accounts_are_unknown() -> None:
    project = building().happened("bank.account_closed", "2026-01-20")
    found = glimpse(project.ledger(), date(2026, 1, 20), Policy.shipped(), ())
    assert {one.safeguard: one.state for one in found.standings}[Safeguard.ACCOUNT] is State.UNKNOWN


def test_a_cycle_that_the_bank_has_not_completed_is_unknown() -> None:
    found = standing(building().fed("2026-02-03"), "2026-02-10", Safeguard.ACCOUNT)
    assert found.state is State.UNKNOWN
    assert "102" in found.reason.zh
    assert "102" in found.reason.en


def test_a_cycle_without_transfer_is_lacking_once_the_bank_has_delivered() -> None:
    assert state(building().fed("2026-02-10"), "2026-02-10", Safeguard.ACCOUNT) is State.LACKING


def test_a_cycle_with_its_transfer_is_in_place() -> None:
    project = building().happened("bank.account_credited", "2026-01-20", amount_fen=1_000)
    assert state(project.fed("2026-02-10"), "2026-02-10", Safeguard.ACCOUNT) is State.IN_PLACE


def test_a_bond_below_the_threshold_does_not_apply() -> None:
    assert state(Project(), "2026-06-01", Safeguard.BOND) is State.NOT_APPLICABLE


def test_a_bond_is_lacking_after_its_term_and_in_place_once_lodged() -> None:
    project = Project(contract_amount_fen=LARGE)
    assert state(project, "2026-01-20", Safeguard.BOND) is State.NOT_YET_DUE
    assert state(project, "2026-03-20", Safeguard.BOND) is State.LACKING
    project.happened("bank.bond_deposited", "2026-03-21", amount_fen=LARGE)
    assert state(project, "2026-03-21", Safeguard.BOND) is State.IN_PLACE


def test_a_bond_given_back_early_is_unknown_and_accuses_nobody() -> None:
    project = Project(contract_amount_fen=LARGE).happened("bank.bond_deposited", "2026-01-10", amount_fen=LARGE)
    project.happened("bank.bond_released", "2026-02-10")
    assert state(project, "2026-03-20", Safeguard.BOND) is State.UNKNOWN


def test_a_board_is_due_after_its_grace_and_in_place_with_every_item() -> None:
    assert state(building(), "2026-01-12", Safeguard.BOARD) is State.NOT_YET_DUE
    assert state(building(), "2026-01-13", Safeguard.BOARD) is State.LACKING
    posted = building().happened("project.notice_board_posted", "2026-01-12")
    assert state(posted, "2026-01-13", Safeguard.BOARD) is State.IN_PLACE


def test_a_board_without_an_item_is_lacking() -> None:
    items = {key: value for key, value in ITEMS.items() if key != "pay_day"}
    posted = building().happened("project.notice_board_posted", "2026-01-06", items=items)
    assert standing(posted, "2026-01-06", Safeguard.BOARD).rules == ("notice.incomplete",)


def test_full_payment_is_in_place_when_everyone_has_what_the_sheet_says() -> None:
    project = working().sheet({"w01": 500_00}).paid("w01", 500_00).fed("2026-02-20")
    assert state(project, "2026-02-20", Safeguard.MONTHLY) is State.IN_PLACE
    assert state(project, "2026-02-20", Safeguard.PROXY) is State.IN_PLACE


def test_full_payment_is_unknown_while_the_bank_is_late_and_somebody_is_not_seen_paid() -> None:
    project = working().sheet({"w01": 500_00}).fed("2026-02-09")
    assert state(project, "2026-02-20", Safeguard.MONTHLY) is State.UNKNOWN
    assert state(project, "2026-02-20", Safeguard.PROXY) is State.UNKNOWN


def test_a_late_bank_does_not_hide_that_everyone_was_paid() -> None:
    project = working().sheet({"w01": 500_00}).paid("w01", 500_00, on="2026-02-09").fed("2026-02-09")
    assert state(project, "2026-02-20", Safeguard.MONTHLY) is State.IN_PLACE


def test_arrears_make_full_payment_and_proxy_payment_lacking() -> None:
    project = working().sheet({"w01": 500_00}).fed("2026-02-20")
    found = standing(project, "2026-02-20", Safeguard.MONTHLY)
    assert found.state is State.LACKING
    assert found.since == date(2026, 2, 11)
    assert found.rules == ("wages.unpaid",)
    assert state(project, "2026-02-20", Safeguard.PROXY) is State.LACKING


def test_without_a_sheet_full_payment_is_unknown_not_in_place() -> None:
    project = working().paid("w01", 500_00).fed("2026-02-20")
    assert state(project, "2026-02-20", Safeguard.MONTHLY) is State.UNKNOWN


def test_force_majeure_postpones_full_payment() -> None:
    project = working().sheet({"w01": 500_00}).happened("project.force_majeure_declared", "2026-02-01")
    assert state(project.fed("2026-02-20"), "2026-02-20", Safeguard.MONTHLY) is State.NOT_YET_DUE
    assert state(project, "2026-02-20", Safeguard.PROXY) is State.NOT_YET_DUE


def test_a_completed_project_still_answers_for_its_wages() -> None:
    project = working().sheet({"w01": 500_00}).happened("project.completed", "2026-01-31").fed("2026-02-20")
    found = {one.safeguard: one.state for one in seen(project, "2026-02-20").standings}
    assert found[Safeguard.MONTHLY] is State.LACKING
    assert {found[one] for one in (Safeguard.REAL_NAME, Safeguard.ACCOUNT, Safeguard.BOND, Safeguard.BOARD)} == {
        State.NOT_APPLICABLE
    }


def test_the_reason_counts_workers_and_never_names_them() -> None:
    project = working().happened("attendance.worker_exited", "2026-01-10", worker_id="w01").fed("2026-02-20")
    found = standing(project.sheet({"w01": 500_00}), "2026-02-20", Safeguard.MONTHLY)
    assert "wages.exit_unsettled" in found.rules
    assert "w01" not in found.reason.zh + found.reason.en


def test_a_glimpse_counts_who_is_enrolled_and_has_not_left() -> None:
    project = Project().enrolled("w1", "w2").happened("attendance.worker_exited", "2026-01-10", worker_id="w2")
    assert seen(project, "2026-01-20").on_site == 1


def test_the_index_of_workers_names_everyone_ever_told_of() -> None:
    project = Project().enrolled("enrolled").attended("stranger", "2026-01-06").sheet({"listed": 1}).paid("ghost", 1)
    ledger = project.ledger()
    everyone = {"enrolled", "stranger", "listed", "ghost"}
    assert workers_of(ledger) == everyone
    state, months = ledger.drain()
    assert workers_of(type(ledger).restored("P1", state, months)) == everyone


def test_a_portrait_judges_by_itself_where_nobody_has() -> None:
    project = working().sheet({"w01": 500_00}).fed("2026-02-20")
    day, law = date(2026, 2, 20), Policy.shipped()
    found = evaluate(project.ledger(), day, law).findings
    assert portrait(project.ledger(), day, law) == portrait(project.ledger(), day, law, found)


def test_parties_stand_in_the_order_in_which_they_answer() -> None:
    project = building().happened("project.subcontractor_entered", "2026-01-06")
    project.happened("project.subcontractor_left", "2026-01-20")
    told = portrait(project.ledger(), date(2026, 2, 1), Policy.shipped()).parties
    assert told is not None
    assert told.names[SUBCONTRACTOR] == "Qianzhong Labour"
    assert [(sub.uscc, sub.left_on) for sub in told.subcontractors] == [(SUBCONTRACTOR, date(2026, 1, 20))]
    assert [one.who.en for one in told.liabilities if one.holds] == [
        "Subcontractor",
        "General contractor",
        "General contractor",
        "Project owner",
    ]


def test_without_subcontractor_the_chain_begins_with_the_general_contractor() -> None:
    told = portrait(building().ledger(), date(2026, 2, 1), Policy.shipped()).parties
    assert told is not None
    assert told.liabilities[0].who.en == "General contractor"


def test_a_board_shows_each_item_and_what_is_missing() -> None:
    items = {key: value for key, value in ITEMS.items() if key != "pay_day"}
    project = building().happened("project.notice_board_posted", "2026-01-06", items=items)
    project.happened("project.notice_board_verified", "2026-01-07", ok=False)
    (board,) = portrait(project.ledger(), date(2026, 2, 1), Policy.shipped()).boards
    assert board.missing == ["pay_day"]
    assert not board.stands
    assert board.is_verified is False


def test_money_keeps_balances_in_order_and_cycles_with_their_state() -> None:
    project = building().happened("bank.account_credited", "2026-01-20", amount_fen=900, balance_fen=900)
    project.happened("bank.account_debited", "2026-01-25", transaction_id="T2", amount_fen=200, balance_fen=700)
    told = portrait(project.fed("2026-02-20").ledger(), date(2026, 2, 20), Policy.shipped()).money
    (purse,) = told.purses
    assert [(one.fen, one.balance_fen) for one in purse.movements] == [(900, 900), (-200, 700)]
    assert purse.balance_fen == 700
    assert [cycle.state.value for cycle in told.cycles] == ["covered", "running"]
