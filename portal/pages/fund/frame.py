"""What every page of the fund has: its tabs and words, and how a refusal is said."""

from typing import Any, Final

from fund.case import LABELS, State
from fund.why import Refused
from portal.fund import words
from portal.i18n import mark
from portal.visitor import Visitor

TABS: Final = (
    ("/fund", mark("周转金办理")),
    ("/fund/overview", mark("资金概览")),
    ("/fund/matters", mark("资金事项")),
    ("/fund/books", mark("账簿")),
    ("/fund/answers", mark("银行答复")),
    ("/fund/recovery", mark("追偿台账")),
    ("/fund/report", mark("月报")),
)


def common(visitor: Visitor) -> dict[str, Any]:
    """What every page of the fund is given."""
    return {"tabs": TABS, "words": words, "labels": LABELS, "State": State, "n": 0 if visitor.lang == "zh" else 1}


def refusal(visitor: Visitor, refused: Refused) -> str:
    """Why something was refused, and what of: the first twenty."""
    said, about = refused.why.value[0 if visitor.lang == "zh" else 1], "、".join(refused.about[:20])
    return f"{said}:{about}" if about else said
