"""Nobody approves their own application, with all roles and by raw requests; what is refused, rejected or withdrawn."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from fund.case import State
from infra.db.fund import FundCases, Funds
from schemas.office import Role, Sight
from tests.database import rows
from tests.e2e.browser import signed_in
from tests.e2e.fund_steps import SUBCONTRACTOR, Worked, endowed, may_also, unpaid_site
from tests.fund_cases import NEXT_COUNTY, a_draft, a_fund, a_line, submitted
from tests.portal_fixtures import TODAY, Portal

HERE = Sight(("520103",))
OWN = "您已在本案签署其他环节"
ALL = (Role.FUND_CLERK, Role.FUND_SECTOR, Role.FUND_FINANCE, Role.FUND_APPROVER, Role.FUND_CASHIER)


@pytest.fixture
def applied(portal: Portal, visit: BrowserContext) -> Worked:
    """A case that the clerk has submitted: one worker, owed 6,000.00, of it 1,200.00 reserved of 2,000.00."""
    endowed(portal, 2_000_00)
    unpaid_site(portal, {"w01": (300_000, 300_000)})
    page = signed_in(visit, portal, "fund-clerk")
    page.goto(f"{portal.url}/fund/new?project=P1")
    page.get_by_role("button", name="汇集数据并立案").click()
    case = Worked(visit, portal, page.url)
    case.completed("fund-clerk")
    case.done_by("fund-clerk", "card", "w01", card="6222021234567800010", bank="105").close()
    case.done_by("fund-clerk", "submit").close()
    return case


def state(case: Worked) -> tuple[State, int]:
    held = FundCases(case.portal.engine).get(int(case.path.rpartition("/")[2]), HERE)
    assert held is not None
    return held.state, held.version


def free(portal: Portal) -> int:
    return Funds(portal.engine).balances("F520103", HERE).free_fen


def raw(case: Worked, who: str, act: str, **form: str) -> tuple[int, str]:
    """The answer to a form that no page offers."""
    with case.portal.signed_in(who) as browser:
        told = {"version": str(state(case)[1]), "why": "同意", "document_no": "云府批〔2026〕5号", **form}
        answer = browser.post(f"{case.path}/{act}", data=told)
    return answer.status_code, answer.text


def test_nobody_approves_their_own_application_whatever_their_roles(portal: Portal, applied: Worked) -> None:
    for role in ALL[1:]:
        may_also(portal, "fund-clerk", role)
    steps = (("fund-check", "agree"), ("fund-sector", "agree"), ("fund-finance", "agree"), ("fund-approver", "agree"),
             ("fund-cashier", "prepare"), ("fund-cashier-2", "release"))  # fmt: skip
    for who, act in steps:
        page = applied.seen_by("fund-clerk")
        expect(page.locator(f'form[data-act="{act}"]')).to_have_count(0)
        before = state(applied)
        for tried in {act, "agree", "reject", "send-back"} if act == "agree" else {act}:
            status, text = raw(applied, "fund-clerk", tried)
            assert (status, OWN in text) == (422, True), (act, tried)
        assert state(applied) == before
        assert raw(applied, who, act)[0] == 200, (who, act)
    assert state(applied)[0] is State.ORDERED


def test_each_step_is_refused_to_every_other_role_by_raw_request(portal: Portal, applied: Worked) -> None:
    course = (("fund-check", "agree"), ("fund-sector", "agree"), ("fund-finance", "agree"), ("fund-approver", "agree"),
              ("fund-cashier", "prepare"), ("fund-cashier-2", "release"))  # fmt: skip
    everybody = ("fund-check", "fund-sector", "fund-finance", "fund-approver", "fund-cashier", "officer-a", "chief-a")
    for who, act in course:
        before = state(applied)
        for other in everybody:
            if other != who and not (who == "fund-cashier-2" and other == "fund-cashier"):
                assert raw(applied, other, act)[0] == 422, (other, act)
        with portal.signed_in("admin-a") as admin:
            assert admin.post(f"{applied.path}/{act}", data={"version": str(before[1])}).status_code == 403
        assert state(applied) == before
        assert raw(applied, who, act)[0] == 200


def test_what_is_rejected_says_why_and_frees_the_money(portal: Portal, applied: Worked) -> None:
    assert free(portal) == 80_000
    page = applied.seen_by("fund-check")
    with pytest.raises(AssertionError):
        applied.done_by("fund-check", "reject", why=" ")
    page = applied.done_by("fund-check", "reject", why="劳动者已从总包单位领到工资")
    expect(page.locator(".badge.is-info").first).to_have_text("未予批准")
    expect(page.locator(".note.is-warn").first).to_contain_text("劳动者已从总包单位领到工资")
    assert free(portal) == 200_000
    assert raw(applied, "fund-clerk", "submit")[0] == 422
    assert rows(portal.engine, "SELECT count(*) FROM fund_slots") == [(0,)]


def test_what_is_withdrawn_frees_the_money_and_is_applied_for_again(
    portal: Portal, visit: BrowserContext, applied: Worked
) -> None:
    page = applied.done_by("fund-clerk", "withdraw", why="用人单位承诺三日内支付")
    expect(page.locator(".badge.is-info").first).to_have_text("已撤回")
    assert free(portal) == 200_000
    page.goto(f"{portal.url}/fund/new?project=P1")
    page.get_by_role("button", name="汇集数据并立案").click()
    again = Worked(visit, portal, page.url)
    again.completed("fund-clerk")
    again.done_by("fund-clerk", "submit")
    assert free(portal) == 80_000


def test_what_is_amended_is_judged_anew_by_everybody(portal: Portal, applied: Worked) -> None:
    applied.done_by("fund-check", "agree", why="属实").close()
    page = applied.done_by("fund-clerk", "amend", why="更正人数")
    assert (state(applied)[0], free(portal)) == (State.DRAFT, 200_000)
    page = applied.done_by("fund-clerk", "submit")
    assert (state(applied)[0], free(portal)) == (State.CHECK, 80_000)
    assert_signed(page, "此前一稿")


def assert_signed(page: Page, text: str) -> None:
    expect(page.locator("dl.facts", has_text="人社部门审核意见").first).to_contain_text(text)


def test_a_county_learns_nothing_of_another_that_was_quicker(portal: Portal, applied: Worked) -> None:
    applied.done_by("fund-clerk", "amend", why="补充材料").close()
    a_fund(portal.engine, 1_000_000_00, NEXT_COUNTY, "临水县专户", TODAY)
    cases = FundCases(portal.engine)
    theirs = submitted(cases, a_draft(cases, a_line("w01", 300_000, "2026-03", SUBCONTRACTOR), region=NEXT_COUNTY))
    status, text = raw(applied, "fund-clerk", "submit")
    assert (status, "w01" in text, "已由周转金垫付或正在申请" in text) == (422, True, True)
    assert [told for told in (theirs.number, "临水", NEXT_COUNTY, "clerk-5201") if told in text] == []
    with portal.signed_in("fund-clerk") as mine:
        assert mine.get(f"/fund/cases/{theirs.id}").status_code == 404
        assert theirs.number not in mine.get("/fund?which=all").text
