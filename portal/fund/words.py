"""The words of the fund's pages; Chinese, to be said by `visitor.say` or `_()`. The fund's own room has pairs."""

from typing import Final

from fund.books import Kind as Posted
from fund.case import Act, Duty, Kind, LineState, Outcome, PartyRole, Pressure, Trigger
from fund.papers import OwedBy
from portal.i18n import mark

KINDS: Final = {Kind.WAGES: mark("部分工资"), Kind.LIVING: mark("基本生活费、路途费")}
TRIGGERS: Final = {
    Trigger.TEMP_UNABLE: mark("用人单位暂时无力支付"),
    Trigger.ABSCONDED: mark("经营者逃匿"),
    Trigger.FORCE_MAJEURE: mark("不可抗力"),
    Trigger.GOV_APPROVED: mark("政府批准的其他情形"),
}
OUTCOMES: Final = {
    Outcome.PAID_ALL: mark("已全部付清"),
    Outcome.PAID_PART: mark("支付了一部分"),
    Outcome.UNPAID: mark("责令后仍未支付"),
    Outcome.NOT_LIABLE: mark("没有支付责任"),
}
LINES: Final = {
    LineState.PLANNED: mark("待支付"),
    LineState.ORDERED: mark("银行处理中"),
    LineState.PAID: mark("已支付到本人卡"),
    LineState.RETURNED: mark("被银行退回"),
    LineState.DROPPED: mark("不再垫付"),
}
LINE_BADGES: Final = {
    LineState.PLANNED: "",
    LineState.ORDERED: "is-info",
    LineState.PAID: "is-good",
    LineState.RETURNED: "is-bad",
    LineState.DROPPED: "is-quiet",
}
OWED_BY: Final = {
    OwedBy.SYSTEM: mark("系统自动生成"),
    OwedBy.OFFICE: mark("由本机构提供"),
    OwedBy.EMPLOYER: mark("由用人单位提供"),
    OwedBy.WORKER: mark("由劳动者提供"),
}
DUTIES: Final = {
    Duty.SUBMIT: mark("提出申请"),
    Duty.CHECK: mark("人社部门审核意见"),
    Duty.SECTOR: mark("行业主管部门意见"),
    Duty.FINANCE: mark("财政部门意见"),
    Duty.APPROVE: mark("政府审批意见"),
    Duty.PREPARE: mark("拟制支付令"),
    Duty.RELEASE: mark("复核支付令"),
}
PARTIES: Final = {
    PartyRole.EMPLOYER: mark("用人单位"),
    PartyRole.CONTRACTOR: mark("施工总承包单位"),
    PartyRole.OWNER: mark("建设单位"),
}
ACCOUNT_KINDS: Final = {"wage": mark("工资专户"), "bond": mark("保证金账户")}
PAYMENTS: Final = {"paid": mark("已支付"), "failed": mark("支付失败"), "returned": mark("银行退回")}
PRESSURES: Final = {
    Pressure.DUNNED: mark("发出催收函"),
    Pressure.BLACKLIST: mark("移送列入失信名单"),
    Pressure.COURT: mark("申请法院强制执行"),
}
ACTS: Final = {
    Act.OPENED: mark("周转金立案"),
    Act.GATHERED: mark("汇集了欠薪数据"),
    Act.LINES_SET: mark("更新了垫付人员"),
    Act.TRIGGER_STATED: mark("填写了垫付情形"),
    Act.SETTLED: mark("登记了在先来源的处理结果"),
    Act.BOND_NOTICED: mark("向银行发出保证金支付通知书"),
    Act.BOND_PAID: mark("银行从保证金支付"),
    Act.BOND_TOPPED_UP: mark("保证金补足"),
    Act.ANSWERED: mark("认定了核查项"),
    Act.PAPER: mark("登记了材料"),
    Act.OVERRIDE_PROPOSED: mark("提出超限垫付"),
    Act.OVERRIDDEN: mark("确认超限垫付"),
    Act.OVERRIDE_REFUSED: mark("不同意超限垫付"),
    Act.SUBMITTED: mark("提出申请"),
    Act.CHECKED: mark("人社部门审核通过"),
    Act.SECTOR_AGREED: mark("行业主管部门同意"),
    Act.FINANCE_AGREED: mark("财政部门同意"),
    Act.APPROVED: mark("政府批准"),
    Act.SENT_BACK: mark("退回补正"),
    Act.AMENDED: mark("撤回修改"),
    Act.REJECTED: mark("不予批准"),
    Act.WITHDRAWN: mark("撤回申请"),
    Act.ORDER_PREPARED: mark("拟制支付令"),
    Act.ORDER_RELEASED: mark("复核支付令"),
    Act.ORDER_CANCELLED: mark("作废支付令"),
    Act.LINE_PAID: mark("银行支付成功"),
    Act.LINE_RETURNED: mark("银行退回款项"),
    Act.REDIRECTED: mark("更正收款银行卡"),
    Act.LINE_DROPPED: mark("不再向该劳动者垫付"),
    Act.CLAIM_OPENED: mark("追偿开始"),
    Act.REPAYMENT_RECORDED: mark("登记还款"),
    Act.REPAID: mark("确认还款到账"),
    Act.REPAYMENT_REFUSED: mark("还款未到账"),
    Act.PLAN_AGREED: mark("达成分期还款协议"),
    Act.PRESSED: mark("催收或移送"),
    Act.WRITE_OFF_PROPOSED: mark("提出核销"),
    Act.WRITTEN_OFF: mark("批准核销"),
    Act.WRITE_OFF_REFUSED: mark("不予核销"),
    Act.CLOSED: mark("周转金结案"),
    Act.COMMENTED: mark("备注"),
    "printed": mark("打印文书"),
    "payment_file": mark("取走银行支付文件"),
    "revealed": mark("取用银行卡号"),
    "record_viewed": mark("查看了原始记录"),
    "evidence_exported": mark("导出证据包"),
    "answer_handled": mark("处理银行答复"),
}
PAPERS: Final = {
    "application": mark("申请表"),
    "roster": mark("垫付花名册(供签字)"),
    "approval": mark("审批表"),
    "payment-order": mark("支付令"),
    "recovery-notice": mark("追偿通知书"),
}
POSTINGS: Final = {
    Posted.FUNDED: mark("资金到账"),
    Posted.RESERVED: mark("申请预留"),
    Posted.RELEASED: mark("解除预留"),
    Posted.ORDERED: mark("下达支付令"),
    Posted.PAID: mark("支付成功"),
    Posted.RETURNED: mark("银行退回"),
    Posted.REPAID: mark("追回"),
    Posted.WRITTEN_OFF: mark("核销"),
}
