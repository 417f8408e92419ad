"""The types of the contract's fields: each says what it accepts, and how a clerk is told.

The values stay what JSON made of them (texts, integers, booleans), so that what is accepted is what was sent.
`msgspec.Meta` repeats a constraint for the quick path over lines (`schemas.lines`); checks that no schema
language expresses are `AfterValidator`s, which return their argument.

Sources: RFC 3339, GB 32100, GB 11643, GB/T 2260, RFC 8259; a bank code is the first three digits of a CNAPS code.
"""

import math
from collections.abc import Callable, Collection
from typing import Annotated, Any, Final, TypeVar

from msgspec import Meta
from pydantic import AfterValidator, Field, PlainValidator, WithJsonSchema

from schemas import identifiers, instants
from schemas.expectation import Expected

SAFE: Final = 2**53 - 1
"""The greatest integer that every JSON implementation carries exactly (RFC 8259, section 6)."""


def _legible(text: str) -> str:
    if "\0" in text or not (text.isascii() or _encodable(text)):
        raise ValueError
    return text


def _encodable(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _checked_by(check: Any) -> AfterValidator:
    def checked(text: str) -> str:
        check(text)
        return text

    return AfterValidator(checked)


def _number(value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError  # noqa: TRY004 - pydantic turns only ValueError into a reason
    if not math.isfinite(_as_double(value)):
        raise ValueError
    return _as_double(value) if abs(value) > SAFE else value


def _amount(value: Any) -> int | float:
    if _number(value) < 0:
        raise ValueError
    return _number(value)


def _as_double(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _unmasked(text: str) -> str:
    """An identifier may not be what masking leaves of a person's number: many persons would share it."""
    return identifiers.unmasked(_legible(text))


PLAINLY: Final[frozenset[Callable[[Any], Any]]] = frozenset({_legible, _unmasked})
"""The checks that texts pass which are `plain` together."""


def plain(texts: Collection[str]) -> bool:
    """Whether one look at all of the texts shows that each is legible and unmasked; where it does not, they may be."""
    together = "\n".join(texts)
    if "*" in together or "\0" in together:
        return False
    try:
        return together.isascii() or bool(together.encode())
    except UnicodeEncodeError:
        return False


_STRING = (Field(min_length=1, strict=True), Meta(min_length=1), AfterValidator(_legible))

Text = Annotated[str, *_STRING, Expected("a text", "文字")]
LONGEST_ID: Final = 200
"""Characters; so that every id finds its place in an index, also two of them."""

_ID = (
    Field(min_length=1, max_length=LONGEST_ID, strict=True),
    Meta(min_length=1, max_length=LONGEST_ID),
    AfterValidator(_unmasked),
)

Name = Annotated[
    str, *_STRING, AfterValidator(_unmasked), Expected("a text without a person's number", "不含个人号码的文字")
]
"""The envelope's `id` and `source`, by which things are told apart."""
Id = Annotated[str, *_ID, Expected("an id of 1 to 200 characters", "1至200个字符的编号")]
ProjectId = Annotated[
    str,
    *_ID,
    AfterValidator(identifiers.project),
    Expected('the id of a project, 1 to 200 characters, not "-"', "项目编号，1至200个字符，不得为“-”"),
]
Token = Annotated[
    str,
    *_ID,
    AfterValidator(identifiers.token),
    Expected("an opaque token, never the identity-card number", "不透明的代号，不得为身份证号码"),
]
CardToken = Annotated[
    str,
    *_STRING,
    AfterValidator(identifiers.token),
    Expected("an opaque token, never the card's number", "不透明的代号，不得为银行卡号"),
]
Uscc = Annotated[
    str,
    *_STRING,
    AfterValidator(identifiers.uscc),
    Expected(
        "a unified social credit code of 18 characters (GB 32100, upper case, with a right check character)",
        "18位统一社会信用代码（GB 32100，大写，校验码正确）",
        (("format", "uscc"), ("pattern", "^[0-9]{8}[0-9A-HJ-NPQRTUWXY]{10}$")),
    ),
]
RegionCode = Annotated[
    str,
    *_STRING,
    AfterValidator(identifiers.region),
    Expected(
        "a six-digit region code (GB/T 2260)",
        "六位行政区划代码（GB/T 2260）",
        (("pattern", f"^({'|'.join(sorted(identifiers.PROVINCES))})[0-9]{{4}}$"),),
    ),
]
BankCode = Annotated[
    str,
    Field(pattern="^[0-9]{3}$", strict=True),
    Meta(pattern=r"\A[0-9]{3}\Z"),
    Expected("three digits, the first of the bank's CNAPS code", "三位数字，即银行行号（CNAPS）的前三位"),
]
Day = Annotated[
    str,
    *_STRING,
    _checked_by(instants.day),
    Expected(
        "a date YYYY-MM-DD that exists",
        "真实存在的日期 YYYY-MM-DD",
        (("format", "date"), ("pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")),
    ),
]
Month = Annotated[
    str,
    *_STRING,
    _checked_by(instants.month),
    Expected("a month YYYY-MM", "月份 YYYY-MM", (("pattern", "^[0-9]{4}-(0[1-9]|1[0-2])$"),)),
]
Instant = Annotated[
    str,
    *_STRING,
    _checked_by(instants.local),
    Expected(
        "an instant with offset (RFC 3339), as 2026-03-02T07:10:00+08:00",
        "带时区的时间（RFC 3339），如 2026-03-02T07:10:00+08:00",
        (("format", "date-time"), ("pattern", instants.PATTERN)),
    ),
]
Fen = Annotated[
    int,
    Field(ge=0, le=SAFE, strict=True),
    Meta(ge=0, le=SAFE),
    Expected("an integer of fen, 0 to 2^53 - 1, without fraction", "以分为单位的整数，0 至 2^53-1，不带小数"),
]
Balance = Annotated[
    int,
    Field(ge=-SAFE, le=SAFE, strict=True),
    Meta(ge=-SAFE, le=SAFE),
    Expected("an integer of fen, which may be negative", "以分为单位的整数，可为负数"),
]
Count = Annotated[
    int,
    Field(ge=0, le=SAFE, strict=True),
    Meta(ge=0, le=SAFE),
    Expected("an integer, 0 to 2^53 - 1", "整数，0 至 2^53-1"),
]
Cycle = Annotated[
    int,
    Field(ge=1, le=SAFE, strict=True),
    Meta(ge=1, le=SAFE),
    Expected("a whole number of months, at least 1", "月数，至少为 1 的整数"),
]
PayDay = Annotated[
    int,
    Field(ge=1, le=31, strict=True),
    Meta(ge=1, le=31),
    Expected("a day of the month, 1 to 31", "每月几号，1 至 31"),
]
Days = Annotated[
    int | float,
    PlainValidator(_amount),
    WithJsonSchema({"type": "number", "minimum": 0}),
    Expected("a number, at least 0", "不小于 0 的数"),
]
Degrees = Annotated[
    int | float,
    PlainValidator(_number),
    WithJsonSchema({"type": "number"}),
    Expected("a number of degrees", "度数"),
]
Flag = Annotated[bool, Field(strict=True), Expected("true or false", "true 或 false（是或否）")]

_Item = TypeVar("_Item")
Several = Annotated[list[_Item], Field(strict=True)]
"""A list of any length, each of its elements checked."""
