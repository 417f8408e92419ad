"""What a rectification order （限期整改指令书） of an alert says: to whom, about what, and what is demanded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from alerts.work import Act, Work
from infra.db.chronicle import Written
from monitors.rule import catalogue
from monitors.terms.site import Site
from streams.sentence import sentence
from streams.wording import ZH, yuan

_OWNER_OWES: Final = frozenset({"account.labor_cost_missed"})
"""What the project's owner owes （建设单位）； everything else is the general contractor's."""

_PROOF: Final = "将改正情况和有关凭证报送本机关。"
_PAY: Final = (
    "足额支付上述农民工工资，通过农民工工资专用账户直接付到农民工本人的银行账户。",
    "报送工资支付表和银行代发凭证。",
)
_DEMANDS: Final[dict[str, tuple[str, ...]]] = {
    "account.unopened": ("开设农民工工资专用账户，与建设单位、开户银行签订资金管理三方协议。",),
    "account.labor_cost_missed": ("按合同约定将应拨付的人工费用足额拨付到农民工工资专用账户。",),
    "account.shortfall": ("补足农民工工资专用账户资金，保证工资按期足额发放。",),
    "account.improper_debit": ("将违规支出的款项退回农民工工资专用账户。",),
    "account.closed_early": ("恢复农民工工资专用账户，结清工资并公示满30日后方可注销。",),
    "bond.missing": ("按规定存储工资保证金或者提交银行保函。",),
    "bond.insufficient": ("补足工资保证金。",),
    "bond.expiring": ("在到期前续办工资保证金。",),
    "attendance.unregistered": ("为上述人员签订劳动合同或者用工书面协议并办理实名登记，此前不得安排进场施工。",),
    "attendance.no_contract": ("与上述人员签订书面劳动合同或者用工书面协议。",),
    "attendance.silent": ("恢复用工实名制管理和考勤，补报停报期间的考勤记录。",),
    "notice.unposted": ("在施工现场醒目位置设立维权信息告示牌，并报送照片。",),
    "notice.incomplete": ("补全维权信息告示牌的内容，并报送照片。",),
    "notice.stale": ("按现况更换维权信息告示牌的内容，并报送照片。",),
    "wages.sheet_missing": ("编制并报送工资支付表，经农民工本人签字确认。",),
    "wages.sheet_unsigned": ("将工资支付表交农民工本人签字确认。",),
    "wages.wrong_payee": ("将工资支付到农民工本人的银行账户，不得由他人代领。",),
    "wages.shared_card": ("将工资支付到农民工本人的银行账户，不得扣押或者变相扣押银行卡。",),
    "wages.exit_unsettled": ("结清退场农民工的全部工资。", "报送工资支付凭证和本人确认书。"),
}
REMEDY: Final = (
    "你单位收到本指令书后可以向本机关陈述、申辩；对本指令书不服的，可以依法申请行政复议或者提起行政诉讼。"
    "复议和诉讼期间不停止执行，法律另有规定的除外。"
)


@dataclass(frozen=True, slots=True)
class Ordered:
    """What was ordered, as the chronicle has it: under which number, until when, on which day, by which office."""

    document_no: str
    due_on: date
    day: date
    office: str


def last_order(history: Sequence[Written]) -> Ordered | None:
    """The last order in an alert's history; later steps have numbers of their own. None where there was none."""
    for entry in reversed(history):
        if entry.act == Act.RECTIFICATION_ORDERED:
            due_on = date.fromisoformat(entry.body["due_on"])
            return Ordered(entry.body["document_no"], due_on, entry.day, entry.office)
    return None


def order(ordered: Ordered, work: Work, site: Site, office: str) -> dict[str, Any]:
    """The data of the order: to the party as it is registered, about what the alert says."""
    registration = site.registration
    role = "owner" if work.finding.rule in _OWNER_OWES else "general_contractor"
    return {
        "number": ordered.document_no,
        "office": office,
        "party": {"name": registration[f"{role}_name"], "uscc": registration[f"{role}_uscc"]},
        "project": {"id": work.finding.project, "name": registration["name"]},
        "facts": list(_facts(work)),
        "articles": list(catalogue()[work.finding.rule].law),
        "due_on": ordered.due_on,
        "demands": [*demands(work.finding.rule), _PROOF],
        "remedy": REMEDY,
    }


def demands(rule: str) -> tuple[str, ...]:
    """What is to be done about a rule's findings."""
    if rule in _DEMANDS:
        return _DEMANDS[rule]
    area = rule.partition(".")[0]
    return _PAY if area in {"wages", "arrears"} else ("立即改正上述行为。",)


def _facts(work: Work) -> list[str]:
    facts = [sentence(work.finding, ZH)]
    if work.workers:
        facts.append(f"涉及农民工{work.workers}人，人员名单见所附证据材料（以平台代号列示）。")
    if work.amount_fen:
        facts.append(f"涉及金额人民币{yuan(work.amount_fen)}元。")
    return facts
