"""A value spelled in one way for ever: JSON in ASCII with sorted names, of which events' ids have a digest."""

import json
from typing import Any, Final

import msgspec

_swift: Final = msgspec.json.Encoder(order="sorted")
_patient: Final = json.JSONEncoder(ensure_ascii=True, sort_keys=True, separators=(",", ":"))
_TOLD_OTHERWISE: Final = bytes([0x7F, 0xC2, 0xC3, *range(0xF0, 0xF5)])
"""In UTF-8 what begins U+007F, U+0080 to U+00FF, and all beyond U+FFFF: Python escapes these in a way of its own."""


def spelled(value: Any) -> bytes:
    """The value as `json` spells it; one without fractions is spelled swiftly."""
    try:
        told = _swift.encode(value)
    except (TypeError, ValueError, OverflowError, msgspec.MsgspecError):
        return spelled_patiently(value)
    if told.isascii():
        return told if b"\x7f" not in told else spelled_patiently(value)
    if len(told.translate(None, _TOLD_OTHERWISE)) != len(told):
        return spelled_patiently(value)
    return told.decode().encode("ascii", "backslashreplace")


def spelled_patiently(value: Any) -> bytes:
    """The same of a value that may have fractions."""
    return _patient.encode(value).encode()
