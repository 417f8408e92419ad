"""What is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to one contact point.

    `id` names the delivery: it is the same at every attempt (Message-ID of the mail, `Idempotency-Key` of the call, the
    reference at the foot of the text), so that whoever gets it twice can tell. `data` goes to machines instead.
    """

    id: str
    subject: str
    text: str
    data: Mapping[str, Any]
