"""Every parameter that a rule may read, with its unit and what it decides."""

from dataclasses import dataclass

from schemas.measures import Unit


@dataclass(frozen=True, slots=True)
class Parameter:
    """One figure that law or practice sets, and that a policy file may set for a region and a date."""

    name: str
    unit: Unit
    zh: str
    en: str


PARAMETERS: dict[str, Parameter] = {
    parameter.name: parameter
    for parameter in (
        Parameter("unpaid_ratio", Unit.RATIO, "欠发人数占出勤人数的比例", "unpaid workers to attended workers"),
        Parameter("unpaid_ratio_level", Unit.LEVEL, "超过欠发比例时的级别", "level once the unpaid ratio is passed"),
        Parameter("full_month_days", Unit.DAYS_PRESENT, "视为满勤的出勤天数", "days present that make a full month"),
        Parameter("minimum_wage_fen", Unit.FEN, "月最低工资标准(0为未知)", "monthly minimum wage, 0 where unknown"),
        Parameter("sheet_lead_wd", Unit.WORKING_DAYS, "工资表应早于发薪日的工作日数", "pay sheet before the due day"),
        Parameter("month_pay_cap_fen", Unit.FEN, "单人单月工资上限", "one worker's pay in a month"),
        Parameter("year_pay_cap_fen", Unit.FEN, "单人全年工资上限", "one worker's pay in a year"),
        Parameter("excessive_level", Unit.LEVEL, "工资超额的级别", "level of excessive pay"),
        Parameter("exit_grace_days", Unit.CALENDAR_DAYS, "离场结算宽限天数", "grace to settle after an exit"),
        Parameter("shortfall_lead_wd", Unit.WORKING_DAYS, "余额不足提前预警的工作日数", "shortfall before the due day"),
        Parameter("bond_due_wd", Unit.WORKING_DAYS, "保证金存储期限", "to lodge the wage bond"),
        Parameter("bond_exempt_below_fen", Unit.FEN, "免存保证金的合同额下限", "contract below which no bond is due"),
        Parameter("bond_topup_wd", Unit.WORKING_DAYS, "动用后补足期限", "to top the bond up after a drawing"),
        Parameter("bond_rate", Unit.RATIO, "保证金存储比例", "bond to contract amount"),
        Parameter("notice_grace_days", Unit.CALENDAR_DAYS, "告示牌设立宽限天数", "to put the notice board up"),
        Parameter("notice_red_days", Unit.CALENDAR_DAYS, "未设告示牌转红天数", "until a missing board is red"),
        Parameter("silent_days", Unit.CALENDAR_DAYS, "无人考勤天数", "days in construction with nobody present"),
        Parameter("group_threshold", Unit.WORKERS, "群体性欠薪人数", "workers that make a group"),
        Parameter("crime_one_fen", Unit.FEN, "拒付罪单人数额", "one worker's arrears, crime threshold"),
        Parameter("crime_ten_fen", Unit.FEN, "拒付罪十人以上数额", "arrears of ten and more, crime threshold"),
        Parameter("lead_wd", Unit.WORKING_DAYS, "线索办结期限", "to close a lead"),
        Parameter("feed_late_wd", Unit.WORKING_DAYS, "银行数据迟报的工作日数", "until a bank's feed is late"),
    )
}
