"""The papers that ask for an advance: application, roster and approval form.

A roster's workers appear by token; name and signature are written by hand.
"""

from collections.abc import Iterator

from fund.amounts import ADVANCE
from fund.case import Duty, FundCase, Signature
from fund.eligibility import TRIGGERS
from fund.explanation import yuan
from fund.papers import PaperStanding
from fund.sources import SOURCES, settlement
from portal.fund import words
from portal.fund.printing import PROJECT, REG_63, Made, Printing, facts, form, only, table
from portal.fund.said import day_of, months_of, proof_of, sum_of


def application(it: Printing) -> Made:
    """What is asked for and why, what came of every earlier source, and which documents are there."""
    signed = _signed(it.case, Duty.SUBMIT)
    sources = table(
        "在先资金来源的处理",
        ("顺序", "来源", "结果", "已付(元)", "说明和证据"),
        (11, 44, 33, 22, 0),
        list(_sources(it.case)),
        numbers=(3,),
    )
    enclosed = table(
        "申请材料",
        ("材料", "由谁提供", "是否在卷"),
        (70, 35, 0),
        [(one.paper.text[0], words.OWED_BY[one.paper.owed_by], _there(one)) for one in it.standing],
    )
    made = form(
        "application",
        it,
        it.case.number,
        paragraphs=[
            (
                f"根据{REG_63},因用人单位{_trigger(it.case)},拖欠农民工{it.case.workers}人工资,"
                f"申请动用欠薪应急周转金先行垫付{words.KINDS[it.case.kind]}。"
            )
        ],
        facts=facts(it),
        tables=[sources, enclosed],
        signatures=["经办人(签名):", "申请单位负责人(签名):"],
    )
    return made, signed.on if signed else it.today


def _there(one: PaperStanding) -> str:
    if one.proof:
        return proof_of(one.proof)
    return "在卷" if one.is_there else "缺" if one.paper.essential else "后补"


def _trigger(case: FundCase) -> str:
    return TRIGGERS[case.trigger][0] if case.trigger else "未按时足额支付工资"


def _sources(case: FundCase) -> Iterator[tuple[str, ...]]:
    for number, (source, spec) in enumerate(SOURCES.items(), start=1):
        said = settlement(case, source)
        if said is None:
            yield str(number), spec.text[0], "尚未处理", "", ""
        else:
            proof = "、".join(map(proof_of, said.evidence))
            told = ";".join(part for part in (said.why, proof) if part)
            yield str(number), spec.text[0], words.OUTCOMES[said.outcome], yuan(said.paid_fen), told


def roster(it: Printing) -> Made:
    """Who is to be advanced how much, with room for everyone's hand."""
    rows = [
        (str(n), line.worker, months_of(line.months), yuan(line.arrears_fen), yuan(line.amount_fen), "", "")
        for n, line in enumerate(it.case.live, start=1)
    ]
    total = sum(line.arrears_fen for line in it.case.live)
    rows.append(("", f"合计 {it.case.workers}人", "", yuan(total), yuan(it.case.total_fen), "", ""))
    lines = table(
        "垫付人员和金额",
        ("序号", "人员代号", "所属月份", "被欠工资(元)", "垫付金额(元)", "姓名", "本人签名并按手印"),
        (13, 43, 52, 28, 28, 28, 0),
        rows,
        numbers=(3, 4),
        signed=True,
        note=(f"垫付合计:{sum_of(it.case.total_fen)}。{ADVANCE[0]}按政策确定的各项上限中最小者计算;"
        "垫付不减少用人单位应付的工资。签名表示本人确认被欠工资的月份和金额。"),
    )  # fmt: skip
    signatures = ["经办人(签名):", "监察员(签名):"]
    made = form(
        "roster", it, it.case.number, facts=only(it, PROJECT), tables=[lines], signatures=signatures, landscape=True
    )
    return made, it.today


def approval(it: Printing) -> Made:
    """The chain of opinions, each with who gave it and when."""
    opinions = [
        {"title": words.DUTIES[duty], "text": _opinion(it.case, duty), "by": _by(it, duty), "on": _on(it.case, duty)}
        for duty in (Duty.SUBMIT, Duty.CHECK, Duty.SECTOR, Duty.FINANCE, Duty.APPROVE)
    ]
    signed = _signed(it.case, Duty.APPROVE)
    told = [*facts(it), ("批准文号", it.case.approval_no or "待批准")]
    made = form("approval", it, it.case.number, facts=told, opinions=opinions)
    return made, signed.on if signed else it.today


def _signed(case: FundCase, duty: Duty) -> Signature | None:
    """The signature that counts: of the present revision."""
    found = (one for one in reversed(case.signatures) if one.duty is duty and one.revision == case.revision)
    return next(found, None)


def _opinion(case: FundCase, duty: Duty) -> str:
    signed = _signed(case, duty)
    if signed is None:
        return "(待签署)"
    document = f"(文号:{signed.document_no})" if signed.document_no else ""
    return (signed.opinion or ("申请垫付。" if duty is Duty.SUBMIT else "同意。")) + document


def _by(it: Printing, duty: Duty) -> str:
    signed = _signed(it.case, duty)
    return it.names.get(signed.by, signed.by) if signed else "签名:"


def _on(case: FundCase, duty: Duty) -> str:
    signed = _signed(case, duty)
    return day_of(signed.on) if signed else "    年  月  日"
