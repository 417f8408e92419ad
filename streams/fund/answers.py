"""What the banks answer of the fund's payments: it happens to the workers' lines, or is kept with its trouble."""

from datetime import date
from typing import Final

from sqlalchemy import Engine

from fund.case import FundCase, LineState
from fund.commands import Pay, Return
from fund.explanation import yuan
from fund.why import Refused
from infra.db.fund import Done, FundCases, Rules
from infra.db.fund.answers import Answer, Answers
from infra.db.fund.orders import KeptBatch, Orders, Payment
from schemas.office import EVERYWHERE, Sight

_ALL: Final = Sight((EVERYWHERE,))
_FAILED: Final = "银行付款失败"


def read_answers(engine: Engine, rules: Rules, day: date) -> int:
    """Take what the banks have answered since the last time; return how many frames there were."""
    orders, cases = Orders(engine), FundCases(engine, rules)
    return Answers(engine).read(lambda fund, answer: _taken(orders, cases, fund, answer, day))


def _taken(orders: Orders, cases: FundCases, fund: str, answer: Answer, day: date) -> str:
    """Why an answer could not be taken, as `中文 / English`; empty where it was, now or before."""
    kept = orders.get(answer.batch, _ALL)
    if kept is None or kept.fund != fund:
        return "没有这个批次 / no such batch of this fund"
    payment = next((one for one in kept.batch.payments if one.line == answer.line), None)
    if payment is None:
        return "该批次没有这一笔 / no such payment in the batch"
    return _differs(payment, answer) or _acted(cases, kept, payment, answer, day)


def _acted(cases: FundCases, kept: KeptBatch, payment: Payment, answer: Answer, day: date) -> str:
    case = cases.get(kept.case_id, _ALL)
    assert case is not None, "a batch's case is never deleted"
    if _known(case, payment, answer):
        return ""
    if _is_old(case, kept, payment):
        return "该笔之后已另行下达支付令 / the worker is on a later order"
    done = cases.told(case.id, _command(payment, answer), day)
    if isinstance(done, Done):
        return ""
    return " / ".join(done.why.value) if isinstance(done, Refused) else "案件已变动 / the case has changed"


def _differs(payment: Payment, answer: Answer) -> str:
    """What the bank says otherwise than it was asked: such an answer moves no money in the books."""
    if answer.worker and answer.worker != payment.worker:
        return "收款人与支付令不符 / the payee is not the one ordered"
    if answer.fen is not None and answer.fen != payment.amount_fen:
        said = yuan(answer.fen)
        return f"银行报{said}元,与支付令不符 / the bank says {said} yuan, which is not what was ordered"
    return ""


def _known(case: FundCase, payment: Payment, answer: Answer) -> bool:
    """Whether the case has the answer already."""
    line = case.line(payment.name)
    outcome = LineState.PAID if answer.outcome == "paid" else LineState.RETURNED
    return line is not None and line.state is outcome and answer.event in line.evidence


def _is_old(case: FundCase, kept: KeptBatch, payment: Payment) -> bool:
    """Whether a later order that was released names the worker as well."""
    later = (order for order in case.orders if order.number > kept.batch.n and order.released_on)
    return any(payment.name in dict(order.lines) for order in later)


def _command(payment: Payment, answer: Answer) -> Pay | Return:
    if answer.outcome == "paid":
        return Pay(payment.name, answer.day, (answer.event,))
    return Return(payment.name, answer.day, answer.reason or _FAILED, (answer.event,))
