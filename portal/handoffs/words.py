"""The words of hand-offs; Chinese, to be said by `visitor.say` or `_()`."""

from typing import Final

from alerts.handoffs import HandoffState, Owed, Refused
from portal.i18n import mark

STATES: Final = {
    HandoffState.PREPARED: mark("材料准备中"),
    HandoffState.SENT: mark("已送出,等待接收"),
    HandoffState.RECEIVED: mark("对方已接收,等待处理"),
    HandoffState.DECIDED: mark("对方已处理"),
    HandoffState.RETURNED: mark("被退回,待补正"),
    HandoffState.CLOSED: mark("移送已办结"),
}
OWED: Final = {
    Owed.SYSTEM: mark("系统自动生成"),
    Owed.OFFICE: mark("由本机构提供"),
    Owed.EMPLOYER: mark("由用人单位提供"),
    Owed.WORKER: mark("由劳动者提供"),
    Owed.BANK: mark("由银行提供"),
}
REFUSALS: Final = {
    Refused.NO_SUCH_DOCUMENT: mark("没有这份材料"),
    Refused.DOCUMENTS_MISSING: mark("必备材料不齐,不能送出"),
    Refused.NUMBER_MISSING: mark("请填写移送文书编号"),
    Refused.WRONG_STAGE: mark("当前阶段不能这样操作"),
    Refused.BEFORE_EARLIER_STAGE: mark("日期不能早于上一步"),
    Refused.IN_THE_FUTURE: mark("日期不能晚于今天"),
    Refused.REASON_MISSING: mark("请写明理由"),
    Refused.NO_SUCH_RESULT: mark("请选择处理结果"),
    Refused.IS_CLOSED: mark("这项移送已经办结"),
}
ACTS: Final = {
    "prepared": mark("开始准备移送材料"),
    "document": mark("登记了材料"),
    "sent": mark("送出了移送材料"),
    "received": mark("登记对方接收"),
    "objected": mark("登记对方异议"),
    "decided": mark("登记处理结果"),
    "returned": mark("登记退回"),
    "closed": mark("移送办结"),
    "exported": mark("导出了卷宗"),
}
