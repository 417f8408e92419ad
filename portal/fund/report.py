"""The fund's monthly report for the finance bureau: the accounts, the cases, the journal; as workbook and as PDF."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from fund.books import ACCOUNTS, Account, Kind
from fund.case import LABELS, FundCase
from fund.claims import debts
from fund.explanation import yuan
from infra.db.fund.funds import Booked, Fund

KINDS: Final = {
    Kind.FUNDED: "拨入", Kind.RESERVED: "预留", Kind.RELEASED: "解除预留", Kind.ORDERED: "下达支付令",
    Kind.PAID: "支付成功",
    Kind.RETURNED: "银行退回", Kind.REPAID: "追回", Kind.WRITTEN_OFF: "核销",
}  # fmt: skip
SHOWN: Final[Mapping[Account, int]] = {
    Account.BUDGET: -1, Account.CASH: 1, Account.RESERVED: 1, Account.ORDERED: 1, Account.ADVANCED: 1,
    Account.WRITTEN_OFF: 1,
}  # fmt: skip
"""The accounts as they are shown: a credit account with its sign turned."""
_MONEY: Final = "#,##0.00"


@dataclass(frozen=True, slots=True)
class Moved:
    """One account over a month."""

    account: Account
    before_fen: int
    change_fen: int

    @property
    def after_fen(self) -> int:
        """What stands at the month's end."""
        return self.before_fen + self.change_fen


@dataclass(frozen=True, slots=True)
class Report:
    """A fund's month. `journal` is in order; `cases` those opened by its end, as they stand today."""

    fund: Fund
    first: date
    last: date
    moved: tuple[Moved, ...]
    journal: tuple[Booked, ...]
    cases: tuple[FundCase, ...]

    @property
    def month(self) -> str:
        """`2026-05`."""
        return f"{self.first:%Y-%m}"


def month_of(text: str, today: date) -> tuple[date, date]:
    """The first and last day of a month; of today's where the text names none."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        first = today.replace(day=1)
    return first, (first.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)


def moves(before: Mapping[Account, int], change: Mapping[Account, int]) -> tuple[Moved, ...]:
    """Each account as it is shown."""
    return tuple(Moved(a, sign * before.get(a, 0), sign * change.get(a, 0)) for a, sign in SHOWN.items())


def workbook(report: Report) -> bytes:
    """The report as XLSX: three sheets, sums as numbers in yuan; text never becomes a formula."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = "资金"
    title = f"{report.fund.name} {report.first.year}年{report.first.month}月月报(单位:元)"
    _sheet(first, title, ("科目", "月初余额", "本月变动", "月末余额"), list(_accounts(report)))
    cases = ("案号", "项目", "立案日", "环节", "人数", "垫付", "已支付", "已追回", "已核销", "尚欠")
    _sheet(book.create_sheet("案件"), "周转金案件", cases, list(_cases(report)))
    booked = ("序号", "日期", "事项", "案号", "科目", "借方", "贷方", "凭证", "经办")
    _sheet(book.create_sheet("分录"), "本月分录", booked, list(_journal(report)))
    told = io.BytesIO()
    book.save(told)
    return told.getvalue()


def printed(report: Report, office: str) -> dict[str, Any]:
    """The data of the report's PDF, of `fund-form.typ`."""
    empty: dict[str, Any] = {"title": "应急周转金月报", "addressed_to": "财政部门", "opinions": []}
    return {
        **empty,
        "office": office,
        "number": report.month,
        "paragraphs": [],
        "facts": [("周转金", report.fund.name), ("期间", f"{report.first} 至 {report.last}"),
                  ("账户", report.fund.account_no)],
        "tables": [
            _table("资金(元)", ("科目", "月初余额", "本月变动", "月末余额"), (0, 36, 36, 36),
                   _accounts(report), (1, 2, 3)),
            _table("案件(元)", ("案号", "项目", "环节", "人数", "已支付", "尚欠"), (38, 0, 26, 12, 26, 26),
                   [(r[0], r[1], r[3], r[4], r[6], r[9]) for r in _cases(report)], (3, 4, 5)),
        ],
        "signatures": ["制表(签名):", "复核(签名):"],
    }  # fmt: skip


def _table(title: str, head: Sequence[str], widths: Sequence[int], rows: Any, numbers: Sequence[int]) -> dict[str, Any]:
    told = [[_said(cell) for cell in row] for row in rows]
    return {
        "title": title, "head": head, "widths": widths, "rows": told, "numbers": numbers, "note": "", "signed": False
    }  # fmt: skip


def _said(cell: object) -> str:
    """A cell in print: sums of yuan are held as fractions of fen."""
    return yuan(round(cell * 100)) if isinstance(cell, float) else str(cell)


def _accounts(report: Report) -> Iterator[tuple[object, ...]]:
    for one in report.moved:
        name = ACCOUNTS[one.account][0]
        yield name, one.before_fen / 100, one.change_fen / 100, one.after_fen / 100


def _cases(report: Report) -> Iterator[tuple[object, ...]]:
    for case in report.cases:
        owed = debts(case)
        sums = [
            sum(one.advanced_fen for one in owed), sum(one.recovered_fen for one in owed),
            sum(one.written_off_fen for one in owed), sum(one.outstanding_fen for one in owed),
        ]  # fmt: skip
        yield (
            case.number, case.project_name or case.project, case.opened_on.isoformat(), LABELS[case.state][0],
            len(case.live), case.total_fen / 100, *(fen / 100 for fen in sums),
        )  # fmt: skip


def _journal(report: Report) -> Iterator[tuple[object, ...]]:
    numbers = {case.id: case.number for case in report.cases}
    for one in report.journal:
        for account, case, _, fen in one.entries:
            yield (
                one.id, one.day.isoformat(), KINDS[Kind(one.kind)], numbers.get(case or one.case or 0, ""),
                ACCOUNTS[account][0], fen / 100 if fen > 0 else "", -fen / 100 if fen < 0 else "",
                "、".join(one.evidence), one.by,
            )  # fmt: skip


def _sheet(sheet: Worksheet, title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    sheet.append([title])
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.append(list(head))
    for cell in sheet[2]:
        cell.font, cell.alignment = Font(bold=True), Alignment(horizontal="center")
    for row in rows:
        sheet.append([None] * len(row))
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(sheet.max_row, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"  # never a formula
            elif isinstance(value, float):
                cell.number_format = _MONEY
    for column in range(1, len(head) + 1):
        sheet.column_dimensions[get_column_letter(column)].width = 22
    sheet.freeze_panes = "A3"
