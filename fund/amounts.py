"""How much a worker may be advanced: the least of the caps in force, rounded down, each cap with its source.

The smallest of: the share of the worker's own arrears (share_cap), months of the minimum wage, and, where living cost
is advanced, its own figure with travel cost; never more than what is owed. The minimum wage and the living cost limit
the person: who is owed by two employers in one case has them once. An advance may exceed the caps, but never the
arrears, by a confirmed override.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Final

from fund.case import FundCase, Kind, Line
from fund.explanation import Figure, Part, Text, yuan
from fund.setting import Setting
from fund.terms import Given

ADVANCE: Final[Text] = ("本人垫付额", "this worker's advance")


def advances(case: FundCase, by: Setting, day: date) -> dict[str, Figure | None]:
    """What every live line of a case may be advanced, and why, by the line's name."""
    had: Counter[str] = Counter()
    found: dict[str, Figure | None] = {}
    for line in case.live:
        figure = advance(line, case.kind, by, case.region, day, had[line.worker])
        had[line.worker] += figure.fen if figure else 0
        found[case.name_of(line)] = figure
    return found


def advance(  # noqa: PLR0913, PLR0917 (what an advance is computed from)
    line: Line, kind: Kind, by: Setting, region: str, day: date, had_fen: int = 0
) -> Figure | None:
    """What a worker may be advanced, and why; None where a figure that caps it is not known.

    `had_fen` is what the same person is advanced on another line of the case.
    """
    override = line.override
    if override is not None and override.confirmed_by is not None:
        return _overridden(line, override.amount_fen, override.approval_no)
    caps = list(_caps(line, kind, by, region, day, had_fen))
    known = [cap for cap in caps if cap is not None]
    if len(known) < len(caps):
        return None
    least = min(known, key=lambda part: part.fen)
    parts = tuple(Part(part.text, part.fen, part.how, part.source, binds=part is least) for part in known)
    unit = by.terms.in_force("rounding_fen", region, day)
    return Figure(ADVANCE, _rounded(least.fen, unit), parts, _rounding(unit))


def _caps(  # noqa: PLR0913, PLR0917 (what an advance is computed from)
    line: Line, kind: Kind, by: Setting, region: str, day: date, had_fen: int
) -> Iterator[Part | None]:
    """Every cap that holds; None stands for one that nobody has set a figure for."""
    yield _owed(line)
    share = by.terms.in_force("share_cap", region, day)
    if share.value is not None:
        yield _share(line, share)
    months = by.terms.in_force("minimum_wage_months", region, day)
    if months.value is not None:
        yield _left(_minimum_wages(months, by.minimum_wage), had_fen)
    if kind is Kind.LIVING:
        yield _left(_living(by, region, day), had_fen)


def _owed(line: Line) -> Part:
    months = "、".join(line.months)
    how = (f"{months} 应发减实发", f"due less paid for {', '.join(line.months)}")
    return Part(
        ("本人被欠工资", "wages owed to this worker"), line.arrears_fen, how, "《保障农民工工资支付条例》第六十三条"
    )


def _share(line: Line, share: Given) -> Part:
    ratio = Decimal(str(share.value))
    fen = int((line.arrears_fen * ratio).to_integral_value(ROUND_FLOOR))
    sum_ = f"{yuan(line.arrears_fen)} × {(ratio * 100).normalize():f}%"
    return Part(("被欠工资的规定比例", "the share of what is owed"), fen, (sum_, sum_), share.source)


def _minimum_wages(months: Given, wage: Given | None) -> Part | None:
    if wage is None or not isinstance(wage.value, int) or not wage.value:
        return None
    assert isinstance(months.value, int)
    sum_ = f"{yuan(wage.value)} × {months.value}"
    source = f"{months.source};{wage.source}"
    return Part(("月最低工资标准", "the monthly minimum wage"), wage.value * months.value, (sum_, sum_), source)


def _living(by: Setting, region: str, day: date) -> Part | None:
    cost = by.terms.in_force("living_cost_fen", region, day)
    if not isinstance(cost.value, int):
        return None
    months = by.terms.number("living_cost_months", region, day)
    travel = by.terms.number("travel_cost_fen", region, day)
    sum_ = f"{yuan(cost.value)} × {months} + {yuan(travel)}"
    text = ("基本生活费与路途费标准", "living and travel cost")
    return Part(text, cost.value * months + travel, (sum_, sum_), cost.source)


def _left(cap: Part | None, had_fen: int) -> Part | None:
    """What is left of a cap on the person after what the person is advanced elsewhere in the case."""
    if cap is None or not had_fen:
        return cap
    zh, en = cap.how
    how = (f"{zh} − 本案另一用人单位项下垫付 {yuan(had_fen)}", f"{en} − {yuan(had_fen)} for another employer here")
    return replace(cap, fen=max(cap.fen - had_fen, 0), how=how)


def _overridden(line: Line, fen: int, approval_no: str) -> Figure:
    part = Part(
        ("政府批准超限垫付", "beyond the caps by the government's approval"),
        fen,
        (f"批准文号 {approval_no}", f"approval no. {approval_no}"),
        f"政府批准文件 {approval_no}",
        binds=True,
    )
    return Figure(ADVANCE, fen, (_owed(line), part), ("不取整", "not rounded"))


def _rounded(fen: int, unit: Given) -> int:
    assert isinstance(unit.value, int)
    return fen - fen % unit.value


def _rounding(unit: Given) -> Text:
    assert isinstance(unit.value, int)
    return f"向下取整到{yuan(unit.value)}元", f"rounded down to {yuan(unit.value)} yuan"
