"""The commands that a form of a fund case gives: one act per form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from fund import commands as c
from fund.case import Instalment, Kind, Outcome, Pressure, Source, Trigger

_LONGEST: Final = 2000


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it was filled in."""

    fields: Mapping[str, Any]

    def text(self, name: str) -> str:
        """A field's text, without spaces around it."""
        return str(self.fields.get(name, "")).strip()[:_LONGEST]

    def day(self, name: str = "on") -> date:
        """A date. Raises `ValueError`."""
        return date.fromisoformat(self.text(name))

    def fen(self, name: str) -> int:
        """A sum in yuan, as fen. Raises `ValueError`, also for less than a fen."""
        try:
            fen = Decimal(self.text(name).replace(",", "")) * 100
        except InvalidOperation as error:
            raise ValueError(name) from error
        if not fen.is_finite() or fen != fen.to_integral_value() or abs(fen) >= 10**15:
            raise ValueError(name)
        return int(fen)

    def number(self, name: str = "number") -> int:
        """A count. Raises `ValueError`."""
        return int(self.text(name))

    def proofs(self) -> tuple[str, ...]:
        """The evidence, one a line."""
        return tuple(line.strip() for line in self.text("evidence").splitlines() if line.strip())


def _settle(f: Filled) -> c.Command:
    paid = f.fen("paid") if f.text("paid") else 0
    return c.Settle(Source(f.text("source")), Outcome(f.text("outcome")), f.proofs(), paid, f.text("why"))


def _plan(f: Filled) -> c.Command:
    parts = [line.split() for line in f.text("instalments").splitlines() if line.strip()]
    if any(len(part) != 2 for part in parts):
        raise ValueError("instalments")
    made = tuple(Instalment(date.fromisoformat(on), Filled({"fen": fen}).fen("fen")) for on, fen in parts)
    return c.AgreePlan(f.text("party"), f.text("debtor"), made, f.text("document_no"), f.text("why"))


_COMMANDS: Final[Mapping[str, Callable[[Filled], c.Command]]] = {
    "trigger": lambda f: c.StateTrigger(Trigger(f.text("trigger")), Kind(f.text("kind")), f.proofs(), f.text("why")),
    "settle": _settle,
    "bond-notice": lambda f: c.NoticeBond(f.text("document_no"), f.fen("fen"), f.day(), f.text("why")),
    "bond-paid": lambda f: c.BondPaid(f.fen("fen"), f.day(), f.proofs(), f.text("why")),
    "bond-topped-up": lambda f: c.BondToppedUp(f.fen("fen"), f.day(), f.proofs(), f.text("why")),
    "answer": lambda f: c.AnswerItem(f.text("item"), f.text("met") == "yes", f.proofs(), f.text("why")),
    "paper": lambda f: c.AttachPaper(f.text("paper"), f.text("proof")),
    "propose-override": lambda f: c.ProposeOverride(
        f.text("worker"), f.fen("fen"), f.text("approval_no"), f.text("why")
    ),
    "confirm-override": lambda f: c.ConfirmOverride(f.text("worker"), f.text("why")),
    "refuse-override": lambda f: c.RefuseOverride(f.text("worker"), f.text("why")),
    "card": lambda f: c.SetCard(f.text("worker"), f.text("card"), f.text("bank"), f.text("why")),
    "drop": lambda f: c.DropLine(f.text("worker"), f.text("why")),
    "submit": lambda f: c.Submit(f.text("why")),
    "agree": lambda f: c.Agree(f.text("why"), f.text("document_no")),
    "send-back": lambda f: c.SendBack(f.text("why")),
    "reject": lambda f: c.Reject(f.text("why")),
    "amend": lambda f: c.Amend(f.text("why")),
    "withdraw": lambda f: c.Withdraw(f.text("why")),
    "prepare": lambda f: c.PrepareOrder(f.text("why")),
    "release": lambda f: c.ReleaseOrder(f.text("why")),
    "cancel": lambda f: c.CancelOrder(f.text("why")),
    "paid": lambda f: c.Pay(f.text("worker"), f.day(), f.proofs(), f.text("why")),
    "returned": lambda f: c.Return(f.text("worker"), f.day(), f.text("reason"), f.proofs(), f.text("why")),
    "repayment": lambda f: c.RecordRepayment(
        f.text("party"), f.text("debtor"), f.fen("fen"), f.day(), f.proofs(), f.text("why"), f.text("reference")
    ),
    "confirm-repayment": lambda f: c.ConfirmRepayment(f.number(), f.text("why")),
    "refuse-repayment": lambda f: c.RefuseRepayment(f.number(), f.text("why")),
    "plan": _plan,
    "press": lambda f: c.Press(
        f.text("party"), f.text("debtor"), Pressure(f.text("pressure")), f.text("document_no"), f.text("why")
    ),
    "write-off": lambda f: c.ProposeWriteOff(f.text("debtor"), f.fen("fen"), f.text("why")),
    "confirm-write-off": lambda f: c.ConfirmWriteOff(f.number(), f.text("document_no"), f.text("why")),
    "refuse-write-off": lambda f: c.RefuseWriteOff(f.number(), f.text("why")),
    "comment": lambda f: c.Comment(f.text("why")),
}
ACTS: Final = frozenset(_COMMANDS)
_KINDS: Final[Mapping[str, type]] = {
    "trigger": c.StateTrigger, "settle": c.Settle, "bond-notice": c.NoticeBond, "bond-paid": c.BondPaid,
    "bond-topped-up": c.BondToppedUp, "answer": c.AnswerItem, "paper": c.AttachPaper,
    "propose-override": c.ProposeOverride, "confirm-override": c.ConfirmOverride,
    "refuse-override": c.RefuseOverride, "card": c.SetCard, "drop": c.DropLine, "submit": c.Submit,
    "agree": c.Agree, "send-back": c.SendBack, "reject": c.Reject, "amend": c.Amend, "withdraw": c.Withdraw,
    "prepare": c.PrepareOrder, "release": c.ReleaseOrder, "cancel": c.CancelOrder, "paid": c.Pay,
    "returned": c.Return, "repayment": c.RecordRepayment, "confirm-repayment": c.ConfirmRepayment,
    "refuse-repayment": c.RefuseRepayment, "plan": c.AgreePlan, "press": c.Press, "write-off": c.ProposeWriteOff,
    "confirm-write-off": c.ConfirmWriteOff, "refuse-write-off": c.RefuseWriteOff, "comment": c.Comment,
}  # fmt: skip


def command(act: str, fields: Mapping[str, Any]) -> c.Command:
    """The command of a form. Raises `KeyError` on an act there is not, `ValueError` on a field that cannot be read."""
    return _COMMANDS[act](Filled(fields))


def offered(possible: frozenset[type]) -> frozenset[str]:
    """The acts of these kinds of commands."""
    return frozenset(act for act, kind in _KINDS.items() if kind in possible)
