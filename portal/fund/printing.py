"""What every paper of a fund case consists of: who prints it, the facts of the case, tables for `fund-form.typ`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from fund.case import FundCase
from fund.claims import Debt
from fund.eligibility import TRIGGERS
from fund.papers import PaperStanding
from portal.fund import words
from portal.fund.said import sum_of

TITLES: Final = {
    "application": "欠薪应急周转金申请表",
    "roster": "欠薪应急周转金垫付花名册",
    "approval": "欠薪应急周转金审批表",
    "payment-order": "欠薪应急周转金支付令",
    "recovery-notice": "欠薪应急周转金追偿通知书",
}
REG_63: Final = "《保障农民工工资支付条例》第六十三条"
PROJECT: Final = "项目"
EMPLOYER: Final = "用人单位"
FUND: Final = "支付的周转金"
Made = tuple[dict[str, Any], date]
"""The data of a paper, and the day that it bears."""


class NotYet(Exception):
    """The case has not come to where this paper is made."""


@dataclass(frozen=True, slots=True)
class Printing:
    """What a paper is made from. `names` are officers by id; `debts` what is outstanding."""

    case: FundCase
    office: str
    fund: str
    names: Mapping[str, str]
    standing: Sequence[PaperStanding]
    debts: Sequence[Debt]
    today: date


def form(kind: str, it: Printing, number: str, **given: Any) -> dict[str, Any]:
    """The data of `fund-form.typ`: empty but for what is given."""
    empty: dict[str, Any] = {
        "addressed_to": "", "paragraphs": [], "facts": [], "tables": [], "opinions": [], "signatures": [],
        "landscape": False,
    }  # fmt: skip
    return {**empty, "title": TITLES[kind], "office": it.office, "number": number, **given}


def table(  # noqa: PLR0913 (what a table consists of)
    title: str,
    head: Sequence[str],
    widths: Sequence[int],
    rows: Sequence[Sequence[str]],
    *,
    numbers: Sequence[int] = (),
    note: str = "",
    signed: bool = False,
) -> dict[str, Any]:
    """A table; a width of 0 takes what is left, columns of `numbers` stand right, `signed` leaves room for a hand."""
    return {
        "title": title, "head": head, "widths": widths, "rows": rows, "numbers": numbers, "note": note,
        "signed": signed,
    }  # fmt: skip


def facts(it: Printing) -> list[tuple[str, str]]:
    """What the case is about, by name."""
    case = it.case
    return [
        (PROJECT, f"{case.project_name or case.project}(项目编号 {case.project})"),
        (EMPLOYER, "\n".join(_employers(case))),
        ("垫付情形", TRIGGERS[case.trigger][0] if case.trigger else "待填写"),
        ("垫付种类", words.KINDS[case.kind]),
        ("涉及农民工", f"{case.workers}人"),
        ("拖欠工资合计", sum_of(sum(line.arrears_fen for line in case.live))),
        ("申请垫付合计", sum_of(case.total_fen) if case.total_fen else "提交申请时按政策计算"),
        (FUND, it.fund),
    ]


def only(it: Printing, *names: str) -> list[tuple[str, str]]:
    """Those of the facts that have these names."""
    return [(name, value) for name, value in facts(it) if name in {*names, EMPLOYER}]


def _employers(case: FundCase) -> Iterator[str]:
    names = {party.id: party.name for party in case.parties}
    for employer in dict.fromkeys([line.employer for line in case.live] or [case.employer]):
        yield f"{names.get(employer, '')}(统一社会信用代码 {employer})"


def named(it: Printing, who: str) -> str:
    """An officer's name; the id where nobody knows it."""
    return it.names.get(who, who)
