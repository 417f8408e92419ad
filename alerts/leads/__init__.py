"""The life of a lead (欠薪线索): who decides what by when, and what the complainant is told.

received → matched → accepted → handled → answered → closed; refused ones are answered and closed as well, and one that
belongs elsewhere is transferred, its first receiver staying answerable for the answer (首问负责制).
Sources: 《保障农民工工资支付条例》第十条、第五十二条;《劳动保障监察条例》第十七条、第二十条、第二十一条;
《浙江省劳动保障监察条例》(2020年修订) as the example of provincial limits.
"""

from alerts.leads.commands import (
    Accept,
    Answer,
    Close,
    ClosedOutside,
    Command,
    Extend,
    Handle,
    Happening,
    Match,
    Refuse,
    TellExtension,
    Transfer,
)
from alerts.leads.lead import MOST_REPRESENTATIVES, Ground, Lead, Outcome, State
from alerts.leads.lifecycle import Refused, Step, after
from alerts.leads.limits import LIMITS, due_on, timers

__all__ = [
    "LIMITS",
    "MOST_REPRESENTATIVES",
    "Accept",
    "Answer",
    "Close",
    "ClosedOutside",
    "Command",
    "Extend",
    "Ground",
    "Handle",
    "Happening",
    "Lead",
    "Match",
    "Outcome",
    "Refuse",
    "Refused",
    "State",
    "Step",
    "TellExtension",
    "Transfer",
    "after",
    "due_on",
    "timers",
]
