"""The words of leads; Chinese, to be said by `visitor.say` or `_()`."""

from typing import Final

from alerts.leads import Ground, Outcome, Refused, State
from monitors.attested import PaidState
from portal.i18n import mark
from schemas.measures import Mark, Unit

CHANNELS: Final = {
    "national_platform": mark("全国根治欠薪线索平台"),
    "hotline": mark("热线电话"),
    "window": mark("窗口来访"),
    "petition": mark("信访转办"),
    "app": mark("手机应用"),
}
STATES: Final = {
    State.RECEIVED: mark("待受理"),
    State.MATCHED: mark("已关联项目,待受理"),
    State.TRANSFERRED: mark("移送来办,待受理"),
    State.ACCEPTED: mark("已受理,核处中"),
    State.REFUSED: mark("不予受理,待告知"),
    State.HANDLED: mark("已核处,待答复"),
    State.ANSWERED: mark("已答复,待归档"),
    State.CLOSED: mark("线索已办结"),
}
TABS: Final = {
    "open": mark("在办线索"),
    "undecided": mark("待受理"),
    "overdue": mark("逾期线索"),
    "closed": mark("线索已办结"),
    "all": mark("全部线索"),
}
GROUNDS: Final = {
    Ground.OUT_OF_SCOPE: mark("不属于劳动保障监察职权范围"),
    Ground.IN_PROCEEDINGS: mark("已进入仲裁或诉讼程序"),
    Ground.NO_FACTS: mark("没有明确的单位、地址或事实"),
    Ground.TOO_OLD: mark("超过二年未被发现、举报或投诉"),
}
OUTCOMES: Final = {
    Outcome.PAID: mark("欠薪已全部支付"),
    Outcome.PARTLY_PAID: mark("欠薪已部分支付"),
    Outcome.UNFOUNDED: mark("欠薪情况不成立"),
    Outcome.SUSPECTED_FALSE: mark("涉嫌虚假反映(条例第五十二条)"),
    Outcome.TO_ARBITRATION: mark("转入仲裁快调速裁"),
    Outcome.TO_POLICE: mark("移送公安机关"),
    Outcome.TO_AUTHORITY: mark("移送行业主管部门"),
    Outcome.WITHDRAWN: mark("反映人撤回"),
    Outcome.REFUSED: mark("不予受理"),
}
REFUSALS: Final = {
    Refused.ALREADY_DECIDED: mark("这条线索已经作出是否受理的决定"),
    Refused.NOT_DECIDED: mark("尚未决定是否受理"),
    Refused.NOT_ACCEPTED: mark("线索尚未受理,或已核处完毕"),
    Refused.NOT_HANDLED: mark("线索尚未核处,不能答复"),
    Refused.NOT_ANSWERED: mark("尚未告知反映人,不能办结"),
    Refused.ALREADY_EXTENDED: mark("调查期限只能延长一次"),
    Refused.NOT_EXTENDED: mark("没有延长过调查期限"),
    Refused.REASON_MISSING: mark("请写明理由和办理情况"),
    Refused.SAME_OFFICE: mark("线索已在这个机构"),
    Refused.IS_CLOSED: mark("线索已经办结"),
    Refused.FACTS_MISSING: mark("请填写已支付的金额"),
    Refused.HEAD_ONLY: mark("延长调查须由负责人批准"),
}
CELLS: Final = {
    PaidState.PAID: mark("足额支付"),
    PaidState.SHORT: mark("支付不足"),
    PaidState.UNPAID: mark("分文未付"),
    PaidState.NOT_DUE: mark("未到发薪日"),
    PaidState.UNKNOWN: mark("银行数据未到"),
    PaidState.EXCUSED: mark("不可抗力期间"),
    PaidState.NO_SHEET: mark("有支付、无工资表"),
    PaidState.ABSENT: mark("无出勤"),
}
CELL_TONES: Final = {
    PaidState.PAID: "is-good",
    PaidState.SHORT: "is-bad",
    PaidState.UNPAID: "is-bad",
    PaidState.UNKNOWN: "is-warn",
}
REASONS: Final = {
    "named": mark("指明了项目编号"),
    "number_in_text": mark("文字中出现项目编号"),
    "name_alike": mark("项目名称相近"),
    "uscc": mark("统一社会信用代码一致"),
    "employer_alike": mark("单位名称相近"),
    "on_roster": mark("所列人员在本项目实名登记或考勤"),
    "same_region": mark("同一辖区"),
}
ROLES: Final = {
    "general_contractor": mark("施工总承包单位"),
    "subcontractor": mark("分包单位"),
    "owner_unit": mark("建设单位"),
}
UNITS: Final = {Unit.WORKING_DAYS: mark("个工作日"), Unit.CALENDAR_DAYS: mark("个自然日")}
MARKS: Final = {
    Mark.LAW: mark("法定期限"),
    Mark.PRACTICE: mark("地方规定或惯例,未逐条核实"),
    Mark.DEFAULT: mark("系统默认,可由本地设定"),
}
ACTS: Final = {
    "taken": mark("登记了线索"),
    "received": mark("线索进入系统"),
    "changed": mark("线索内容更新"),
    "placed": mark("分派到项目所在地"),
    "matched": mark("关联了项目"),
    "accepted": mark("决定受理"),
    "refused": mark("决定不予受理"),
    "transferred": mark("移送其他机构"),
    "extended": mark("延长调查期限"),
    "extension_told": mark("告知了延长"),
    "handled": mark("核处完毕"),
    "answered": mark("答复了反映人"),
    "closed": mark("办结归档"),
    "closed_outside": mark("来源平台已办结"),
    "lead_joined": mark("并入项目案卷"),
    "evidence_attached": mark("附上了考勤与支付证据"),
    "contact_unmasked": mark("查看了联系方式"),
}
