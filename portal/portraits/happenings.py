"""A project's events in plain words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from infra.db.portraits.journal import Happening
from portal.filters import short
from portal.i18n import mark
from portal.portraits.words import BOND_FORMS, PURPOSES, bank_word
from portal.visitor import Visitor
from streams.wording import yuan

GROUPS: Final = {
    "": mark("全部（不含打卡）"),
    "money": mark("资金与工资"),
    "site": mark("项目与告示牌"),
    "people": mark("进退场与考勤"),
    "leads": mark("线索"),
}
_ACTIONS: Final = {"seal": mark("查封"), "freeze": mark("冻结"), "deduct": mark("划拨")}
_SENTENCES: Final = {
    "project.registered": mark("项目登记,合同额%(contract_amount_fen)s元,每月%(pay_day)s日发薪"),
    "project.updated": mark("项目登记内容变更"),
    "project.started": mark("开工"),
    "project.suspended": mark("停工"),
    "project.resumed": mark("复工"),
    "project.completed": mark("竣工"),
    "project.subcontractor_entered": mark("分包单位%(name)s进场"),
    "project.subcontractor_left": mark("分包单位%(uscc)s退场"),
    "project.notice_board_posted": mark("告示牌%(board_id)s设立或更换内容"),
    "project.notice_board_verified": mark("%(verified_by)s查看告示牌%(board_id)s：%(ok)s"),
    "project.notice_board_removed": mark("告示牌%(board_id)s被拆除"),
    "project.closing_notice_published": mark("发布专户注销公示"),
    "project.force_majeure_declared": mark("申报不可抗力,文号%(document_no)s,自%(from)s起"),
    "project.pay_sheet_submitted": mark("提交%(pay_month)s工资表%(sheet_id)s,%(lines)s人,应发%(total)s元"),
    "attendance.worker_enrolled": mark("工人%(worker_id)s实名登记"),
    "attendance.worker_exited": mark("工人%(worker_id)s退场"),
    "attendance.exit_settled": mark("工人%(worker_id)s离场结算"),
    "attendance.punched": mark("考勤打卡,%(people)s人,%(days)s"),
    "attendance.day_corrected": mark("工人%(worker_id)s于%(date)s的考勤更正：%(reason)s"),
    "bank.account_opened": mark("%(bank)s开立账户%(account_id)s"),
    "bank.account_marked": mark("账户%(account_id)s加注特殊标识"),
    "bank.account_closed": mark("账户%(account_id)s销户"),
    "bank.account_credited": mark("账户%(account_id)s收入%(amount_fen)s元（%(purpose)s）"),
    "bank.account_debited": mark("账户%(account_id)s支出%(amount_fen)s元（%(purpose)s）"),
    "bank.account_restricted": mark("%(authority)s对账户%(account_id)s%(action)s,文号%(document_no)s"),
    "bank.account_released": mark("账户%(account_id)s的限制%(restriction_id)s解除"),
    "bank.bond_deposited": mark("存储保证金%(amount_fen)s元（%(form)s）"),
    "bank.bond_drawn": mark("动用保证金%(amount_fen)s元,通知书%(notice_no)s"),
    "bank.bond_replenished": mark("补足保证金%(amount_fen)s元"),
    "bank.bond_released": mark("退还保证金%(bond_id)s"),
    "bank.wages_paid": mark("代发%(pay_month)s工资,%(lines)s人,%(total)s元,失败%(failed)s笔"),
    "bank.wages_returned": mark("退票：批次%(batch_id)s第%(line_id)s笔,%(reason)s"),
    "bank.feed_completed": mark("%(bank)s声明数据已报至%(complete_until)s"),
    "lead.received": mark("收到欠薪线索%(lead_id)s,%(claimants)s人"),
    "lead.closed": mark("线索%(lead_id)s办结：%(outcome)s"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One event as a sentence."""

    seq: int
    at: datetime | None
    sentence: str
    kind: str
    source: str


def told(visitor: Visitor, happening: Happening) -> Told:
    """The event in the visitor's language."""
    frame = happening.frame
    sentence = _SENTENCES.get(frame.kind)
    text = visitor.say(sentence) % _Values(visitor, frame.data) if sentence else frame.kind
    return Told(frame.seq, frame.at, text, frame.kind, frame.source)


class _Values(dict[str, Any]):
    """The words of an event's fields, found as a sentence asks for them."""

    def __init__(self, visitor: Visitor, data: Mapping[str, Any]) -> None:
        super().__init__({key: _word(visitor, key, value) for key, value in data.items()})
        super().update({name: word(visitor, data) for name, word in _MADE.items()})

    def __missing__(self, key: str) -> str:
        return "–"


def _word(visitor: Visitor, key: str, value: Any) -> str:
    if key.endswith("_fen"):
        return yuan(value)
    if key == "worker_id":
        return short(value)
    known = {"purpose": PURPOSES, "form": BOND_FORMS, "action": _ACTIONS}.get(key, {})
    if isinstance(value, str) and value in known:
        return visitor.say(known[value])
    return str(len(value)) if isinstance(value, list) else str(value)


def _people(_visitor: Visitor, data: Mapping[str, Any]) -> str:
    seen: set[str] = set()
    for day in data.get("days", {}).values():
        for group in day.values():
            seen.update(group)
    return str(len(seen))


def _total(_visitor: Visitor, data: Mapping[str, Any]) -> str:
    return yuan(sum(_amount(line) for line in data.get("lines", ())))


def _amount(line: Mapping[str, Any]) -> int:
    if "due_fen" in line:
        return int(line["due_fen"])
    return int(line["amount_fen"]) if line.get("status") == "paid" else 0


def _failed(_visitor: Visitor, data: Mapping[str, Any]) -> str:
    return str(sum(line.get("status") == "failed" for line in data.get("lines", ())))


def _days(_visitor: Visitor, data: Mapping[str, Any]) -> str:
    days = sorted(data.get("days", ()))
    return "–" if not days else days[0] if len(days) == 1 else f"{days[0]} – {days[-1]}"


def _bank(visitor: Visitor, data: Mapping[str, Any]) -> str:
    return visitor.say(bank_word(data.get("bank_code", "")))


def _ok(visitor: Visitor, data: Mapping[str, Any]) -> str:
    return visitor.say("合格") if data.get("ok") else visitor.say("不合格")


_MADE: Final[dict[str, Callable[[Visitor, Mapping[str, Any]], str]]] = {
    "people": _people,
    "total": _total,
    "failed": _failed,
    "days": _days,
    "bank": _bank,
    "ok": _ok,
}
