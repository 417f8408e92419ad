"""A bank asks the freeze gate before it executes orders: about an account of nobody's wages, and about a marked one."""

import time
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar

from portal.simulate.course import Line
from portal.simulate.delivery import Event
from portal.simulate.wire import Wire

_EVERY_S: Final = 0.25
_COURT: Final = "云山县人民法院"
_Found = TypeVar("_Found")


def asked(
    wire: Wire, account: str | None, run: str, wait_s: float, pause: Callable[[float], None] = time.sleep
) -> Iterator[Line]:
    """What the gate answers: `unprotected`, then `hold` for the bank's marked account, then how that case stands.

    Args:
        wire: the bank's.
        account: one of its accounts for wages; None where it has opened none.
        run: makes the orders' numbers this run's own.
        wait_s: how long to wait for the account's mark, and for the case.
        pause: waits some seconds.
    """
    yield _answered(wire, _order(f"private-{run}", run), "free", "unprotected")[0]
    if account is None:
        return
    marked = _until(lambda: account in wire.marked(), wait_s, pause)
    line, told = _answered(wire, _order(account, run), "held", "hold")
    wrong = "" if marked else f"{account} is on no list of protected accounts after {wait_s:g} s"
    yield Line(line.day, line.name, line.how, {}, {}, wrong or line.wrong)
    case = str(told.get("case", ""))
    found = _until(lambda: wire.case(case), wait_s, pause) if case else None
    stands = found["answer"] if found else "nothing"
    yield Line("", case, "case", {}, {}, "" if stands == "hold" else f"the case says {stands}, not hold")


def _answered(wire: Wire, order: Event, how: str, expected: str) -> tuple[Line, dict[str, Any]]:
    told = wire.may_restrict(order)
    wrong = "" if told["answer"] == expected else f"the gate says {told['answer']}, not {expected}"
    return Line("", order["data"]["account_id"], how, {}, {}, wrong), told


def _order(account: str, run: str) -> Event:
    about = {"account_id": account, "action": "freeze", "authority": _COURT, "document_no": f"(2026)云0103执{run}号"}
    return {"data": {**about, "amount_fen": 100_000}}


def _until(look: Callable[[], _Found], wait_s: float, pause: Callable[[float], None]) -> _Found:
    """What is found at last: tried again until it is something, or the time is over."""
    waited = 0.0
    while not (found := look()) and waited < wait_s:
        pause(_EVERY_S)
        waited += _EVERY_S
    return found
