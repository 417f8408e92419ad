"""The papers of a fund case, each the data of `fund-form.typ`: what is asked, agreed, paid and claimed back."""

from collections.abc import Callable, Mapping
from typing import Final

from portal.fund.asking import application, approval, roster
from portal.fund.printing import TITLES, Made, NotYet, Printing
from portal.fund.spending import payment_order, recovery_notice

__all__ = ["TITLES", "NotYet", "Printing", "paper"]
_MADE: Final[Mapping[str, Callable[[Printing], Made]]] = {
    "application": application,
    "roster": roster,
    "approval": approval,
    "payment-order": payment_order,
    "recovery-notice": recovery_notice,
}


def paper(kind: str, it: Printing) -> Made:
    """The data of a paper and the day that it bears. Raises `KeyError` on no such paper, `NotYet` before its time."""
    return _MADE[kind](it)
