"""The wage funds' terms: drafted by one, published by another; a case keeps those of the day of its application."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from fund.case import FundCase, State
from fund.commands import Agree, Amend, Submit
from infra.db.fund import Done, FundCases, Rules
from infra.db.offices import Offices
from infra.db.policies import FUND, Draft, Policies, WrongError
from infra.db.policies.text import Value
from monitors import calendar
from monitors.policy import Policy
from schemas.office import Officer
from tests.fund_cases import CHECKER, CLERK, DAY, a_draft, a_fund, a_line, does, person, submitted
from tests.portal_fixtures import TODAY, Portal

pytest_plugins = ("tests.portal_fixtures",)
FORM = {"kind": "fund", "prefix": "520103", "since": DAY.isoformat(), "source": "云府办发〔2026〕8号"}


def officer(portal: Portal, name: str) -> Officer:
    found = Offices(portal.engine).officer(name, TODAY)
    assert found is not None
    return found


def published(portal: Portal, since: date, **values: Value) -> None:
    store = Policies(portal.engine)
    draft = Draft(FUND, "520103", since, "云府办发〔2026〕8号", values)
    store.publish(store.draft(draft, officer(portal, "policy-1"), TODAY), officer(portal, "policy-2"), TODAY)


def cases_of(portal: Portal) -> FundCases:
    return FundCases(portal.engine, Rules(Policies(portal.engine).fund_terms(), Policy.shipped()))


def test_published_terms_are_in_force_where_and_when_they_say_and_only_by_a_second_person(portal: Portal) -> None:
    filled = {
        "value.share_cap": "0.30", "value.minimum_wage_months": "none", "value.needs_hardship": "no",
        "value.triggers": ["absconded", "temp_unable"], "value.check_wd": "2", "value.living_cost_fen": "60000",
    }  # fmt: skip
    with portal.signed_in("policy-1") as first, portal.signed_in("policy-2") as second:
        assert "垫付占本人被欠工资的上限" in first.get("/admin/policies/new?kind=fund&prefix=520103").text
        draft = first.post("/admin/policies", data={**FORM, **filled})
        assert "30%" in draft.text
        assert "不设上限" in draft.text
        refused = first.post(f"{draft.url.path}/publish")
        assert (refused.status_code, "须由第二人发布" in refused.text) == (422, True)
        assert Policies(portal.engine).fund_terms().in_force("share_cap", "520103", DAY).value == Decimal("0.20")
        assert "已发布" in second.post(f"{draft.url.path}/publish").text
        assert "云府办发〔2026〕8号" in second.get("/admin/policies?region=520103&day=2026-03-02").text
    terms = Policies(portal.engine).fund_terms()
    given = terms.in_force("share_cap", "520103", DAY)
    assert (given.value, given.source, given.since) == (Decimal("0.30"), "云府办发〔2026〕8号", DAY)
    assert terms.in_force("minimum_wage_months", "520103", DAY).value is None
    assert terms.in_force("triggers", "520103", DAY).value == ("absconded", "temp_unable")
    assert terms.flag("needs_hardship", "520103", DAY) is False
    assert terms.number("check_wd", "520103", DAY) == 2
    assert terms.in_force("share_cap", "520102", DAY).value == Decimal("0.20")
    assert terms.in_force("share_cap", "520103", DAY - timedelta(1)).value == Decimal("0.20")


@pytest.mark.parametrize(
    "wrong",
    [{"value.share_cap": "30"}, {"value.check_wd": "0"}, {"value.check_wd": "none"}, {"value.triggers": "whim"},
     {"value.living_cost_fen": "1.5"}, {"value.nonsense": "1"}],
)  # fmt: skip
def test_terms_that_are_none_are_not_kept(portal: Portal, wrong: dict[str, str]) -> None:
    with portal.signed_in("policy-1") as browser:
        assert browser.post("/admin/policies", data=FORM | wrong).status_code == 422
    assert Policies(portal.engine).all() == []


def test_a_kind_of_parameters_that_there_is_not_is_refused(portal: Portal) -> None:
    with portal.signed_in("policy-1") as browser:
        assert browser.post("/admin/policies", data=FORM | {"kind": "whims", "value.check_wd": "2"}).status_code == 400
    with pytest.raises(WrongError):
        published(portal, DAY, share_cap=30)


def applied(portal: Portal) -> FundCase:
    a_fund(portal.engine, 1_000_000_00)
    cases = cases_of(portal)
    return submitted(cases, a_draft(cases, a_line("w1", 30_000_00)))


def test_a_case_keeps_the_terms_and_the_minimum_wage_of_the_day_of_its_application(portal: Portal) -> None:
    case = applied(portal)
    assert (case.applied_on, case.total_fen) == (DAY, 1_890_00)
    published(portal, DAY + timedelta(1), share_cap=Decimal("0.90"), minimum_wage_months=5, sector_wd=1)
    cases, later = cases_of(portal), DAY + timedelta(1)
    assert cases.rules.terms.number("sector_wd", case.region, later) == 1
    clerk, checker = person(CLERK), person(CHECKER)
    checked = cases.act(case.id, case.version, Agree("同意"), checker, checker.sight, later)
    assert isinstance(checked, Done)
    assert checked.case.due_on == calendar.working_days_after(later, 3)
    amended = cases.act(case.id, checked.case.version, Amend("补充"), clerk, clerk.sight, later)
    assert isinstance(amended, Done)
    assert amended.case.applied_on == DAY
    assert does(cases, amended.case, Submit("请"), CLERK).total_fen == 1_890_00


def test_a_case_that_was_not_applied_for_follows_the_terms_of_the_day(portal: Portal) -> None:
    a_fund(portal.engine, 1_000_000_00)
    cases = cases_of(portal)
    draft = a_draft(cases, a_line("w1", 30_000_00))
    published(portal, DAY, share_cap=Decimal("0.50"), minimum_wage_months=5)
    done = does(cases_of(portal), draft, Submit("请"), CLERK)
    assert (done.state, done.total_fen, done.applied_on) == (State.CHECK, 5 * 1_890_00, DAY)
    figure = done.lines[0].figure
    assert figure is not None
    assert any("云府办发〔2026〕8号" in part.source for part in figure.parts)
