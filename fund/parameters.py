"""Every figure that a fund's rules may set, with its unit and what it decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from fund.case import Trigger
from fund.explanation import Text
from schemas.measures import Unit

Value = int | Decimal | bool | tuple[str, ...] | None
"""None is: there is no such cap, or nobody has set it."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One figure; `may_lack` says whether it may be set to nothing."""

    name: str
    unit: Unit
    text: Text
    may_lack: bool = False


def _parameter(name: str, unit: Unit, zh: str, en: str, *, may_lack: bool = False) -> Parameter:
    return Parameter(name, unit, (zh, en), may_lack)


PARAMETERS: Final[Mapping[str, Parameter]] = {
    parameter.name: parameter
    for parameter in (
        _parameter("share_cap", Unit.RATIO, "垫付占本人被欠工资的上限", "share of a worker's arrears", may_lack=True),
        _parameter(
            "minimum_wage_months", Unit.MONTHS, "不高于月最低工资标准的月数", "monthly minimum wages", may_lack=True
        ),
        _parameter("living_cost_fen", Unit.FEN, "基本生活费每人每月", "living cost per worker, a month", may_lack=True),
        _parameter("living_cost_months", Unit.MONTHS, "基本生活费月数", "months of living cost"),
        _parameter("travel_cost_fen", Unit.FEN, "路途费每人", "travel cost per worker"),
        _parameter("rounding_fen", Unit.FEN, "取整单位(向下)", "unit that is rounded down to"),
        _parameter("triggers", Unit.TRIGGERS, "可以申请垫付的情形", "why the fund may step in"),
        _parameter("covers_construction", Unit.FLAG, "适用于工程建设领域", "covers construction"),
        _parameter("covers_other_sectors", Unit.FLAG, "适用于其他行业", "covers other sectors"),
        _parameter("needs_group_risk", Unit.FLAG, "须有群体性事件风险", "a group incident must threaten"),
        _parameter("needs_hardship", Unit.FLAG, "须有生活困难", "hardship must be stated"),
        _parameter("needs_agreement", Unit.FLAG, "须有用人单位还款协议或逃匿情况说明", "agreement or note of flight"),
        _parameter("city_floor_fen", Unit.FEN, "市级周转金规模下限", "least size of a city's fund"),
        _parameter("county_floor_fen", Unit.FEN, "县级周转金规模下限", "least size of a county's fund"),
        _parameter("check_wd", Unit.WORKING_DAYS, "人社部门审核期限", "HRSS check"),
        _parameter("sector_wd", Unit.WORKING_DAYS, "行业主管部门意见期限", "sector opinion"),
        _parameter("finance_wd", Unit.WORKING_DAYS, "财政部门意见期限", "finance opinion"),
        _parameter("approval_wd", Unit.WORKING_DAYS, "政府审批期限", "government approval"),
        _parameter("prepare_wd", Unit.WORKING_DAYS, "拟支付令期限", "to prepare the payment order"),
        _parameter("release_wd", Unit.WORKING_DAYS, "复核支付令期限", "to release the payment order"),
        _parameter("bank_wd", Unit.WORKING_DAYS, "银行支付期限", "the bank's payment"),
        _parameter("escalation_wd", Unit.WORKING_DAYS, "逾期后逐级上报的间隔", "between escalations once overdue"),
        _parameter("draft_wd", Unit.WORKING_DAYS, "申请材料准备期限", "to prepare the application"),
        _parameter("bond_pay_wd", Unit.WORKING_DAYS, "保证金支付期限(自支付通知书)", "the bond's bank pays"),
        _parameter("bond_topup_wd", Unit.WORKING_DAYS, "保证金补足期限(自动用)", "the bond is topped up"),
        _parameter("dunning_cd", Unit.CALENDAR_DAYS, "垫付后首次催收期限", "until the first dunning letter"),
        _parameter("dunning_wait_cd", Unit.CALENDAR_DAYS, "催收函限期", "a dunning letter's time to pay"),
        _parameter("last_dunning", Unit.TIMES, "移送前催收次数", "dunning letters before a hand-off"),
    )
}
TRIGGERS: Final = tuple(trigger.value for trigger in Trigger)
