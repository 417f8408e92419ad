"""A case opens from a lead and from a plain application, of real rows, with figures that anyone can check by hand."""

from datetime import date

import pytest
from sqlalchemy import Engine, text

from alerts.handoffs import Kind
from fund.case import FundCase, Outcome, Source, State, Trigger
from fund.commands import Submit
from fund.eligibility import checklist
from infra.db.clock import ClockStore
from infra.db.engine import connected
from infra.db.fund import Done, FundCases, NotFound
from infra.db.handoffs.situations import Certified
from infra.db.handoffs.store import Handoffs
from infra.db.leads.store import Leads
from infra.db.offices.store import Offices
from monitors.policy import Policy
from schemas.office import Sight
from streams.caretaker.alerts import look_after_alerts
from streams.caretaker.leads import look_after_leads
from streams.caretaker.portraits import refresh
from streams.fund.beginning import begin, gather_again
from streams.intake import Intake
from tests.build import CONTRACTOR, SUBCONTRACTOR, Project, days
from tests.database import line, rows
from tests.fund_cases import CLERK, a_fund, person
from tests.portal_fixtures import seed_offices
from tests.projects import NO_PAUSE
from tests.watched import watched

pytest_plugins = ("tests.database_fixtures",)
TODAY = date(2026, 3, 20)
COUNTY = Sight(("520103",))


def a_site() -> Project:
    """Three workers. w01 worked January for the labour company and February for the contractor, for nothing.

    w02 had 2,000.00 of 5,000.00 for January; w03 had everything, but February's payment came back.
    """
    project = Project("P1", region_code="520103").happened("bank.account_opened", "2026-01-05")
    project.happened("project.subcontractor_entered", "2026-01-05").happened("project.started", "2026-01-05")
    for worker in ("w01", "w02", "w03"):
        project.enrolled(worker, employer_uscc=SUBCONTRACTOR).attended(worker, *days("2026-01", 5, 9))
    project.happened("attendance.worker_exited", "2026-01-31", worker_id="w01")
    project.enrolled("w01", on="2026-02-01", employer_uscc=CONTRACTOR)
    for worker in ("w01", "w03"):
        project.attended(worker, *days("2026-02", 2, 6))
    due = {"w01": 4_321_09, "w02": 5_000_00, "w03": 3_000_00}
    project.sheet(due, employer_uscc=SUBCONTRACTOR, sheet_id="S1")
    project.sheet({"w03": 3_100_00}, "2026-02", "2026-03-02", employer_uscc=SUBCONTRACTOR, sheet_id="S2")
    project.sheet({"w01": 2_500_50}, "2026-02", "2026-03-02", sheet_id="S3")
    project.paid("w02", 2_000_00).paid("w03", 3_000_00).paid("w03", 3_100_00, "2026-02", "2026-03-10")
    project.happened("bank.wages_returned", "2026-03-12", batch_id="w03/2026-02", line_id="1")
    return project.fed("2026-03-19")


LEAD = {"project_id": "P1", "employer_uscc": SUBCONTRACTOR, "months": ["2026-01"], "worker_ids": ["w01", "w02"]}


def lived(engine: Engine, project: Project) -> Engine:
    """The running system has taken the project in, judged it and looked after its alerts and leads."""
    seed_offices(engine, TODAY)
    Intake(engine).accept(map(line, project.events), name="P1.jsonl", channel="file")
    ClockStore(engine).tick_to(TODAY)
    watched(engine)
    while look_after_alerts(engine) + look_after_leads(engine, Policy.shipped):
        pass
    refresh(engine, Policy.shipped(), TODAY, pause=NO_PAUSE)
    a_fund(engine, 1_000_000_00)
    return engine


@pytest.fixture
def county(engine: Engine) -> Engine:
    return lived(engine, a_site().happened("lead.received", "2026-03-18", claimants=2, **LEAD))


def opened(engine: Engine, origin: str, project: str = "") -> FundCase:
    done = begin(FundCases(engine), engine, origin, project, person(CLERK), TODAY)
    assert isinstance(done, Done), done
    return done.case


def owed(case: FundCase) -> dict[tuple[str, str, str], int]:
    """What each line of a case says by worker, employer and month."""
    return {(each.worker, each.employer, a.month): a.owed_fen for each in case.lines for a in each.arrears}


def test_a_lead_opens_a_case_of_its_workers_its_employer_and_its_months(county: Engine) -> None:
    case = opened(county, "lead:L1")
    assert owed(case) == {
        ("w01", SUBCONTRACTOR, "2026-01"): 4_321_09,
        ("w02", SUBCONTRACTOR, "2026-01"): 3_000_00,
    }
    assert (case.origin, case.employer, case.state) == ("lead:L1", SUBCONTRACTOR, State.DRAFT)
    found = {each.worker: each.arrears[0] for each in case.lines}
    assert (found["w02"].due_fen, found["w02"].paid_fen, found["w02"].days) == (5_000_00, 2_000_00, 5)


def test_an_application_opens_a_case_of_everyone_owed_with_a_line_per_employer(county: Engine) -> None:
    case = opened(county, "application", "P1")
    assert owed(case) == {
        ("w01", SUBCONTRACTOR, "2026-01"): 4_321_09,
        ("w01", CONTRACTOR, "2026-02"): 2_500_50,
        ("w02", SUBCONTRACTOR, "2026-01"): 3_000_00,
        ("w03", SUBCONTRACTOR, "2026-02"): 3_100_00,
    }
    assert (len(case.lines), case.workers) == (4, 3)
    assert {party.id for party in case.parties} >= {CONTRACTOR, SUBCONTRACTOR}
    returned = next(each for each in case.lines if each.worker == "w03").arrears[0]
    assert (returned.due_fen, returned.paid_fen, returned.returned_fen) == (3_100_00, 0, 3_100_00)


def test_what_is_missing_stays_with_the_case_and_names_who_owes_it(county: Engine) -> None:
    case = opened(county, "application", "P1")
    assert case.records is not None
    missing = {one.name: (one.owed_by[0], one.workers) for one in case.records.missing}
    assert missing == {
        "card": ("劳动者本人", 1),
        "order": ("劳动保障监察机构", 0),
        "bond": ("施工总承包单位", 0),
        "balance": ("代发银行", 0),
    }
    assert (case.records.as_of, case.records.contract_fen) == (TODAY, 1_000_000_00)
    assert [(account.id, account.balance_fen) for account in case.records.accounts] == [("A1", None)]


def test_a_lead_out_of_sight_or_without_a_project_opens_nothing(county: Engine) -> None:
    assert begin(FundCases(county), county, "lead:L1", "", person(CLERK, "520102"), TODAY) == NotFound()
    assert begin(FundCases(county), county, "lead:L9", "", person(CLERK), TODAY) == NotFound()
    assert begin(FundCases(county), county, "", "", person(CLERK), TODAY) == NotFound()
    assert Leads(county).get("L1", COUNTY) is not None


def wage_alert(engine: Engine) -> int:
    [(number,)] = rows(engine, "SELECT id FROM works WHERE rule = 'wages.unpaid' AND subject = '2026-01'")
    return int(number)


def recognised(engine: Engine) -> int:
    """An inspector hands the alert of January to the fund and recognises the employer's flight."""
    officer = Offices(engine).officer("officer-a", TODAY)
    assert officer is not None
    done = Handoffs(engine).prepare(wage_alert(engine), Kind.WAGE_FUND, "周转金", officer, TODAY, Certified(fled=True))
    assert isinstance(done, int), done
    return done


def test_a_flight_that_inspectors_recognised_is_the_reason_by_data(county: Engine) -> None:
    handed = recognised(county)
    case = opened(county, f"alert:{wage_alert(county)}")
    assert case.trigger is Trigger.ABSCONDED
    cases = FundCases(county)
    items = {item.key: item for item in checklist(case, cases.setting(case, TODAY), TODAY)}
    assert items["trigger"].term.holds
    assert items["trigger"].term.evidence == (f"handoff:{handed}",)
    assert items["trigger"].answer is not None
    assert items["trigger"].answer.by == ""


def test_gathering_again_takes_a_flight_recognised_since(county: Engine) -> None:
    case = opened(county, "application", "P1")
    assert case.trigger is None
    recognised(county)
    done = gather_again(FundCases(county), county, case, case.version, person(CLERK), TODAY)
    assert isinstance(done, Done)
    assert done.case.trigger is Trigger.ABSCONDED


def test_only_an_order_about_wages_settles_the_employer(county: Engine) -> None:
    with_order = "UPDATE works SET document_no = '云人社监〔2026〕9号', rectify_by = '2026-03-10'"
    with connected(county) as connection:
        connection.execute(text(f"{with_order} WHERE rule = 'notice.unposted'"))
    assert opened(county, "application", "P1").settlements == ()
    with connected(county) as connection:
        connection.execute(text(f"{with_order} WHERE rule = 'wages.unpaid' AND subject = '2026-01'"))
    (settled,) = opened(county, "application", "P1").settlements
    assert (settled.source, settled.outcome, settled.by) == (Source.EMPLOYER, Outcome.UNPAID, "")


def test_a_draft_that_lacks_what_records_do_not_say_is_not_submitted(county: Engine) -> None:
    case = opened(county, "lead:L1")
    officer = person(CLERK)
    done = FundCases(county).act(case.id, case.version, Submit("请予垫付"), officer, officer.sight, TODAY)
    assert not isinstance(done, Done)
