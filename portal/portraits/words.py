"""The words for codes: safeguards, their states, the marks of the matrix, sectors, funding, banks, board items."""

from typing import Final

from monitors.portrait import Course, Safeguard, State
from monitors.portrait.cells import Mark, Season
from monitors.portrait.money import CycleState
from portal.i18n import mark

SAFEGUARDS: Final = {
    Safeguard.REAL_NAME: mark("实名制"),
    Safeguard.ACCOUNT: mark("专户与分账"),
    Safeguard.PROXY: mark("银行代发"),
    Safeguard.BOND: mark("工资保证金"),
    Safeguard.BOARD: mark("维权告示牌"),
    Safeguard.MONTHLY: mark("按月足额支付"),
}
SHORT: Final = {
    Safeguard.REAL_NAME: mark("实"),
    Safeguard.ACCOUNT: mark("专"),
    Safeguard.PROXY: mark("代"),
    Safeguard.BOND: mark("保"),
    Safeguard.BOARD: mark("牌"),
    Safeguard.MONTHLY: mark("薪"),
}
"""One character each, over the columns of the list."""
STATES: Final = {
    State.IN_PLACE: mark("已落实"),
    State.LACKING: mark("未落实"),
    State.NOT_YET_DUE: mark("未到期"),
    State.UNKNOWN: mark("情况不明"),
    State.NOT_APPLICABLE: mark("不适用"),
}
GLYPHS: Final = {
    State.IN_PLACE: "✓",
    State.LACKING: "✕",
    State.NOT_YET_DUE: "○",
    State.UNKNOWN: "?",
    State.NOT_APPLICABLE: "–",
}
COURSES: Final = {
    Course.PLANNED: mark("未开工"),
    Course.BUILDING: mark("在建"),
    Course.SUSPENDED: mark("停工"),
    Course.COMPLETED: mark("竣工"),
    Course.UNREGISTERED: mark("未登记"),
}
SECTORS: Final = {
    "housing": mark("房屋建筑"),
    "municipal": mark("市政"),
    "transport": mark("交通"),
    "water": mark("水利"),
    "power": mark("电力能源"),
    "other": mark("其他行业"),
}
FUNDINGS: Final = {"government": mark("政府投资"), "soe": mark("国企投资"), "private": mark("社会投资")}
MARKS: Final = {
    Mark.PAID: ("✓", mark("足额")),
    Mark.PAID_LATE: ("✓", mark("迟发")),
    Mark.PAID_UNMEASURED: ("≈", mark("已付,应发不明")),
    Mark.IN_PART: ("◐", mark("少发")),
    Mark.RETURNED: ("↩", mark("退票")),
    Mark.UNPAID: ("✕", mark("未发")),
    Mark.NOT_YET_DUE: ("○", mark("未到发薪日")),
    Mark.EXCUSED: ("‖", mark("不可抗力")),
    Mark.UNKNOWN: ("?", mark("数据未到")),
    Mark.EXEMPT: ("·", mark("管理人员")),
    Mark.NOTHING_DUE: ("0", mark("应发为零")),
    Mark.NOT_THERE: ("–", mark("不在场")),
}
MEANINGS: Final = {
    Mark.PAID: mark("按期发足工资表所列金额"),
    Mark.PAID_LATE: mark("发薪日之后才发足"),
    Mark.PAID_UNMEASURED: mark("有发放,但无工资表,是否足额无从判断"),
    Mark.IN_PART: mark("实发少于应发"),
    Mark.RETURNED: mark("银行退回后未再发放"),
    Mark.UNPAID: mark("应发而分文未发"),
    Mark.NOT_YET_DUE: mark("发薪日未过"),
    Mark.EXCUSED: mark("发薪日在已申报的不可抗力期间"),
    Mark.UNKNOWN: mark("发薪日已过,银行数据未报到,不作判断"),
    Mark.EXEMPT: mark("管理人员,不在工资表上,不按出勤判断"),
    Mark.NOTHING_DUE: mark("工资表列为零"),
    Mark.NOT_THERE: mark("当月无考勤、无应发、无发放"),
}
SEASONS: Final = {
    Season.SETTLED: mark("可判定"),
    Season.AHEAD: mark("未到发薪日"),
    Season.WAITING: mark("银行数据未到"),
    Season.EXCUSED: mark("不可抗力"),
}
CYCLES: Final = {
    CycleState.COVERED: mark("已足额拨付"),
    CycleState.MISSED: mark("未足额拨付"),
    CycleState.UNKNOWN: mark("银行数据未到"),
    CycleState.RESTING: mark("停工,不判定"),
    CycleState.RUNNING: mark("进行中"),
}
PURPOSES: Final = {
    "labor_cost": mark("人工费用"),
    "bond": mark("保证金"),
    "wage_return": mark("工资退回"),
    "interest": mark("利息"),
    "other": mark("其他用途"),
    "wages": mark("工资"),
    "transfer": mark("转出"),
    "cash": mark("取现"),
    "fee": mark("手续费"),
    "judicial": mark("司法扣划"),
}
BOND_FORMS: Final = {"cash": mark("现金"), "guarantee": mark("银行保函"), "insurance": mark("保险")}
BOARD_ITEMS: Final = {
    "owner_unit": mark("建设单位"),
    "general_contractor": mark("施工总承包单位"),
    "project_office": mark("所在项目部"),
    "subcontractors": mark("分包单位"),
    "sector_authority": mark("行业主管部门"),
    "wage_officer": mark("劳资专管员"),
    "local_minimum_wage_fen": mark("当地最低工资标准"),
    "pay_day": mark("工资支付日期"),
    "sector_complaint_phone": mark("行业主管部门投诉电话"),
    "inspection_complaint_phone": mark("劳动保障监察投诉电话"),
    "arbitration_channel": mark("劳动争议调解仲裁渠道"),
    "legal_aid_channel": mark("法律援助申请渠道"),
    "public_legal_hotline": mark("公共法律服务热线"),
}
_BANKS: Final = {
    "102": mark("工商银行"),
    "103": mark("农业银行"),
    "104": mark("中国银行"),
    "105": mark("建设银行"),
    "301": mark("交通银行"),
    "302": mark("中信银行"),
    "303": mark("光大银行"),
    "305": mark("民生银行"),
    "308": mark("招商银行"),
    "309": mark("兴业银行"),
    "313": mark("城市商业银行"),
    "314": mark("农村商业银行"),
    "317": mark("农村合作银行"),
    "402": mark("农村信用社"),
    "403": mark("邮储银行"),
}


def bank_word(code: str) -> str:
    """The Chinese name of a bank by the first three digits of its CNAPS code; the code where it has none."""
    return _BANKS.get(code, code)
