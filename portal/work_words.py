"""The words for what an alert's work is doing; Chinese, to be said by `visitor.say` or `_()`."""

from typing import Final

from alerts.work import Outcome, State
from infra.db.works.asking import Deadline, Order, Scope
from portal.i18n import mark

STATES: Final = {
    State.OPEN: mark("待签收"),
    State.ACKNOWLEDGED: mark("已签收"),
    State.INVESTIGATING: mark("调查中"),
    State.RECTIFICATION_ORDERED: mark("责令限期改正"),
    State.DECIDED: mark("已作处理决定"),
    State.WAIVED: mark("已豁免"),
    State.CLOSED: mark("已办结"),
}
OUTCOMES: Final = {
    Outcome.CURED: mark("已整改"),
    Outcome.UNFOUNDED: mark("不成立"),
    Outcome.REFERRED: mark("已移送"),
}
SCOPES: Final = {
    Scope.MINE: mark("我的"),
    Scope.OFFICE: mark("本单位"),
    Scope.ESCALATED: mark("上报我单位"),
    Scope.ALL: mark("辖区全部"),
    Scope.CLOSED: mark("已办结"),
}
ORDERS: Final = {
    Order.URGENT: mark("最紧急"),
    Order.DUE: mark("期限最近"),
    Order.NEWEST: mark("最新"),
    Order.AMOUNT: mark("金额最大"),
}
DEADLINES: Final = {
    Deadline.OVERDUE: mark("已逾期"),
    Deadline.TODAY: mark("今天到期"),
    Deadline.WEEK: mark("本周到期"),
    Deadline.LATER: mark("以后"),
}
FACET_TITLES: Final = {
    "levels": mark("预警级别"),
    "deadlines": mark("期限"),
    "states": mark("办理状态"),
    "rules": mark("预警事项"),
    "districts": mark("区县"),
    "sectors": mark("行业"),
    "fundings": mark("投资性质"),
}
NEXT: Final = {
    State.OPEN: mark("签收"),
    State.ACKNOWLEDGED: mark("立案调查或责令改正"),
    State.INVESTIGATING: mark("责令限期改正或作出处理"),
    State.RECTIFICATION_ORDERED: mark("核查是否已改正"),
    State.DECIDED: mark("督促履行后办结"),
    State.WAIVED: mark("豁免到期前复核"),
    State.CLOSED: mark("已办结"),
    "gone": mark("核实后办结"),
}
"""What each state waits for; `gone` where the finding is gone."""
