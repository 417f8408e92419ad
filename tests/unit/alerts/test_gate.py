"""The gate's course: decided by people or not at all; silence, repetition and reports consent to nothing."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings as tried
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from alerts.gate import (
    Action,
    Channel,
    Check,
    Confirm,
    Decide,
    Decision,
    Decline,
    Executed,
    Execution,
    GateFigures,
    Mark,
    Refused,
    Released,
    Review,
    Said,
    State,
    Step,
    Withdrawn,
    adopted,
    after,
    held,
    needs_second,
    passed,
    prompt,
    reported,
)
from alerts.limits import LimitError, Limits
from alerts.work import Rung
from infra.clock import SHANGHAI
from monitors import calendar

DAY = date(2026, 5, 18)
NOW = datetime(2026, 5, 18, 9, tzinfo=SHANGHAI)
LIMITS = Limits.shipped()
CHAIN = (Rung("yunshan", "县"), Rung("gy", "市"), Rung("gz", "省"))
MARK = Mark("102", "a1", "P1", "wage", "专户", "520103", date(2025, 1, 1))


def check(**more: Any) -> Check:
    told = {"client": "bank-102", "bank_code": "102", "account_id": "a1", "action": Action.FREEZE, "authority": "法院"}
    return Check(**{**told, "document_no": "d1", "amount_fen": 100_00, **more})


def review(**more: Any) -> Review:
    return held(check(**more), MARK, CHAIN, NOW, DAY, LIMITS, calendar)


def said(decision: Decision = Decision.OBJECT, up_to: int | None = None, by: str = "a", reason: str = "理由") -> Said:
    return Said(decision, reason, by, up_to)


def acted(held_: Review, command: Any) -> Review:
    step = after(held_, command, NOW, DAY, LIMITS)
    assert isinstance(step, Step), step
    return step.review


def execution(amount: int | None = 100_00) -> Execution:
    return Execution("R1", NOW, amount, Channel.AUTOMATIC, None)


def test_the_last_day_in_time_is_the_third_working_day() -> None:
    assert review().due_on == date(2026, 5, 21)
    assert passed(review(), date(2026, 5, 21), LIMITS, calendar) == ()
    assert [step.act for step in passed(review(), date(2026, 5, 22), LIMITS, calendar)] == ["escalated"]


def test_missed_deadlines_climb_to_the_top_and_remind_there_for_ever() -> None:
    steps = passed(review(), DAY + timedelta(40), LIMITS, calendar)
    assert [step.act for step in steps[:3]] == ["escalated", "escalated", "reminded"]
    assert steps[-1].review.office == "gz"
    assert {step.review.state for step in steps} == {State.HELD}
    assert passed(steps[-1].review, DAY + timedelta(40), LIMITS, calendar) == ()


def test_each_missed_step_has_its_own_day_however_late_anybody_looks() -> None:
    at_once = passed(review(), DAY + timedelta(20), LIMITS, calendar)
    daily: list[Step] = []
    now = review()
    for days in range(21):
        taken = passed(now, DAY + timedelta(days), LIMITS, calendar)
        daily += taken
        now = taken[-1].review if taken else now
    assert tuple(daily) == at_once


def test_an_objection_needs_no_second_person_however_large() -> None:
    assert not needs_second(review(amount_fen=None), said(), LIMITS, DAY)
    assert acted(review(amount_fen=None), Decide(said())).state is State.DECIDED


@pytest.mark.parametrize(("fen", "second"), [(50_000_000, False), (50_000_001, True), (None, True)])
def test_from_the_threshold_on_a_second_person_agrees(fen: int | None, *, second: bool) -> None:
    after_one = acted(review(amount_fen=fen), Decide(said(Decision.PROJECT_WAGES)))
    assert (after_one.state is State.HELD) is second


def test_nobody_confirms_the_own_proposal() -> None:
    proposed = acted(review(amount_fen=None), Decide(said(Decision.PROJECT_WAGES)))
    assert after(proposed, Confirm("a"), NOW, DAY, LIMITS) is Refused.SAME_PERSON
    assert after(proposed, Decline("a", "x"), NOW, DAY, LIMITS) is Refused.SAME_PERSON
    assert acted(proposed, Decline("b", "不当")).proposed is None
    assert acted(proposed, Confirm("b")).confirmed_by == "b"


def test_a_decision_has_a_reason_and_excess_a_sum_within_what_is_known() -> None:
    assert after(review(), Decide(said(reason=" ")), NOW, DAY, LIMITS) is Refused.REASON_MISSING
    assert after(review(), Decide(said(Decision.EXCESS)), NOW, DAY, LIMITS) is Refused.AMOUNT_MISSING
    assert after(review(), Decide(said(Decision.EXCESS, 1), 0), NOW, DAY, LIMITS) is Refused.MORE_THAN_EXCESS
    assert acted(review(), Decide(said(Decision.EXCESS, 5), 5)).state is State.DECIDED
    assert after(review(), Confirm("b"), NOW, DAY, LIMITS) is Refused.NOTHING_PROPOSED


def test_a_report_again_changes_nothing_and_another_is_refused() -> None:
    first = reported(review(), Executed(execution()))
    assert isinstance(first, Step)
    assert first.review.executed_unreviewed
    again = reported(first.review, Executed(execution()))
    assert isinstance(again, Step)
    assert again.act == ""
    assert reported(first.review, Executed(execution(7))) is Refused.ALREADY_EXECUTED
    assert reported(first.review, Withdrawn("x")) is Refused.ALREADY_EXECUTED
    assert reported(review(), Released(DAY)) is Refused.NOT_EXECUTED
    released = reported(first.review, Released(DAY))
    assert isinstance(released, Step)
    assert released.review.state is State.RELEASED
    assert reported(released.review, Released(DAY)) == Step(released.review)
    assert reported(released.review, Released(DAY + timedelta(1))) is Refused.IS_OVER
    assert after(first.review, Decide(said()), NOW, DAY, LIMITS) is Refused.ALREADY_DECIDED


def test_what_was_withdrawn_is_not_executed_afterwards() -> None:
    gone = reported(review(), Withdrawn("撤回"))
    assert isinstance(gone, Step)
    assert reported(gone.review, Withdrawn("撤回")) == Step(gone.review)
    assert reported(gone.review, Executed(execution())) is Refused.IS_OVER


def test_a_case_without_an_office_is_given_to_the_first_that_there_is() -> None:
    alone = held(check(), MARK, (), NOW, DAY, LIMITS, calendar)
    assert alone.office == ""
    assert adopted(alone, CHAIN).review.office == "yunshan"
    assert adopted(review(), CHAIN).act == ""
    assert next(step.act for step in passed(alone, DAY + timedelta(9), LIMITS, calendar)) == "reminded"


def test_the_case_number_follows_from_the_question_alone() -> None:
    assert check().case == check(amount_fen=7, authority="x").case
    others = [check(client="c"), check(account_id="a2"), check(document_no="d2"), check(action=Action.SEAL)]
    assert len({check().case, *(one.case for one in others)}) == 5
    assert "a1" not in check().case


def test_figures_are_dated_and_regional_and_say_where_they_come_from() -> None:
    told = {"from": date(2026, 1, 1), "source": "某省文件", "gate_decide": 5, "gate_second": 9}
    limits = LIMITS.with_tables({"52": [told]})
    here = GateFigures.of(limits, "520103", DAY)
    assert (here.decide.count, here.climb.count, here.second.count) == (5, 1, 9)
    assert (here.decide.source, here.climb.source) == ("某省文件", GateFigures.of(LIMITS, "", DAY).climb.source)
    assert GateFigures.of(limits, "520103", date(2025, 12, 31)).decide.count == 3
    assert GateFigures.of(limits, "330100", DAY).second.count == 50_000_000
    for wrong in ({"gate_decide": 0}, {"gate_second": "9"}, {"gate_other": 1}):
        with pytest.raises(LimitError):
            LIMITS.with_tables({"52": [{**told, **wrong}]})


def test_published_figures_govern_the_deadline_its_climb_and_the_second_person() -> None:
    told = {"from": DAY, "source": "某省文件", "gate_decide": 5, "gate_climb": 2, "gate_second": 100}
    limits = LIMITS.with_tables({"5201": [told]})
    made = held(check(), MARK, CHAIN, NOW, DAY, limits, calendar)
    assert made.due_on == calendar.working_days_after(DAY, 5)
    missed = made.due_on + timedelta(1)
    assert passed(made, missed, limits, calendar)[0].review.due_on == calendar.working_days_after(missed, 2)
    for fen, second in ((100, False), (101, True)):
        assert needs_second(review(amount_fen=fen), said(Decision.PROJECT_WAGES), limits, DAY) is second
        assert not needs_second(review(amount_fen=fen), said(Decision.PROJECT_WAGES), LIMITS, DAY)


def test_the_text_for_the_authority_names_the_nature_and_the_article() -> None:
    for kind in ("wage", "bond", "unknown"):
        zh, en = prompt(kind, "P1")
        assert "第三十三条" in zh
        assert "Article 33" in en
    assert "保证金" in prompt("bond", "")[0]


class NeverConsents(RuleBasedStateMachine):
    """Whatever happens in whatever order, a case is decided only by a person's command."""

    @initialize(fen=st.sampled_from([None, 1, 60_000_000]))
    def begin(self, fen: int | None) -> None:
        self.review, self.day, self.people = review(amount_fen=fen), DAY, set[str]()

    @rule(days=st.integers(0, 400))
    def time_passes(self, days: int) -> None:
        self.day += timedelta(days) if self.day.year < 2027 else timedelta(0)
        for step in passed(self.review, self.day, LIMITS, calendar):
            self.review = step.review

    @rule(which=st.sampled_from(list(Decision)), by=st.sampled_from("ab"), up_to=st.sampled_from([None, 5, 60_000_000]))
    def somebody_decides(self, which: Decision, by: str, up_to: int | None) -> None:
        step = after(self.review, Decide(said(which, up_to, by)), NOW, self.day, LIMITS)
        if isinstance(step, Step):
            self.review = step.review
            self.people = {by}

    @rule(by=st.sampled_from("ab"), agrees=st.booleans())
    def a_second_person(self, by: str, agrees: bool) -> None:  # noqa: FBT001 (a drawn value)
        step = after(self.review, Confirm(by) if agrees else Decline(by, "x"), NOW, self.day, LIMITS)
        if isinstance(step, Step):
            self.people.add(by)
            self.review = step.review

    @rule(report=st.sampled_from([Executed(execution()), Withdrawn("x"), Released(DAY), Executed(execution(3))]))
    def the_bank_reports(self, report: Any) -> None:
        step = reported(self.review, report)
        if isinstance(step, Step):
            self.review = step.review

    @invariant()
    def nothing_consented_but_people(self) -> None:
        if not hasattr(self, "review"):
            return
        decided = self.review.said
        assert decided is None or decided.by in self.people
        if decided is not None and needs_second(self.review, decided, LIMITS, DAY):
            assert self.review.confirmed_by
            assert self.review.confirmed_by != decided.by
        assert self.review.state is not State.DECIDED or decided is not None
        if self.review.is_open:
            assert self.review.due_on >= self.day or self.review.due_on > DAY


TestNeverConsents = NeverConsents.TestCase
TestNeverConsents.settings = tried(max_examples=60, stateful_step_count=25, deadline=None)
