"""The papers of a fund case of eighty workers: every sum adds up, in figures and in capital numerals."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from fund import commands as c
from fund.case import Arrear, Line
from fund.claims import debts
from fund.papers import papers
from portal.documents import document
from portal.fund.papers import TITLES, NotYet, Printing, paper
from portal.fund.said import day_of, months_of, proof_of, sum_of
from tests.fund_course import CASH, CASHIER, DAY, EMPLOYER, PROOF, Course

_PAGES = re.compile(rb"/Type\s*/Page\b(?!s)")


def printing(course: Course) -> Printing:
    case = replace(course.case, project_name="云山县第三中学教学综合楼")
    names = {"ann": "马晓燕", "cash": "宋出纳", "cashier": "谢复核", "mayor": "梁县长"}
    standing = papers(case, course.setting.terms, DAY)
    return Printing(case, "云山县人力资源和社会保障局", "云山县应急周转金", names, standing, debts(case), DAY)


@pytest.fixture(scope="module")
def eighty() -> Printing:
    """Eighty workers owed 4,000.01 to 4,079.01 each for two months, all of whom were paid."""
    lines = [
        Line(f"wk{n:014x}", EMPLOYER, tuple(Arrear(month, 200_000 + 50 * n, evidence=("sheet:S1",))
             for month in ("2025-12", "2026-01")), card=f"tok{n:012x}", bank="102")
        for n in range(80)
    ]  # fmt: skip
    course = Course().approved(*lines)
    course.must(c.PrepareOrder(), officer=CASH).must(c.ReleaseOrder(), officer=CASHIER)
    for line in course.case.live:
        course.must(c.Pay(line.worker, DAY, PROOF), officer=None)
    return printing(course)


def data_of(kind: str, it: Printing) -> dict[str, Any]:
    made, _ = paper(kind, it)
    return made


def fen(text: str) -> int:
    return int(text.replace(",", "").replace(".", ""))


def test_the_roster_names_everyone_and_adds_up(eighty: Printing) -> None:
    (table,) = data_of("roster", eighty)["tables"]
    *rows, total = table["rows"]
    assert len(rows) == 80
    assert rows[0][2] == "2025年12月、2026年1月"
    assert total[1] == "合计 80人"
    assert sum(fen(row[3]) for row in rows) == fen(total[3]) == 80 * 400_000 + 100 * sum(range(80))
    assert sum(fen(row[4]) for row in rows) == fen(total[4]) == eighty.case.total_fen
    assert sum_of(eighty.case.total_fen) in table["note"]


def test_the_order_names_each_card_and_the_sum_in_capitals(eighty: Printing) -> None:
    made = data_of("payment-order", eighty)
    *rows, total = made["tables"][0]["rows"]
    assert [row[2] for row in rows] == ["工商银行"] * 80
    assert sum(fen(row[4]) for row in rows) == fen(total[4]) == eighty.case.total_fen
    assert made["facts"][0] == ("本次支付", f"{sum_of(eighty.case.total_fen)},共80笔")
    assert dict(made["facts"])["复核"] == "谢复核"


def test_the_recovery_notice_claims_what_is_outstanding(eighty: Printing) -> None:
    made = data_of("recovery-notice", eighty)
    assert made["paragraphs"][0].count(sum_of(eighty.case.total_fen)) == 2
    assert made["tables"][0]["rows"][0][1:] == ("64,600.00", "0.00", "0.00", "64,600.00")


def test_nothing_is_printed_before_its_time() -> None:
    it = printing(Course().drafted())
    for kind in ("payment-order", "recovery-notice"):
        with pytest.raises(NotYet):
            paper(kind, it)


@pytest.mark.parametrize(("kind", "pages"), [("approval", 1), ("application", 1), ("roster", 6)])
def test_each_form_fits_its_sheets(eighty: Printing, kind: str, pages: int) -> None:
    made, dated = paper(kind, eighty)
    printed = document("fund-form", made, dated=dated)
    assert printed.startswith(b"%PDF-1.7")
    assert len(_PAGES.findall(printed)) == pages
    assert TITLES[kind] == made["title"]


@pytest.mark.parametrize(
    ("months", "said"),
    [
        (["2026-01"], "2026年1月"),
        (["2026-02", "2026-01", "2026-03"], "2026年1–3月"),
        (["2025-12", "2026-01", "2026-03"], "2025年12月、2026年1月、3月"),
    ],
)
def test_months_are_written_as_runs(months: list[str], said: str) -> None:
    assert months_of(months) == said


@pytest.mark.parametrize(
    ("proof", "said"),
    [
        ("alert:17", "预警17号"),
        ("document:云人社监〔2026〕7号", "云人社监〔2026〕7号"),
        ("回单:3", "回单:3"),
        ("卷一", "卷一"),
    ],
)
def test_evidence_is_called_by_its_name(proof: str, said: str) -> None:
    assert proof_of(proof) == said


def test_a_day_and_a_sum_are_written_out() -> None:
    assert day_of(date(2026, 3, 2)) == "2026年3月2日"
    assert sum_of(12_345_00) == "人民币12,345.00元(大写:壹万贰仟叁佰肆拾伍元整)"
