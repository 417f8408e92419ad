"""No path through the life of an alert loses a deadline, an escalation or an entry of its history."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from alerts.acting import act
from alerts.commands import (
    Acknowledge,
    Assign,
    Close,
    Command,
    Comment,
    ConfirmExtension,
    ConfirmWaiver,
    Decide,
    HandOver,
    Investigate,
    OrderRectification,
    ProposeExtension,
    ProposeWaiver,
    RefuseExtension,
    RefuseWaiver,
)
from alerts.escalation import passed
from alerts.lifecycle import Gone, Stands, heard
from alerts.work import Act, Happened, Outcome, Rung, State, Step, Work
from schemas.finding import Finding, Level
from schemas.office import Officer, Role
from tests.works import BY, COUNTY, MONDAY, a_finding, a_step, an_officer

PEOPLE = [
    an_officer(name, COUNTY, role, offices=("520102",))
    for name, role in (("li", Role.OFFICER), ("zhang", Role.OFFICER), ("chen", Role.CHIEF), ("wang", Role.CHIEF))
]
DEADLINES = {Act.ESCALATED, Act.REMINDED, Act.RECTIFICATION_EXPIRED, Act.WAIVER_ENDED}
ANEW = {Act.REOPENED, Act.WAIVER_ENDED}
findings = st.builds(
    a_finding,
    st.just("arrears.group"),
    st.sampled_from(Level),
    subject=st.just("-"),
    workers=st.sets(st.sampled_from(["w1", "w2", "w3"]), min_size=1).map(lambda found: tuple(sorted(found))),
    facts=st.sets(st.sampled_from(["2026-04", "2026-05"]), min_size=1).map(lambda found: {"months": sorted(found)}),
)
COUNTIES = {"520103": "520102", "520102": "520103"}


def commands(day: date, work: Work, days: int) -> list[Command]:
    other = COUNTIES.get(work.office, "520103")
    chain = (Rung(other, other), Rung("5201", "支队"), Rung("52", "厅"))
    until = day + timedelta(days)
    return [
        Acknowledge(),
        Investigate(),
        OrderRectification(until, "3号"),
        Decide("4号"),
        Close(Outcome.CURED, "已补发"),
        Close(Outcome.UNFOUNDED, "不属实"),
        Close(Outcome.REFERRED, "移送"),
        ProposeWaiver("第十四条", "1号", until),
        ConfirmWaiver(),
        RefuseWaiver("不符"),
        ProposeExtension("复杂"),
        ConfirmExtension(),
        RefuseExtension("不必"),
        Assign("li"),
        Comment("电话核实"),
        HandOver(other, "管辖", chain, other),
    ]


class Life(RuleBasedStateMachine):
    """One alert, whatever anybody does to it, beside a bare record of what must have happened."""

    @initialize(finding=findings)
    def opens(self, finding: Finding) -> None:
        step = a_step(finding)
        self.day, self.work, self.history = MONDAY, step.work, list(step.happened)
        self.stands: Finding | None = finding

    @rule(days=st.integers(1, 30))
    def days_pass(self, days: int) -> None:
        self.take(passed(self.work, self.day, BY))
        before, self.day = self.work, self.day + timedelta(days)
        at_once = passed(before, self.day, BY)
        one_by_one: list[Happened] = []
        walked = before
        for later in range(days - 1, -1, -1):
            step = passed(walked, self.day - timedelta(later), BY)
            walked = step.work
            one_by_one.extend(step.happened)
        assert list(at_once.happened) == one_by_one
        assert replace(at_once.work, version=0) == replace(walked, version=0)
        self.take(at_once)

    @rule(finding=findings)
    def news_come(self, finding: Finding) -> None:
        self.stands = finding
        self.take(heard(self.work, Stands(finding), self.day, BY))
        assert self.work.finding == finding

    @rule()
    def it_goes(self) -> None:
        self.stands = None
        self.take(heard(self.work, Gone(), self.day, BY))

    @rule(days=st.integers(1, 30))
    def the_caretaker_sleeps(self, days: int) -> None:
        self.day += timedelta(days)

    @rule(data=st.data(), days=st.integers(1, 40), officer=st.sampled_from(PEOPLE))
    def somebody_acts(self, data: st.DataObject, days: int, officer: Officer) -> None:
        """Something that is not refused, so that the life goes far; what is refused is another test's."""
        tried = (act(self.work, command, officer, self.day, BY) for command in commands(self.day, self.work, days))
        steps = [step for step in tried if isinstance(step, Step)]
        if steps:
            step = data.draw(st.sampled_from(steps))
            assert step.happened[-1].by == officer.id
            self.take(step)

    @rule(days=st.integers(1, 40), officer=st.sampled_from(PEOPLE))
    def a_waiver_is_asked_for(self, days: int, officer: Officer) -> None:
        self.tries(ProposeWaiver("第十四条", "1号", self.day + timedelta(days)), officer)

    @rule(officers=st.permutations(PEOPLE))
    def everybody_tries_to_confirm_it(self, officers: list[Officer]) -> None:
        for officer in officers:
            self.tries(ConfirmWaiver(), officer)

    def tries(self, command: Command, officer: Officer) -> None:
        step = act(self.work, command, officer, self.day, BY)
        if isinstance(step, Step):
            self.take(step)

    def take(self, step: Step) -> None:
        before, self.work = self.work, step.work
        self.history.extend(step.happened)
        changed = replace(before, version=0) != replace(self.work, version=0)
        assert self.work.version == before.version + bool(step.happened)
        assert bool(step.happened) or not changed
        assert self.work.id == before.id
        if before.due_on is not None and before.due_on < self.day:
            missed = [what for what in step.happened if what.act in DEADLINES | {Act.CURED}]
            assert missed
            assert missed[0].day == before.due_on + timedelta(1)

    @invariant()
    def whatever_is_not_closed_has_a_deadline_that_has_not_passed_unheard(self) -> None:
        assert (self.work.due_on is None) == (self.work.state is State.CLOSED)
        caught_up = passed(self.work, self.day, BY).work
        assert caught_up.due_on is None or caught_up.due_on >= self.day

    @invariant()
    def what_stands_is_closed_only_by_somebody_who_says_why(self) -> None:
        assert self.work.present == (self.stands is not None)
        if self.work.is_closed and self.work.present:
            last = [what for what in self.history if what.act is Act.CLOSED][-1]
            assert last.by
            assert last.why
            assert self.work.accepted is not None
            assert not self.work.accepted.exceeded_by(self.work.finding)

    @invariant()
    def what_was_reopened_has_the_history_of_it(self) -> None:
        certain = sum(what.act in ANEW for what in self.history)
        perhaps = sum(what.act is Act.RETURNED for what in self.history)
        assert certain <= self.work.reopened <= certain + perhaps

    @invariant()
    def a_waiver_has_two_persons_and_covers_what_stands(self) -> None:
        waiver = self.work.waiver
        if self.work.state is State.WAIVED:
            assert waiver is not None
            assert waiver.proposal.confirmed_by not in (None, waiver.proposal.by)
            assert not waiver.scope.exceeded_by(self.work.finding)
            assert self.work.due_on == waiver.until

    @invariant()
    def it_is_with_an_office_of_its_chain(self) -> None:
        assert self.work.chain[0].office == self.work.office
        assert 0 <= self.work.step < len(self.work.chain)


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
