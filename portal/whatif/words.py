"""The words of what-if; Chinese, to be said by `visitor.say` or `_()`."""

from typing import Final

from alerts.differences import Difference
from infra.db.whatifs import trial
from portal.i18n import mark
from schemas.measures import Unit

KINDS: Final = {
    Difference.ADDED: mark("多出预警"),
    Difference.REMOVED: mark("消失预警"),
    Difference.EARLIER: mark("提前预警"),
    Difference.LATER: mark("推迟预警"),
    Difference.GRAVER: mark("级别升高"),
    Difference.MILDER: mark("级别降低"),
    Difference.LONGER: mark("持续更久"),
    Difference.SHORTER: mark("解除更早"),
}
TONES: Final = {
    Difference.ADDED: "is-bad",
    Difference.REMOVED: "is-good",
    Difference.EARLIER: "is-warn",
    Difference.LATER: "is-info",
    Difference.GRAVER: "is-bad",
    Difference.MILDER: "is-good",
    Difference.LONGER: "is-warn",
    Difference.SHORTER: "is-info",
}
STATES: Final = {
    trial.WAITING: mark("排队等待推演"),
    trial.RUNNING: mark("正在推演"),
    trial.DONE: mark("推演完成"),
    trial.CANCELLED: mark("推演已取消"),
    trial.FAILED: mark("推演失败"),
}
UNITS: Final = {
    Unit.FEN: mark("元"),
    Unit.CALENDAR_DAYS: mark("个自然日"),
    Unit.WORKING_DAYS: mark("个工作日"),
    Unit.DAYS_PRESENT: mark("个出勤日"),
    Unit.WORKERS: mark("名工人"),
    Unit.RATIO: mark("(比例,如0.10)"),
    Unit.LEVEL: mark("(级别)"),
}
EVERYONE: Final = "00"
EVERYWHERE: Final = mark("全国默认(00)")
MODES: Final = {
    "off": mark("停用该规则"),
    "from": mark("从某日起生效"),
    "until": mark("到某日为止(当日起失效)"),
}
EMPTY: Final = mark("请至少改动一个参数或一条规则")
BAD_VALUE: Final = mark("参数值不符合要求")
BAD_DAY: Final = mark("请填写完整的日期,起始日不能晚于截止日")
BAD_PLACE: Final = mark("请选择辖区内的地区或项目")
TOO_LONG: Final = mark("推演期间最长三年")
