"""How a case's figures, months, days and evidence are written in an official paper."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Final

from fund.capitals import capitals
from fund.explanation import yuan

_NAMES: Final = {
    "alert": "预警{}号",
    "lead": "线索{}",
    "case": "案卷{}",
    "handoff": "移送{}号",
    "document": "{}",
    "event": "报送记录{}",
    "project": "项目{}的花名册",
    "records": "系统记录({})",
}


def sum_of(fen: int) -> str:
    """人民币12,345.00元(大写:壹万贰仟叁佰肆拾伍元整)."""
    return f"人民币{yuan(fen)}元(大写:{capitals(fen)})"


def day_of(day: date) -> str:
    """2026年3月2日."""
    return f"{day.year}年{day.month}月{day.day}日"


def months_of(months: Iterable[str]) -> str:
    """Months in order, by year, with runs: 2025年12月、2026年1–3月."""
    ordered = sorted(months)
    return "、".join(f"{year}年{_runs(list(group))}" for year, group in groupby(ordered, key=lambda month: month[:4]))


def _runs(months: list[str]) -> str:
    numbers = [int(month[5:]) for month in months]
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(f"{run[0]}月" if len(run) == 1 else f"{run[0]}–{run[-1]}月" for run in runs)


def proof_of(evidence: str) -> str:
    """What a piece of evidence is called: `alert:17` is 预警17号; what has no kind is what it says."""
    kind, colon, name = evidence.partition(":")
    return _NAMES[kind].format(name) if colon and kind in _NAMES else evidence
