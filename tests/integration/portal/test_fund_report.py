"""The fund's month as a workbook: sums are numbers, days are days, people have names, and it prints on A4."""

import io
from datetime import datetime

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from fund.matters import Origin, Receipt
from infra.db.fund import Proposals
from infra.db.offices import Offices
from tests.fund_cases import COUNTY, a_fund
from tests.portal_fixtures import TODAY, Portal

pytest_plugins = ("tests.portal_fixtures",)
FUND = f"F{COUNTY}"
DONOR = "=HYPERLINK(1)县财政局"


def sheets(portal: Portal, path: str) -> list[Worksheet]:
    with portal.signed_in("fund-finance") as browser:
        answer = browser.get(path)
    assert answer.status_code == 200, answer.text
    return list(load_workbook(io.BytesIO(answer.content)).worksheets)


def given(portal: Portal) -> None:
    """A fund that the county's own cashier and finance have filled."""
    a_fund(portal.engine, 0)
    cashier, finance = (Offices(portal.engine).officer(name, TODAY) for name in ("fund-cashier", "fund-finance"))
    assert cashier is not None
    assert finance is not None
    proposals = Proposals(portal.engine)
    receipt = Receipt(Origin.DONATION, DONOR, 1_234_567_89, TODAY, "102-1")
    made = proposals.propose(FUND, receipt, "捐〔2026〕1号", cashier, TODAY)
    proposals.confirm(getattr(made, "id", 0), finance, TODAY)


def test_the_month_has_days_as_days_sums_as_numbers_and_people_by_name(portal: Portal) -> None:
    given(portal)
    accounts, _, journal = sheets(portal, f"/fund/report.xlsx?fund={FUND}&month={TODAY:%Y-%m}")
    assert [cell.value for cell in accounts[3]] == ["拨入资金", 0, 1_234_567.89, 1_234_567.89]
    first = {str(head.value): cell for head, cell in zip(journal[2], journal[3], strict=True)}
    assert first["日期"].value == datetime.combine(TODAY, datetime.min.time())
    assert first["借方"].number_format == "#,##0.00"
    assert first["经办"].value == "唐财政"


def test_what_somebody_typed_never_becomes_a_formula(portal: Portal) -> None:
    given(portal)
    *_, entries = sheets(portal, f"/fund/books.xlsx?fund={FUND}")
    donor = next(cell for row in entries.iter_rows(min_row=3) for cell in row if cell.value == DONOR)
    assert donor.data_type == "s"


def test_every_sheet_prints_across_one_page_with_its_head_on_each(portal: Portal) -> None:
    given(portal)
    for path in (f"/fund/report.xlsx?fund={FUND}", f"/fund/books.xlsx?fund={FUND}"):
        for sheet in sheets(portal, path):
            page = sheet.page_setup
            assert (page.orientation, str(page.paperSize), page.fitToWidth, page.fitToHeight) == (
                "landscape", "9", 1, 0,
            )  # fmt: skip
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert sheet.print_title_rows == "$1:$2"
