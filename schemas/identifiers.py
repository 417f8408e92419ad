"""Identifiers are right or wrong by themselves, without asking any registry.

Sources: GB 32100-2015 《法人和其他组织统一社会信用代码编码规则》 (check character), GB 11643-1999 《公民身份号码》
(check digit), GB/T 2260 《中华人民共和国行政区划代码》.
"""

import re
from typing import Any, Final
from unicodedata import normalize

from stdnum.cn import uscc as _uscc

from schemas.frame import COMMONS
from schemas.sensitive import PROVINCES, is_identity, masked

_REGION = re.compile(r"[0-9]{6}").fullmatch
_IDENTITY = re.compile(r"\s*\d{17}[\dXx]\s*").fullmatch
_MASK: Final = "*" * 15
_WITHHOLDING_DEPTH: Final = 5  # event, data, lines, line, value


def uscc(text: str) -> str:
    """The code itself if it is a unified social credit code as written on the licence: 18 characters, upper case.

    Raises:
        ValueError: wrong length, a character outside GB 32100's alphabet, or a wrong check character.
    """
    if len(text) != 18 or text != _uscc.compact(text) or not _uscc.is_valid(text):
        raise ValueError(text)
    return text


def region(text: str) -> str:
    """The code itself if it has six digits and lies in a province of GB/T 2260.

    Raises:
        ValueError: anything else. Counties are not looked up: they change every year.
    """
    if not _REGION(text) or text[:2] not in PROVINCES:
        raise ValueError(text)
    return text


def project(text: str) -> str:
    """The id itself if a project may have it: "-" stands for what belongs to no single project.

    Raises:
        ValueError: the id is reserved.
    """
    if text == COMMONS:
        raise ValueError(text)
    return text


def is_identity_number(text: str) -> bool:
    """Whether the text is a resident identity-card number (GB 11643), with its check digit, birth date and place."""
    return len(text) > 17 and _IDENTITY(text) is not None and is_identity(normalize("NFKC", text).strip().upper())


def token(text: str) -> str:
    """The text itself if it may stand for a person: an opaque token, never the identity-card number, masked or not.

    Raises:
        ValueError: the text is or has an identity-card number; the error does not repeat it.
    """
    if is_identity_number(text):
        raise ValueError
    return unmasked(text)


def unmasked(text: str) -> str:
    """The text itself if nothing in it was masked: as an identifier it would be that of many.

    Raises:
        ValueError: a person's number stood in it.
    """
    if _MASK in text:
        raise ValueError
    return text


def withheld(value: Any, depth: int = _WITHHOLDING_DEPTH, field: str = "") -> Any:
    """The value without any identity or card number, as deep as an event's lines reach."""
    match value:
        case str():
            return None if is_identity_number(value) else masked(value, field)
        case int() if not isinstance(value, bool) and abs(value) >= 10**14:
            return value if abs(value) >= 10**20 or masked(str(value), field) == str(value) else None
        case dict() if depth:
            return {masked(name): withheld(item, depth - 1, name) for name, item in value.items()}
        case list() if depth:
            return [withheld(item, depth - 1, field) for item in value]
        case _:
            return value
