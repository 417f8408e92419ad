"""JSON as RFC 8259 defines it, read quickly."""

import json
from typing import Any, Final, NoReturn

import msgspec

_LONGEST_INTEGER: Final = 4000  # digits; Python refuses to read more than 4300 at once (CVE-2020-10735)


def read(raw: bytes) -> Any:
    """The value that the bytes spell.

    An integer too long to read is cut to 4000 digits, which no field accepts either; a number too great for a double
    is infinite.

    Raises:
        ValueError: the bytes are no JSON, no UTF-8, or nested too deeply to be an event.
    """
    try:
        return _decoder.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return _read_patiently(raw)
    except RecursionError as error:
        raise ValueError from error


def _read_patiently(raw: bytes) -> Any:
    """What msgspec refuses and RFC 8259 allows: lone surrogates, numbers of any size."""
    try:
        return json.loads(raw.decode("utf-8"), parse_int=_integer, parse_constant=_refused)
    except RecursionError as error:
        raise ValueError from error


def _integer(text: str) -> int:
    return int(text[:_LONGEST_INTEGER])


def _refused(word: str) -> NoReturn:
    raise ValueError(word)


_decoder = msgspec.json.Decoder()
