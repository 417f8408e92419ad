"""Hand-offs: elements, papers, stages and limits; nothing is sent that is not complete, nobody on what is not known."""

from dataclasses import replace
from datetime import date

import pytest

from alerts.handoffs import (
    KINDS,
    Advance,
    Attach,
    Close,
    Command,
    Decide,
    Handoff,
    HandoffState,
    Kind,
    Refused,
    Result,
    Situation,
    Stage,
    Step,
    after,
    due_on,
    elements,
    missing_documents,
    missing_elements,
    prepared,
    timers,
)
from monitors import calendar

TODAY = date(2026, 4, 15)
GRAVE = Situation(
    "wages.unpaid",
    TODAY,
    wage_claim=True,
    stands=True,
    one_worker_reaches=False,
    ten_workers_reach=True,
    order_no="限改〔2026〕7号",
    order_due_on=date(2026, 4, 14),
)


def open_kinds(about: Situation) -> set[Kind]:
    return {kind for kind in Kind if not missing_elements(kind, about)}


def walked(handoff: Handoff, *commands: Command) -> Handoff:
    for command in commands:
        step = after(handoff, command, TODAY)
        assert isinstance(step, Step), (command, step)
        handoff = step.handoff
    return handoff


def full(kind: Kind) -> Handoff:
    handoff = prepared(kind, "yunshan", "520103", "recipient", TODAY)
    return walked(handoff, *(Attach(paper.key, "第1页") for paper in missing_documents(handoff)))


def test_police_need_the_amount_and_an_order_that_ran_out_unpaid() -> None:
    assert missing_elements(Kind.POLICE, GRAVE) == ()


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"ten_workers_reach": False}, {"amount"}),
        ({"ten_workers_reach": None, "one_worker_reaches": None}, {"amount"}),
        ({"order_no": None, "order_due_on": None}, {"ordered", "expired"}),
        ({"order_due_on": TODAY}, {"expired"}),
        ({"stands": False}, {"unpaid"}),
    ],
)
def test_police_are_not_called_while_an_element_is_missing_or_unknown(
    change: dict[str, object], missing: set[str]
) -> None:
    about = replace(GRAVE, **change)  # type: ignore[arg-type]
    assert {element.key for element in missing_elements(Kind.POLICE, about)} == missing


def test_the_last_day_of_the_order_is_still_in_time() -> None:
    assert Kind.POLICE not in open_kinds(replace(GRAVE, order_due_on=TODAY))
    assert Kind.POLICE in open_kinds(replace(GRAVE, today=date(2026, 4, 16), order_due_on=TODAY))


def test_an_unknown_element_is_neither_met_nor_unmet() -> None:
    about = replace(GRAVE, one_worker_reaches=None, ten_workers_reach=None)
    assert next(one for one in elements(Kind.POLICE, about) if one.key == "amount").met is None


def test_a_certified_incident_replaces_the_amount_only_for_the_blacklist() -> None:
    about = replace(GRAVE, ten_workers_reach=False, is_group_incident=True)
    assert Kind.BLACKLIST in open_kinds(about)
    assert Kind.POLICE not in open_kinds(about)


def test_a_wage_claim_goes_to_arbitration_and_legal_aid_without_any_order() -> None:
    bare = Situation("wages.unpaid", TODAY, wage_claim=True, stands=True)
    assert open_kinds(bare) == {Kind.ARBITRATION, Kind.LEGAL_AID, Kind.SECTOR_AUTHORITY, Kind.WAGE_FUND}


def test_a_court_needs_a_decision_whose_time_has_passed() -> None:
    decided = replace(GRAVE, decision_no="处〔2026〕1号", decision_due_on=date(2026, 4, 14))
    assert Kind.COURT in open_kinds(decided)
    assert Kind.COURT not in open_kinds(replace(decided, decision_due_on=None))


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_can_be_sent_received_decided_and_closed(kind: Kind) -> None:
    result = KINDS[kind].results[0][0]
    done = walked(
        full(kind),
        Advance(Stage.SENT, TODAY, "移〔2026〕1号"),
        Advance(Stage.RECEIVED, TODAY),
        Decide(Result.DECIDED, TODAY, result),
        Close(""),
    )
    assert (done.state, done.result) == (HandoffState.CLOSED, result)


@pytest.mark.parametrize("kind", list(Kind))
def test_nothing_is_sent_without_its_essential_papers(kind: Kind) -> None:
    handoff = prepared(kind, "yunshan", "520103", "recipient", TODAY)
    essential = [paper for paper in missing_documents(handoff) if paper.essential]
    step = after(handoff, Advance(Stage.SENT, TODAY, "1号"), TODAY)
    assert (step is Refused.DOCUMENTS_MISSING) == bool(essential)


def test_secondary_papers_may_follow_and_are_named_in_the_history() -> None:
    handoff = walked(prepared(Kind.ARBITRATION, "y", "52", "r", TODAY), Attach("application", "第1页"))
    step = after(handoff, Advance(Stage.SENT, TODAY, "1号"), TODAY)
    assert isinstance(step, Step)
    assert "contract" in step.body["to_follow"]


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (Advance(Stage.SENT, TODAY, " "), Refused.NUMBER_MISSING),
        (Advance(Stage.SENT, date(2026, 4, 16), "1"), Refused.IN_THE_FUTURE),
        (Advance(Stage.SENT, date(2026, 4, 1), "1"), Refused.BEFORE_EARLIER_STAGE),
        (Advance(Stage.RECEIVED, TODAY), Refused.WRONG_STAGE),
        (Advance(Stage.DECIDED, TODAY), Refused.WRONG_STAGE),
        (Decide(Result.DECIDED, TODAY, "award"), Refused.WRONG_STAGE),
        (Attach("passport", "1"), Refused.NO_SUCH_DOCUMENT),
        (Close(" "), Refused.REASON_MISSING),
    ],
)
def test_a_step_out_of_turn_is_refused(command: Command, why: Refused) -> None:
    assert after(full(Kind.ARBITRATION), command, TODAY) is why


def test_what_was_sent_back_can_be_sent_again_and_its_limit_begins_anew() -> None:
    sent = walked(full(Kind.ARBITRATION), Advance(Stage.SENT, TODAY, "1号"))
    back = walked(sent, Decide(Result.RETURNED, TODAY, "", "缺身份证明"))
    assert due_on(back, calendar) is None
    later = date(2026, 4, 20)
    again = after(back, Advance(Stage.SENT, later, "2号"), later)
    assert isinstance(again, Step)
    assert due_on(again.handoff, calendar) == calendar.working_days_after(later, 5)


def test_an_objection_belongs_to_the_blacklist_alone() -> None:
    for kind in Kind:
        sent = walked(full(kind), Advance(Stage.SENT, TODAY, "1号"))
        step = after(sent, Advance(Stage.OBJECTED, TODAY), TODAY)
        assert isinstance(step, Step) == (kind is Kind.BLACKLIST)


def test_legal_aid_reviews_in_seven_calendar_days_and_assigns_in_three() -> None:
    sent = walked(full(Kind.LEGAL_AID), Advance(Stage.SENT, TODAY, "1号"))
    assert [timer.until for timer in timers(sent, calendar)] == [date(2026, 4, 22)]
    granted = walked(sent, Advance(Stage.RECEIVED, TODAY))
    assert due_on(granted, calendar) == date(2026, 4, 18)


def test_arbitration_shows_the_target_and_the_law_beside_each_other() -> None:
    accepted = walked(full(Kind.ARBITRATION), Advance(Stage.SENT, TODAY, "1"), Advance(Stage.RECEIVED, TODAY))
    ends = {timer.limit.name: timer.until for timer in timers(accepted, calendar)}
    assert ends["arbitration.fast"] == date(2026, 5, 15)
    assert ends["arbitration.award"] == date(2026, 5, 30)
