"""The ways out: mail, webhooks, WeCom, DingTalk, Feishu and Alertmanager's receivers, one module each.

Apprise reads the addresses, writes the mails and signs the calls; but it says only yes or no, and takes a robot's
"200, errcode 93000" for a yes. So each channel here looks at the answer itself: sent, again later, or never.
"""

from infra.channels.letter import Letter
from infra.channels.outcome import Again, Never, Outcome, Sent
from infra.channels.sending import BadAddress, Fault, Kind, normalised, send, shown

__all__ = ["Again", "BadAddress", "Fault", "Kind", "Letter", "Never", "Outcome", "Sent", "normalised", "send", "shown"]
