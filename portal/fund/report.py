"""The fund's monthly report for the finance bureau: the accounts, the cases, the journal; as workbook and as PDF."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from fund.books import ACCOUNTS, Account, Kind
from fund.case import LABELS, FundCase
from fund.claims import debts
from fund.explanation import yuan
from infra.db.fund.funds import Booked, Fund
from portal.fund.said import day_of, sum_of
from portal.fund.sheets import Sheet, written

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
    """A fund's month. `journal` is in order; `cases` those under way in it, as they stand today."""

    fund: Fund
    first: date
    last: date
    moved: tuple[Moved, ...]
    journal: tuple[Booked, ...]
    cases: tuple[FundCase, ...]

    def of(self, kind: Kind) -> int:
        """What the month's postings of a kind moved."""
        return sum(fen for one in self.journal if one.kind == kind for *_, fen in one.entries if fen > 0)

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
    """The report as XLSX: the accounts, the cases, the journal."""
    title = f"{report.fund.name} {report.first.year}年{report.first.month}月月报(单位:元)"
    cases = ("案号", "项目", "立案日", "环节", "人数", "垫付", "已支付", "已追回", "已核销", "尚欠")
    booked = ("序号", "日期", "事项", "案号", "科目", "借方", "贷方", "凭证", "经办")
    return written(
        Sheet("资金", title, ("科目", "月初余额", "本月变动", "月末余额"), tuple(_accounts(report))),
        Sheet("案件", "周转金案件", cases, tuple(_cases(report))),
        Sheet("分录", "本月分录", booked, tuple(_journal(report))),
    )


def printed(report: Report, office: str) -> dict[str, Any]:
    """The data of the report's PDF, of `fund-form.typ`."""
    empty: dict[str, Any] = {"title": "应急周转金月报", "addressed_to": "财政部门", "opinions": []}
    cases = list(_cases(report))
    head = ("案号", "项目", "环节", "人数", "垫付", "已支付", "已追回", "已核销", "尚欠")
    rows = [(r[0], r[1], *r[3:]) for r in cases]
    sums: list[Any] = [sum(r[at] for r in cases) for at in range(4, 10)]
    return {
        **empty,
        "office": office,
        "number": f"{report.first.year}年{report.first.month}月",
        "landscape": True,
        "paragraphs": [_summary(report)],
        "facts": [("周转金", report.fund.name), ("期间", f"{day_of(report.first)}至{day_of(report.last)}"),
                  ("账户", report.fund.account_no)],
        "tables": [
            _table("资金(元)", ("科目", "月初余额", "本月变动", "月末余额"), (0, 50, 50, 50),
                   _accounts(report), (1, 2, 3)),
            _table("本月在办的案件(元)", head, (44, 0, 28, 12, 25, 25, 25, 21, 25),
                   [*rows, ("", f"合计 {len(cases)}件", "", *sums)], (3, 4, 5, 6, 7, 8)),
        ],
        "signatures": ["制表(签名):", "复核(签名):"],
    }  # fmt: skip


def _summary(report: Report) -> str:
    """What the month came to, in words."""
    paid, back, lost = (report.of(kind) for kind in (Kind.PAID, Kind.REPAID, Kind.WRITTEN_OFF))
    free = next(one.after_fen for one in report.moved if one.account is Account.CASH)
    return (
        f"本月支付垫付款{sum_of(paid)},追回{sum_of(back)},核销{sum_of(lost)};月末可用余额{sum_of(free)}。"
        f"本月在办案件{len(report.cases)}件。"
    )


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
            case.number, case.project_name or case.project, case.opened_on, LABELS[case.state][0],
            case.workers, case.total_fen / 100, *(fen / 100 for fen in sums),
        )  # fmt: skip


def _journal(report: Report) -> Iterator[tuple[object, ...]]:
    numbers = {case.id: case.number for case in report.cases}
    for one in report.journal:
        for account, case, _, fen in one.entries:
            yield (
                one.id, one.day, KINDS[Kind(one.kind)], numbers.get(case or one.case or 0, ""),
                ACCOUNTS[account][0], fen / 100 if fen > 0 else "", -fen / 100 if fen < 0 else "",
                "、".join(one.evidence), one.by,
            )  # fmt: skip
