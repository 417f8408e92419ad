"""What became of an attempt to send: it arrived, it may arrive later, or it never will."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final

_LONGEST_WAIT_S: Final = 3600.0
_TRY_AGAIN: Final = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class Sent:
    """The other side has taken it."""


@dataclass(frozen=True, slots=True)
class Again:
    """Not now; `after_s` is how long the other side asks to be left alone."""

    error: str
    after_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Never:
    """The other side refuses it, and will refuse it again until somebody changes something."""

    error: str


Outcome = Sent | Again | Never


def of_http(status: int, headers: Mapping[str, str], now: datetime) -> Outcome:
    """What an HTTP status means: too many, too slow and broken servers later, every other refusal never."""
    if 200 <= status < 300:
        return Sent()
    if status in _TRY_AGAIN or status >= 500:
        return Again(f"HTTP {status}", _asked_wait(headers.get("Retry-After", ""), now))
    return Never(f"HTTP {status}")


def of_smtp(code: int, text: str) -> Outcome:
    """What an SMTP reply means (RFC 5321 §4.2.1): 4yz is transient, 5yz permanent."""
    said = f"SMTP {code} {text}".strip()
    return Never(said) if 500 <= code < 600 else Again(said)


def _asked_wait(text: str, now: datetime) -> float:
    """The seconds of a Retry-After header, an hour at most; 0 if it says nothing that is understood."""
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), _LONGEST_WAIT_S)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    if until.tzinfo is None:
        return 0.0
    return min(max((until - now).total_seconds(), 0.0), _LONGEST_WAIT_S)
