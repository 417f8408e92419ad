"""A case gathers by itself, from real rows: who is owed what, what is behind it, what is missing and who owes it."""

from datetime import date

from sqlalchemy import Engine

from fund.case import Outcome, PartyRole, State
from infra.db.fund import Done, FundCases, NotFound
from monitors.policy import Policy
from schemas.finding import Level
from streams.fund.beginning import begin, gather_again
from streams.fund.gather import Application, FromAlert, gather
from streams.fund.gathered import Gathered
from tests.build import CONTRACTOR, SUBCONTRACTOR, Project, days
from tests.database import rows
from tests.fund_cases import CLERK, NEXT_COUNTY, a_fund, person
from tests.fund_sites import DAY, HERE, THERE, a_site
from tests.projects import painted
from tests.works import a_finding, admit, news, settle_in

pytest_plugins = ("tests.database_fixtures",)


def gathered(engine: Engine, project: Project | None = None) -> Gathered:
    painted(engine, DAY, project or a_site())
    found = gather(engine, Policy.shipped(), Application("P1"), HERE, DAY)
    assert found is not None
    return found


def test_each_figure_opens_to_its_days_sheets_payments_and_returns(engine: Engine) -> None:
    found = gathered(engine)
    assert {(f.worker, f.month, f.owed_fen) for f in found.figures} == {
        ("w01", "2026-01", 3_000_00),
        ("w02", "2026-01", 4_000_00),
    }
    in_part, returned = sorted(found.figures, key=lambda figure: figure.worker)
    assert in_part.days == tuple(date(2026, 1, day) for day in range(5, 10))
    assert [(sheet.sheet, sheet.due_fen, sheet.signed) for sheet in in_part.sheets] == [("S1", 5_000_00, True)]
    assert [(line.status, line.fen) for line in in_part.payments] == [("paid", 2_000_00)]
    assert [(line.status, line.returned_on, line.reason) for line in returned.payments] == [
        ("returned", date(2026, 2, 12), "card closed")
    ]


def test_balances_are_the_banks(engine: Engine) -> None:
    found = gathered(engine)
    assert [(bond.id, bond.left_fen) for bond in found.bonds] == [("B1", 600_000)]
    assert [(account.id, account.balance_fen) for account in found.accounts] == [("A1", 123_45)]


def test_what_is_missing_is_said_with_who_owes_it(engine: Engine) -> None:
    found = {one.name: one for one in gathered(engine).missing}
    assert set(found) == {"signature", "card", "case_file", "order"}
    assert (found["signature"].owed_by[1], found["signature"].workers) == ("the general contractor", 1)
    assert (found["card"].owed_by[1], found["card"].workers) == ("the workers", 1)


def test_wages_that_nobody_measured_are_owed_and_their_sheet_is_missing(engine: Engine) -> None:
    project = Project("P1", region_code="520103").happened("bank.account_opened", "2026-01-05")
    project.happened("project.started", "2026-01-05").crew(2, *days("2026-01", 5, 9)).fed("2026-02-20")
    found = gathered(engine, project)
    assert [figure.owed_fen for figure in found.figures] == [None, None]
    missing = {one.name: one.workers for one in found.missing}
    assert missing["pay_sheet"] == 2
    assert missing["bond"] == 0


def test_a_bank_that_is_late_accuses_nobody(engine: Engine) -> None:
    project = Project("P1", region_code="520103").happened("bank.account_opened", "2026-01-05")
    project.happened("project.started", "2026-01-05").crew(2, *days("2026-01", 5, 9)).sheet({"w01": 100, "w02": 100})
    found = gathered(engine, project)
    assert found.figures == ()
    assert {one.name: one.workers for one in found.missing}["bank_data"] == 2


def test_a_case_opens_from_an_alert_with_its_workers_alone(engine: Engine) -> None:
    settle_in(engine)
    a_fund(engine, 1_000_000_00)
    painted(engine, DAY, a_site())
    finding = a_finding(level=Level.RED, project="P1", workers=("w02",))
    news(engine, "opened", finding)
    admit(engine)
    [(work,)] = rows(
        engine, "SELECT id FROM works WHERE subject = '2026-03' OR rule = 'wages.unpaid' ORDER BY id LIMIT 1"
    )
    done = begin(FundCases(engine), engine, f"alert:{work}", "", person(CLERK), DAY)
    assert isinstance(done, Done), done
    case = done.case
    assert [(line.worker, line.arrears_fen) for line in case.lines] == [("w02", 4_000_00)]
    assert (case.state, case.origin, case.office) == (State.DRAFT, f"alert:{work}", "520103")
    assert case.answers[0].evidence[0].startswith("case:")
    assert gather(engine, Policy.shipped(), FromAlert(work), THERE, DAY) is None


def test_the_alert_of_another_county_opens_nothing(engine: Engine) -> None:
    a_fund(engine, 1_000_000_00)
    painted(engine, DAY, a_site())
    officer = person(CLERK, NEXT_COUNTY)
    assert begin(FundCases(engine), engine, "application", "P1", officer, DAY) == NotFound()
    assert begin(FundCases(engine), engine, "alert:99", "", person(CLERK), DAY) == NotFound()
    assert begin(FundCases(engine), engine, "alert:x", "", person(CLERK), DAY) == NotFound()


def test_who_employs_them_is_claimed_from(engine: Engine) -> None:
    a_fund(engine, 1_000_000_00)
    project = Project("P1", region_code="520103").happened("bank.account_opened", "2026-01-05")
    project.happened("project.subcontractor_entered", "2026-01-05").happened("project.started", "2026-01-05")
    project.crew(1, *days("2026-01", 5, 9), employer_uscc=SUBCONTRACTOR).sheet({"w01": 100_00}).fed("2026-02-20")
    painted(engine, DAY, project)
    done = begin(FundCases(engine), engine, "", "P1", person(CLERK), DAY)
    assert isinstance(done, Done), done
    assert done.case.employer == SUBCONTRACTOR
    assert {(party.id, party.role) for party in done.case.parties} >= {
        (SUBCONTRACTOR, PartyRole.EMPLOYER),
        (CONTRACTOR, PartyRole.CONTRACTOR),
    }


def test_gathering_again_takes_what_was_paid_since(engine: Engine) -> None:
    a_fund(engine, 1_000_000_00)
    project = a_site()
    painted(engine, DAY, project)
    cases = FundCases(engine)
    done = begin(cases, engine, "application", "P1", person(CLERK), DAY)
    assert isinstance(done, Done)
    painted(engine, DAY, project.paid("w01", 3_000_00, on="2026-02-18", batch="late"))
    again = gather_again(cases, engine, done.case, done.case.version, person(CLERK), DAY)
    assert isinstance(again, Done)
    assert [line.worker for line in again.case.lines] == ["w02"]
    assert {one.outcome for one in again.case.settlements} <= {Outcome.UNPAID}
