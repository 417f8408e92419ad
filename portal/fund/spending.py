"""The papers that move money: the payment order, and the notice that claims it back."""

from typing import Final

from fund.case import Line, LineState
from fund.explanation import yuan
from portal.fund.printing import FUND, PROJECT, REG_63, Made, NotYet, Printing, form, named, only, table
from portal.fund.said import day_of, sum_of
from portal.portraits.words import bank_word

_RESULTS: Final = {LineState.PAID: "已支付", LineState.RETURNED: "已退回", LineState.DROPPED: "不再支付"}


def payment_order(it: Printing) -> Made:
    """What the last order asks the banks to pay to whom. Raises `NotYet` where there is none."""
    order = it.case.order
    if order is None:
        raise NotYet
    rows = [_paid(n, it.case.line(name), name, fen) for n, (name, fen) in enumerate(order.lines, start=1)]
    rows.append(("", f"合计 {len(order.lines)}笔", "", "", yuan(order.total_fen), ""))
    lines = table(
        "支付明细",
        ("序号", "人员代号", "收款银行", "本人银行卡代号", "金额(元)", "结果"),
        (12, 40, 24, 0, 24, 18),
        rows,
        numbers=(4,),
    )
    made = form(
        "payment-order",
        it,
        f"{it.case.number} 第{order.number}号支付令",
        facts=[
            ("本次支付", f"{sum_of(order.total_fen)},共{len(order.lines)}笔"),
            *only(it, PROJECT, FUND),
            ("批准文号", it.case.approval_no or "–"),
            ("拟制", named(it, order.prepared_by)),
            ("复核", named(it, order.released_by or "") or "待复核"),
        ],
        tables=[lines],
        paragraphs=["请从欠薪应急周转金账户将下列款项直接支付到农民工本人的银行账户。"],
        signatures=["拟制人(签名):", "复核人(签名):"],
    )
    return made, order.released_on or order.prepared_on


def _paid(n: int, line: Line | None, worker: str, fen: int) -> tuple[str, ...]:
    if line is None:
        return str(n), worker, "", "", yuan(fen), ""
    return str(n), line.worker, bank_word(line.bank), line.card, yuan(fen), _RESULTS.get(line.state, "")


def recovery_notice(it: Printing) -> Made:
    """What was advanced, what came back, and who is liable. Raises `NotYet` while nothing was advanced."""
    if not it.debts:
        raise NotYet
    parties = {party.id: party.name for party in it.case.parties}
    claims = [
        (parties.get(claim.party, claim.party), claim.party, claim.ground, day_of(claim.opened_on))
        for claim in it.case.claims
    ]
    owed = [
        (parties.get(debt.debtor, debt.debtor), yuan(debt.advanced_fen), yuan(debt.recovered_fen),
         yuan(debt.written_off_fen), yuan(debt.outstanding_fen))
        for debt in it.debts
    ]  # fmt: skip
    made = form(
        "recovery-notice",
        it,
        it.case.number,
        addressed_to="、".join(dict.fromkeys(name for name, *_ in claims)) or "有关责任单位",
        paragraphs=[
            (f"因{it.case.project_name or it.case.project}拖欠农民工工资,{it.fund}已依法先行垫付"
            f"{sum_of(sum(debt.advanced_fen for debt in it.debts))}。根据{REG_63},现向你单位追偿尚欠的"
            f"{sum_of(sum(debt.outstanding_fen for debt in it.debts))}。请在收到本通知书后足额偿还到该周转金账户。"),
            "垫付不免除用人单位支付其余被拖欠工资的义务。逾期不还的,将依法移送并按规定列入失信名单。",
        ],
        tables=[
            table("垫付与偿还", ("用人单位", "已垫付(元)", "已偿还(元)", "已核销(元)", "尚欠(元)"),
                   (0, 28, 28, 28, 28), owed, numbers=(1, 2, 3, 4)),
            table("责任单位", ("单位", "统一社会信用代码", "根据", "追偿开始日"), (0, 44, 44, 32), claims),
        ],
        signatures=["受送达人(签名或盖章):", "送达日期和方式:"],
    )  # fmt: skip
    return made, it.today
