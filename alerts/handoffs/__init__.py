"""Hand-offs (移送、衔接): an alert given to those who can do what inspection cannot, with timers and documents."""

from alerts.handoffs.commands import Advance, Attach, Close, Command, Decide, Result
from alerts.handoffs.elements import Element, Situation, elements, missing_elements
from alerts.handoffs.handoff import Handoff, HandoffState, due_on, missing_documents, prepared, timers
from alerts.handoffs.kinds import Document, Kind, KindSpec, Owed, Stage
from alerts.handoffs.lifecycle import Refused, Step, after
from alerts.handoffs.registry import KINDS

__all__ = [
    "KINDS",
    "Advance",
    "Attach",
    "Close",
    "Command",
    "Decide",
    "Document",
    "Element",
    "Handoff",
    "HandoffState",
    "Kind",
    "KindSpec",
    "Owed",
    "Refused",
    "Result",
    "Situation",
    "Stage",
    "Step",
    "after",
    "due_on",
    "elements",
    "missing_documents",
    "missing_elements",
    "prepared",
    "timers",
]
