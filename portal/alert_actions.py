"""What an officer may do to an alert as it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from alerts.authority import forbidden
from alerts.commands import (
    Acknowledge,
    Assign,
    Close,
    Command,
    Comment,
    ConfirmExtension,
    ConfirmWaiver,
    Decide,
    HandOver,
    Investigate,
    OrderRectification,
    ProposeExtension,
    ProposeWaiver,
    RefuseExtension,
    RefuseWaiver,
)
from alerts.work import Outcome, State, Work
from schemas.office import Officer


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that may be done to the alert now: the form's name, and whether it is the next one to do."""

    name: str
    is_next: bool = False


_NEXT: Final = {
    State.OPEN: "acknowledge",
    State.ACKNOWLEDGED: "investigate",
    State.INVESTIGATING: "order",
    State.RECTIFICATION_ORDERED: "decide",
    State.DECIDED: "close",
}
_FOLLOWS: Final[dict[str, tuple[State, ...]]] = {
    "acknowledge": (State.OPEN,),
    "investigate": (State.OPEN, State.ACKNOWLEDGED),
    "order": (State.ACKNOWLEDGED, State.INVESTIGATING),
    "decide": (State.INVESTIGATING, State.RECTIFICATION_ORDERED),
    "propose-extension": (State.INVESTIGATING,),
}
_PROBES: Final[dict[str, Command]] = {
    "acknowledge": Acknowledge(),
    "investigate": Investigate(),
    "order": OrderRectification(date.max, "-"),
    "decide": Decide("-"),
    "close": Close(Outcome.REFERRED, "-"),
    "assign": Assign(None),
    "comment": Comment("-"),
    "confirm-waiver": ConfirmWaiver(),
    "refuse-waiver": RefuseWaiver("-"),
    "propose-waiver": ProposeWaiver("-", "-", date.max),
    "confirm-extension": ConfirmExtension(),
    "refuse-extension": RefuseExtension("-"),
    "propose-extension": ProposeExtension("-"),
    "hand-over": HandOver("-", "-"),
}


def actions(work: Work, officer: Officer) -> Sequence[Action]:
    """What this officer may do to the alert as it is, the next thing to do first."""
    allowed = [name for name, probe in _PROBES.items() if _fits(name, work) and forbidden(work, probe, officer) is None]
    if work.is_closed:
        allowed = [name for name in allowed if name == "comment"]
    following = _next_of(work)
    return sorted((Action(name, name == following) for name in allowed), key=lambda action: not action.is_next)


def _next_of(work: Work) -> str:
    """What to do next: a cure only waits to be closed, a proposal for its second person."""
    if work.waiver and not work.waiver.is_confirmed:
        return "confirm-waiver"
    if not work.present and work.state is not State.OPEN:
        return "close"
    return _NEXT.get(work.state, "")


def _fits(name: str, work: Work) -> bool:
    if name in _FOLLOWS and work.state not in _FOLLOWS[name]:
        return False
    if name == "propose-waiver":
        return work.waiver is None and work.present and not work.is_closed
    if name == "propose-extension":
        return work.extension is None
    return True
