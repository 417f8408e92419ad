"""What the page of one review shows beside the review itself."""

from dataclasses import dataclass
from typing import Final

from fastapi import Request

from alerts.gate import Action, Decision, Refused, Review, State
from infra.db.gate.listing import Lot
from infra.db.ledgers import LedgerStore
from infra.db.policies import Policies
from monitors.funds import Funds, funds
from monitors.ledger import Ledger
from monitors.terms import Terms
from portal.i18n import mark
from portal.visitor import Visitor
from streams.policies import policy_in_force

STATES: Final = {
    State.HELD: mark("暂缓执行,待审核"),
    State.DECIDED: mark("已作出审核意见"),
    State.EXECUTED: mark("银行已执行"),
    State.NOT_EXECUTED: mark("未执行"),
    State.RELEASED: mark("已解除限制"),
    State.UNPROTECTED: mark("非受保护账户"),
}
LOTS: Final = {
    Lot.WAITING: mark("待审核"),
    Lot.LATE: mark("已逾期"),
    Lot.SECOND: mark("待第二人复核"),
    Lot.UNREVIEWED: mark("未等审核即执行"),
    Lot.DONE: mark("已审核和已了结"),
}
NOTHING: Final = {
    Lot.WAITING: mark("没有待审核的冻结"),
    Lot.LATE: mark("没有逾期的审核"),
    Lot.SECOND: mark("没有待复核的意见"),
    Lot.UNREVIEWED: mark("没有未等审核即执行的冻结"),
    Lot.DONE: mark("还没有已审核的案件"),
}
ACTIONS: Final = {Action.SEAL: mark("查封账户"), Action.FREEZE: mark("冻结账户"), Action.DEDUCT: mark("划拨资金")}
KINDS: Final = {"wage": mark("农民工工资专用账户"), "bond": mark("工资保证金账户"), "unknown": mark("性质待核实的账户")}
CHANNELS: Final = {"automatic": mark("系统自动执行"), "manual": mark("人工执行")}
DECISIONS: Final = {
    Decision.OBJECT: mark("提出异议,不得执行"),
    Decision.PROJECT_WAGES: mark("用于支付本项目工资,无异议"),
    Decision.EXCESS: mark("仅对超额资金无异议"),
}
REFUSALS: Final = {
    Refused.ALREADY_DECIDED: mark("本案已作出决定或已了结"),
    Refused.REASON_MISSING: mark("请写明理由"),
    Refused.AMOUNT_MISSING: mark("请填写超额资金的上限金额"),
    Refused.MORE_THAN_EXCESS: mark("金额超过了已知的超额资金"),
    Refused.NOTHING_PROPOSED: mark("没有待复核的意见"),
    Refused.SAME_PERSON: mark("须由另一人复核,不能复核自己提出的意见"),
    Refused.NOT_YOURS: mark("本案由其他机构办理,或您的角色不能作此决定"),
}
ACTS: Final = {
    "asked": mark("银行查询,账户受保护,暂缓执行"),
    "unprotected": mark("名单恢复后核实为非受保护账户"),
    "adopted": mark("分派审核机构"),
    "proposed": mark("提出审核意见,待复核"),
    "decided": mark("作出审核意见"),
    "confirmed": mark("复核同意,作出审核意见"),
    "declined": mark("复核不同意,继续暂缓"),
    "escalated": mark("逾期未决,上报上级机构,继续暂缓"),
    "reminded": mark("逾期未决,再次提醒,继续暂缓"),
    "executed": mark("银行报告已执行"),
    "withdrawn": mark("银行报告不执行"),
    "released": mark("银行报告已解除"),
}


@dataclass(frozen=True, slots=True)
class Beside:
    """The project's name and the account's funds, as far as its ledger tells."""

    project_name: str
    funds: Funds | None


def beside(request: Request, visitor: Visitor, review: Review) -> Beside:
    """What the project's ledger says at present; nothing of an account that nobody knew."""
    loaded = LedgerStore(visitor.engine).load([review.project]).get(review.project) if review.project else None
    if loaded is None:
        return Beside(review.project, None)
    law = policy_in_force(request.app.state.settings.policy, Policies(visitor.engine))
    ledger = Ledger.restored(review.project, loaded.state, loaded.months)
    terms = Terms(ledger, max(visitor.today, loaded.as_of or visitor.today), law)
    name = str(terms.site.registration.get("name", review.project))
    return Beside(name, funds(terms, review.check.account_id))
