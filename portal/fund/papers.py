"""The papers of a fund case, each the data of `fund-form.typ`: what is asked, agreed, paid and claimed back.

A roster's workers appear by token; name and signature are written by hand.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from fund.amounts import ADVANCE
from fund.case import Duty, FundCase, Line, LineState, Order, Signature
from fund.claims import Debt
from fund.eligibility import TRIGGERS
from fund.explanation import yuan
from fund.papers import PaperStanding
from fund.sources import SOURCES, settlement
from portal.fund import words

TITLES: Final = {
    "application": "欠薪应急周转金申请表",
    "roster": "欠薪应急周转金垫付花名册",
    "approval": "欠薪应急周转金审批表",
    "payment-order": "欠薪应急周转金支付令",
    "recovery-notice": "欠薪应急周转金追偿通知书",
}
_REG_63: Final = "《保障农民工工资支付条例》第六十三条"


class NotYet(Exception):
    """The case has not come to where this paper is made."""


@dataclass(frozen=True, slots=True)
class Printing:
    """What a paper is made from. `names` are officers by id; `debts` what is outstanding."""

    case: FundCase
    office: str
    fund: str
    names: Mapping[str, str]
    standing: Sequence[PaperStanding]
    debts: Sequence[Debt]
    today: date


def paper(kind: str, it: Printing) -> tuple[dict[str, Any], date]:
    """The data of a paper and the day that it bears. Raises `KeyError` on no such paper, `NotYet` before its time."""
    return _MADE[kind](it)


def _form(kind: str, it: Printing, number: str, **given: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {
        "addressed_to": "", "paragraphs": [], "facts": [], "tables": [], "opinions": [], "signatures": [],
    }  # fmt: skip
    return {**empty, "title": TITLES[kind], "office": it.office, "number": number, **given}


def _table(  # noqa: PLR0913 (what a table consists of)
    title: str,
    head: Sequence[str],
    widths: Sequence[int],
    rows: Sequence[Sequence[str]],
    *,
    numbers: Sequence[int] = (),
    note: str = "",
    signed: bool = False,
) -> dict[str, Any]:
    """A table; a width of 0 takes what is left, columns of `numbers` stand right, `signed` leaves room for a hand."""
    return {
        "title": title, "head": head, "widths": widths, "rows": rows, "numbers": numbers, "note": note,
        "signed": signed,
    }  # fmt: skip


def _facts(it: Printing) -> list[tuple[str, str]]:
    case = it.case
    employer = next((party.name for party in case.parties if party.id == case.employer), "")
    return [
        ("项目", f"{case.project_name or case.project}(项目编号 {case.project})"),
        ("用人单位", f"{employer}(统一社会信用代码 {case.employer})"),
        ("垫付情形", TRIGGERS[case.trigger][0] if case.trigger else "待填写"),
        ("垫付种类", words.KINDS[case.kind]),
        ("涉及农民工", f"{len(case.live)}人"),
        ("拖欠工资合计", f"人民币{yuan(sum(line.arrears_fen for line in case.live))}元"),
        ("申请垫付合计", f"人民币{yuan(case.total_fen)}元"),
        ("支付的周转金", it.fund),
    ]


def _application(it: Printing) -> tuple[dict[str, Any], date]:
    signed = _signed(it.case, Duty.SUBMIT)
    sources = _table(
        "在先资金来源的处理",
        ("顺序", "来源", "结果", "已付(元)", "说明和证据"),
        (12, 45, 25, 26, 0),
        list(_sources(it.case)),
        numbers=(3,),
    )
    enclosed = _table(
        "申请材料",
        ("材料", "由谁提供", "是否在卷"),
        (70, 35, 0),
        [
            (one.paper.text[0], words.OWED_BY[one.paper.owed_by], one.proof or ("在卷" if one.is_there else "缺"))
            for one in it.standing
        ],
    )
    made = _form(
        "application",
        it,
        it.case.number,
        paragraphs=[
            f"根据{_REG_63},因用人单位{_trigger(it.case)},申请动用欠薪应急周转金先行垫付部分工资或者基本生活费。"
        ],
        facts=_facts(it),
        tables=[sources, enclosed],
        signatures=["经办人(签名):", "申请单位负责人(签名):"],
    )
    return made, signed.on if signed else it.today


def _trigger(case: FundCase) -> str:
    return TRIGGERS[case.trigger][0] if case.trigger else "未按时足额支付工资"


def _sources(case: FundCase) -> Iterator[tuple[str, ...]]:
    for number, (source, spec) in enumerate(SOURCES.items(), start=1):
        said = settlement(case, source)
        if said is None:
            yield str(number), spec.text[0], "尚未处理", "", ""
        else:
            proof = "、".join(said.evidence)
            told = ";".join(part for part in (said.why, proof) if part)
            yield str(number), spec.text[0], words.OUTCOMES[said.outcome], yuan(said.paid_fen), told


def _roster(it: Printing) -> tuple[dict[str, Any], date]:
    rows = [
        (str(n), line.worker, "、".join(line.months), yuan(line.arrears_fen), yuan(line.amount_fen), "", "")
        for n, line in enumerate(it.case.live, start=1)
    ]
    total = sum(line.arrears_fen for line in it.case.live)
    rows.append(("", "合计", "", yuan(total), yuan(it.case.total_fen), "", ""))
    lines = _table(
        "垫付人员和金额",
        ("序", "人员代号", "所属月份", "被欠工资(元)", "垫付(元)", "姓名", "签名"),
        (9, 34, 24, 25, 23, 18, 0),
        rows,
        numbers=(3, 4),
        signed=True,
        note=f"{ADVANCE[0]}按政策确定的各项上限中最小者计算;垫付不减少用人单位应付的工资。",
    )
    return _form("roster", it, it.case.number, tables=[lines], signatures=["经办人(签名):"]), it.today


def _approval(it: Printing) -> tuple[dict[str, Any], date]:
    opinions = [
        {"title": words.DUTIES[duty], "text": _opinion(it.case, duty), "by": _by(it, duty), "on": _on(it.case, duty)}
        for duty in (Duty.SUBMIT, Duty.CHECK, Duty.SECTOR, Duty.FINANCE, Duty.APPROVE)
    ]
    signed = _signed(it.case, Duty.APPROVE)
    made = _form("approval", it, it.case.approval_no or it.case.number, facts=_facts(it), opinions=opinions)
    return made, signed.on if signed else it.today


def _signed(case: FundCase, duty: Duty) -> Signature | None:
    """The signature that counts: of the present revision."""
    found = (one for one in reversed(case.signatures) if one.duty is duty and one.revision == case.revision)
    return next(found, None)


def _opinion(case: FundCase, duty: Duty) -> str:
    signed = _signed(case, duty)
    if signed is None:
        return "(待签署)"
    return " ".join(part for part in (signed.opinion, signed.document_no) if part) or "同意"


def _by(it: Printing, duty: Duty) -> str:
    signed = _signed(it.case, duty)
    return it.names.get(signed.by, signed.by) if signed else "签名:"


def _on(case: FundCase, duty: Duty) -> str:
    signed = _signed(case, duty)
    return f"{signed.on.year}年{signed.on.month}月{signed.on.day}日" if signed else "    年  月  日"


def _payment_order(it: Printing) -> tuple[dict[str, Any], date]:
    order = it.case.order
    if order is None:
        raise NotYet
    by_worker = {line.worker: line for line in it.case.lines}
    rows = [_paid(n, by_worker.get(worker), worker, fen) for n, (worker, fen) in enumerate(order.lines, start=1)]
    rows.append(("", "合计", "", "", yuan(order.total_fen), ""))
    lines = _table(
        "支付明细",
        ("序", "人员代号", "银行代码", "本人银行卡代号", "金额(元)", "状态"),
        (9, 38, 20, 0, 26, 22),
        rows,
        numbers=(4,),
    )
    made = _form(
        "payment-order",
        it,
        f"{it.case.number} 第{order.number}号支付令",
        facts=[*_facts(it), ("批准文号", it.case.approval_no or "–"), ("拟制", _named(it, order.prepared_by)),
               ("复核", _named(it, order.released_by or "") or "待复核")],
        tables=[lines],
        paragraphs=["请从欠薪应急周转金账户将下列款项直接支付到农民工本人的银行账户。"],
        signatures=["拟制人(签名):", "复核人(签名):"],
    )  # fmt: skip
    return made, _ordered_on(order)


def _ordered_on(order: Order) -> date:
    return order.released_on or order.prepared_on


def _named(it: Printing, who: str) -> str:
    return it.names.get(who, who)


def _paid(n: int, line: Line | None, worker: str, fen: int) -> tuple[str, ...]:
    state = words.LINES[line.state] if line else words.LINES[LineState.DROPPED]
    return str(n), worker, line.bank if line else "", line.card if line else "", yuan(fen), state


def _recovery_notice(it: Printing) -> tuple[dict[str, Any], date]:
    if not it.debts:
        raise NotYet
    parties = {party.id: party.name for party in it.case.parties}
    claims = [
        (parties.get(claim.party, claim.party), claim.party, claim.ground, f"{claim.opened_on}")
        for claim in it.case.claims
    ]
    owed = [
        (parties.get(debt.debtor, debt.debtor), yuan(debt.advanced_fen), yuan(debt.recovered_fen),
         yuan(debt.written_off_fen), yuan(debt.outstanding_fen))
        for debt in it.debts
    ]  # fmt: skip
    made = _form(
        "recovery-notice",
        it,
        it.case.number,
        addressed_to="、".join(dict.fromkeys(name for name, *_ in claims)) or "有关责任单位",
        paragraphs=[
            (f"因你单位在{it.case.project_name or it.case.project}拖欠农民工工资,{it.fund}已依法先行垫付。"
            f"根据{_REG_63},现向你单位追偿。请在收到本通知书后足额偿还。"),
            "垫付不免除用人单位支付其余被拖欠工资的义务。逾期不还的,将依法移送并按规定列入失信名单。",
        ],
        tables=[
            _table("垫付与偿还", ("用人单位", "已垫付(元)", "已偿还(元)", "已核销(元)", "尚欠(元)"),
                   (0, 28, 28, 28, 28), owed, numbers=(1, 2, 3, 4)),
            _table("责任单位", ("单位", "统一社会信用代码", "根据", "追偿开始日"), (0, 44, 46, 26), claims),
        ],
        signatures=["受送达人(签名或盖章):", "送达日期和方式:"],
    )  # fmt: skip
    return made, it.today


_MADE: Final[Mapping[str, Callable[[Printing], tuple[dict[str, Any], date]]]] = {
    "application": _application,
    "roster": _roster,
    "approval": _approval,
    "payment-order": _payment_order,
    "recovery-notice": _recovery_notice,
}
