"""Each step by its role alone, and no two steps by one person: every step against every role, every pair of steps."""

import itertools
from typing import Final

import pytest

from fund import commands as c
from fund.case import Instalment, Pressure, Source, State
from fund.course import Refused, Step, Why, act, possible
from schemas.office import Officer, Role
from tests.fund_course import EMPLOYER, PROOF, SETTLED, Course, person

CLERK, SECTOR, FINANCE = {Role.FUND_CLERK}, {Role.FUND_SECTOR}, {Role.FUND_FINANCE}
APPROVER, CASHIER = {Role.FUND_APPROVER}, {Role.FUND_CASHIER}
AGREE: Final = c.Agree("同意", "云府批〔2026〕3号")
Asked = tuple[c.Command, set[Role]]
STEPS: Final[dict[str, Asked]] = {
    "apply": (c.Submit(), CLERK),
    "check": (AGREE, CLERK),
    "sector": (AGREE, SECTOR),
    "finance": (AGREE, FINANCE),
    "approve": (AGREE, APPROVER),
    "prepare": (c.PrepareOrder(), CASHIER),
    "release": (c.ReleaseOrder(), CASHIER),
}
"""The steps that somebody signs for, in their order."""
OTHERS: Final[dict[tuple[str, str], Asked]] = {
    ("apply", "settle"): (SETTLED[0], CLERK),
    ("apply", "gather"): (c.Gather((), ()), CLERK),
    ("apply", "override"): (c.ProposeOverride("w1", 1_000_000, "批1", "大病"), CLERK),
    ("apply", "notice to the bond's bank"): (c.NoticeBond("T1", 5, Course().day), CLERK),
    ("check", "send back"): (c.SendBack("改"), CLERK),
    ("sector", "send back"): (c.SendBack("改"), SECTOR),
    ("finance", "send back"): (c.SendBack("改"), FINANCE),
    ("approve", "send back"): (c.SendBack("改"), APPROVER),
    ("check", "reject"): (c.Reject("否"), CLERK),
    ("sector", "reject"): (c.Reject("否"), SECTOR),
    ("finance", "reject"): (c.Reject("否"), FINANCE),
    ("approve", "reject"): (c.Reject("否"), APPROVER),
    ("approve", "withdraw"): (c.Withdraw("撤"), CLERK),
    ("approve", "amend"): (c.Amend("改"), CLERK),
    ("release", "cancel"): (c.CancelOrder("错"), CASHIER),
    ("recover", "repayment"): (c.RecordRepayment(EMPLOYER, EMPLOYER, 1, Course().day, PROOF, reference="B"), CASHIER),
    ("recover", "letter"): (c.Press(EMPLOYER, EMPLOYER, Pressure.DUNNED, "催1"), CLERK),
    ("recover", "plan"): (c.AgreePlan(EMPLOYER, EMPLOYER, (Instalment(Course().day, 1),), "协1"), CLERK),
    ("recover", "write-off"): (c.ProposeWriteOff(EMPLOYER, 1, "注销"), FINANCE),
    ("repaid", "confirm repayment"): (c.ConfirmRepayment(1), FINANCE),
    ("repaid", "refuse repayment"): (c.RefuseRepayment(1, "未到账"), FINANCE),
    ("given up", "confirm write-off"): (c.ConfirmWriteOff(1, "批2"), APPROVER),
    ("given up", "refuse write-off"): (c.RefuseWriteOff(1, "否"), APPROVER | FINANCE),
}
"""What else is done, by the step at which it is: at the recovery's steps a debt, a repayment or a write-off waits."""
ALL: Final[dict[tuple[str, str], Asked]] = {(step, step): asked for step, asked in STEPS.items()} | OTHERS


def at(step: str) -> Course:
    """A case that stands before a step; each earlier one was taken by somebody else."""
    course = Course().drafted()
    for earlier, (command, roles) in STEPS.items():
        if earlier == step:
            return course
        course.must(command, officer=person(f"who-{earlier}", *roles))
    for line in course.case.live:
        course.must(c.Pay(line.worker, course.day, PROOF), officer=None)
    if step == "repaid":
        course.must(OTHERS["recover", "repayment"][0], officer=person("who-records", *CASHIER))
    if step == "given up":
        course.must(OTHERS["recover", "write-off"][0], officer=person("who-proposes", *FINANCE))
    return course


@pytest.mark.parametrize(("step", "what"), list(ALL))
@pytest.mark.parametrize("role", Role)
def test_each_step_is_its_roles_alone(step: str, what: str, role: Role) -> None:
    course, (command, roles) = at(step), ALL[step, what]
    officer = person("somebody-else", role)
    assert (type(command) in possible(course.case, officer)) is (role in roles)
    done = act(course.case, command, officer, course.day, course.setting)
    assert (isinstance(done, Refused) and done.why is Why.ROLE) is (role not in roles)


@pytest.mark.parametrize(("first", "second"), list(itertools.combinations(STEPS, 2)))
def test_nobody_takes_two_steps_whatever_the_roles(first: str, second: str) -> None:
    course, (command, _) = at(second), STEPS[second]
    same = person("ann" if first == "apply" else f"who-{first}", *Role)
    if first == "apply":
        assert course.why(command, person("who-apply", *Role)) is Why.SAME_PERSON
    assert course.why(command, same) is Why.SAME_PERSON
    assert type(command) not in possible(course.case, same)


@pytest.mark.parametrize("step", list(STEPS)[1:])
@pytest.mark.parametrize(
    "put_together",
    [
        c.Settle(Source.EMPLOYER, SETTLED[0].outcome, PROOF),
        c.AnswerItem("hardship", True, PROOF),
        c.ProposeOverride("w1", 1_000_000, "批1", "大病"),
    ],
)
def test_whoever_put_the_application_together_judges_no_step_of_it(step: str, put_together: c.Command) -> None:
    helper = person("helper", *Role)
    course = Course().drafted().must(put_together, officer=helper)
    if isinstance(put_together, c.Settle):
        course.must(*SETTLED[1:])
    if isinstance(put_together, c.ProposeOverride):
        course.must(c.ConfirmOverride("w1"), officer=person("second", *FINANCE))
    for earlier, (command, roles) in STEPS.items():
        if earlier == step:
            break
        course.must(command, officer=person(f"who-{earlier}", *roles))
    assert course.why(STEPS[step][0], helper) is Why.SAME_PERSON


@pytest.mark.parametrize(("step", "what"), list(ALL))
def test_nobody_of_another_county_takes_any_step(step: str, what: str) -> None:
    course, (command, _) = at(step), ALL[step, what]
    assert course.why(command, person("far", *Role, region="520102")) is Why.NOT_YOURS


def test_the_steps_are_those_of_the_review_and_the_order() -> None:
    states = [at(step).case.state for step in STEPS]
    expected = (State.DRAFT, State.CHECK, State.SECTOR, State.FINANCE, State.APPROVAL, State.APPROVED, State.PREPARED)
    assert tuple(states) == expected


def test_a_repayment_and_a_write_off_are_never_confirmed_by_who_proposed_them() -> None:
    for step, proposer in (("repaid", "who-records"), ("given up", "who-proposes")):
        course = at(step)
        command = next(asked for (at_step, what), (asked, _) in OTHERS.items() if at_step == step and "confirm" in what)
        both: Officer = person(proposer, *Role)
        assert course.why(command, both) is Why.SECOND_PERSON
        assert isinstance(course.do(command, person("second", *Role)), Step)
