"""What a form says of a fund's own matters: its founding, details, next budget, and money received."""

from typing import Final

from fund.matters import Content, Details, Founding, Matter, NextBudget, Origin, Receipt
from portal.fund.forms import Filled
from portal.i18n import mark

FIELDS: Final = {
    "name": mark("周转金名称"),
    "region": mark("地区代码"),
    "account_no": mark("专户账号"),
    "bank": mark("开户银行代码"),
    "on": mark("日期"),
    "fen": mark("金额(元)"),
    "origin": mark("款项性质"),
    "payer": mark("付款方"),
    "reference": mark("银行流水号"),
}
ORIGINS: Final = {
    Origin.ALLOCATION: mark("财政拨款"),
    Origin.DONATION: mark("社会捐赠"),
    Origin.INTEREST: mark("存款利息"),
    Origin.REFUND: mark("退款"),
}


def content_of(matter: Matter, f: Filled) -> Content:
    """What a form proposes. Raises `ValueError` on a field that cannot be read."""
    match matter:
        case Matter.FOUNDING:
            return Founding(f.text("name"), f.text("region"), f.text("account_no"), f.text("bank"))
        case Matter.DETAILS:
            return Details(f.text("name"), f.text("account_no"), f.text("bank"))
        case Matter.BUDGET:
            return NextBudget(f.day(), f.fen("fen"))
        case Matter.RECEIPT:  # pragma: no branch (mypy knows that there is no other)
            origin = Origin(f.text("origin"))
            return Receipt(origin, f.text("payer"), f.fen("fen"), f.day(), f.text("reference"))
