"""A CloudEvent in a Kafka message, as one line of a submission.

Source: CloudEvents 1.0.2, Kafka protocol binding (CNCF), §3: structured mode has the whole event in the value, binary
mode the attributes in headers `ce_…` and `data` in the value.
"""

import json
from collections.abc import Iterable
from typing import Final

from schemas.reading import read

_PREFIX: Final = "ce_"
_LINE_ENDS: Final = bytes.maketrans(b"\r\n", b"  ")


def line_of(headers: Iterable[tuple[str, bytes]], value: bytes | None) -> bytes:
    """The event as a line of JSON with its end; whatever is no event is a line that the door will set aside.

    Outside of strings JSON may be broken over lines, inside it may not: a message is made one line only if that
    does not change what it says.
    """
    attributes = {name.lower(): text for name, text in headers}
    if f"{_PREFIX}specversion" in attributes and not _structured(attributes):
        line = _from_binary(attributes, value)
    else:
        line = value or b""
    return _one_line(line) + b"\n"


def _structured(attributes: dict[str, bytes]) -> bool:
    return attributes.get("content-type", b"").startswith(b"application/cloudevents")


def _from_binary(headers: dict[str, bytes], value: bytes | None) -> bytes:
    """The attributes as JSON, and behind them the value as it is."""
    attributes = {
        name.removeprefix(_PREFIX): text.decode("utf-8", "replace")
        for name, text in headers.items()
        if name.startswith(_PREFIX) and name != f"{_PREFIX}data"
    }
    head = json.dumps(attributes).encode()
    return head[:-1] + b', "data": ' + (_json(value) or b"null") + b"}"


def _json(value: bytes | None) -> bytes:
    """The value if it is JSON; otherwise its text, which is no data of any event."""
    try:
        read(value or b"null")
    except ValueError:
        return json.dumps((value or b"").decode("utf-8", "replace")).encode()
    return value or b""


def _one_line(line: bytes) -> bytes:
    """The message without line ends; what is no JSON is quoted, so that it stays one line and no event."""
    if b"\n" not in line and b"\r" not in line:
        return line
    try:
        read(line)
    except ValueError:
        return json.dumps(line.decode("utf-8", "replace")).encode()
    return line.translate(_LINE_ENDS)
