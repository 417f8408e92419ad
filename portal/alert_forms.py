"""What a submitted form asks to be done to an alert."""

from datetime import date
from typing import Final

from starlette.datastructures import FormData

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
from alerts.work import Outcome

_LONGEST: Final = 2_000


def command_of(form: FormData) -> Command | None:  # noqa: C901, PLR0911, PLR0912 - one line per command
    """The command that a form means; None where it means none or leaves out what the command needs."""
    why, document_no = _text(form, "why"), _text(form, "document_no")
    match form.get("act"):
        case "acknowledge":
            return Acknowledge(why)
        case "investigate":
            return Investigate(why)
        case "order":
            due_on = _day(form, "due_on")
            return OrderRectification(due_on, document_no, why) if due_on else None
        case "decide":
            return Decide(document_no, why)
        case "close":
            outcome = _text(form, "outcome")
            return Close(Outcome(outcome), why) if outcome in list(Outcome) else None
        case "propose-waiver":
            until = _day(form, "until")
            return ProposeWaiver(_text(form, "ground"), document_no, until, why) if until else None
        case "confirm-waiver":
            return ConfirmWaiver(why)
        case "refuse-waiver":
            return RefuseWaiver(why)
        case "propose-extension":
            return ProposeExtension(why)
        case "confirm-extension":
            return ConfirmExtension(why)
        case "refuse-extension":
            return RefuseExtension(why)
        case "assign":
            return Assign(_text(form, "officer") or None, why)
        case "hand-over":
            return HandOver(_text(form, "office"), why)
        case "comment":
            return Comment(why)
        case _:
            return None


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value.strip()[:_LONGEST] if isinstance(value, str) else ""


def _day(form: FormData, name: str) -> date | None:
    try:
        return date.fromisoformat(_text(form, name))
    except ValueError:
        return None
