"""Numbers of persons: resident identity cards and bank cards, found wherever they stand in a text.

Sources: GB 11643-1999 (identity number: place, birth, check digit), ISO/IEC 7812-1 (card number: Luhn check digit);
cards of 银联 begin with 62. Elsewhere than in a person's own field a number counts as a card only if it begins so: the
numbers of firms' accounts are no secret, and one in ten of them has a right check digit by chance.
"""

import enum
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from stdnum import luhn
from stdnum.cn import ric

PROVINCES: Final = frozenset(
    str(code)
    for region in (
        range(11, 16),
        range(21, 24),
        range(31, 38),
        range(41, 47),
        range(50, 55),
        range(61, 66),
        (71, 81, 82),
    )
    for code in region
)
"""The first two digits of every region code: the 34 provinces, municipalities and regions of GB/T 2260."""


class Kind(enum.StrEnum):
    """Which number it is."""

    IDENTITY = "identity"
    CARD = "card"
    MISSPELT = "misspelt"
    """An identity number in a person's own field whose check digit is wrong. It becomes asterisks, never a token."""


@dataclass(frozen=True, slots=True)
class Found:
    """A number in a text: what it is, from where to where, and how it is written without ornaments."""

    kind: Kind
    start: int
    end: int
    number: str


PERSON_FIELDS: Final = frozenset(
    {"worker_id", "worker_ids", "id_number", "card_token", "card_number", "payee_token", "payee_card", "claimants_ids"}
)
"""The fields that stand for a person or the person's card."""
_IDENTITY_FIELDS: Final = frozenset({"worker_id", "worker_ids", "id_number", "claimants_ids"})
"""Where a number of 15 digits is an identity number as it was written until 1999; elsewhere it may be anything."""
ACCOUNT_FIELDS: Final = frozenset(
    {"account_id", "account_number", "transaction_id", "document_no", "tripartite_agreement_no"}
)
"""The fields that name accounts and papers: no card is looked for in them."""

_FULL_WIDTH: Final[dict[int, int | str]] = {
    **{code: code - 0xFEE0 for code in range(0xFF0D, 0xFF5B)},
    **dict.fromkeys((0xA0, 0x3000, *range(0x2000, 0x200B), 0x202F), " "),
    **dict.fromkeys((*range(0x2010, 0x2016), 0x2212), "-"),
}
_IDENTITY: Final = re.compile(r"(?<![0-9A-Za-z])[1-9](?:[ -]?\d){16}[ -]?[\dXx](?![0-9A-Za-z])")
_CARD: Final = re.compile(r"(?<![0-9A-Za-z])6[ -]?2(?:[ -]?\d){14,17}(?![0-9A-Za-z])")
_OWN_CARD: Final = re.compile(r"[3-69](?:[ -]?\d){14,18}")
_ESCAPED: Final = re.compile(rb"\\u(?:00|20|22|30|[fF][fF])")
_WIDE: Final = re.compile(
    rb"\xef\xbc[\x90-\x99]|[0-9](?:\xc2\xa0|\xe2[\x80\x88].|\xe3\x80\x80|\xef\xbc\x8d)[0-9]", re.DOTALL
)
_SIGNS: Final = (b"\xef\xbc", b"\xc2\xa0", b"\xe2\x80", b"\xe2\x88", b"\xe3\x80\x80")
_AS_ZERO: Final = bytes.maketrans(b"123456789", b"0" * 9)
_RUN: Final = b"0" * 15
_SHAPE: Final = re.compile(r"[1-9][0-9]{5}(?:18|19|20)[0-9]{9}[0-9X]")
_ORNAMENTS: Final = str.maketrans("", "", " -")
_DEEPEST: Final = 20


def may_carry(raw: bytes) -> bool:
    """Whether a number may stand in what was sent, JSON or text in UTF-8: quick, and never wrongly no."""
    if _RUN in raw.translate(_AS_ZERO, b" -"):
        return True
    if b"\\u" in raw and _ESCAPED.search(raw):
        return True
    return not raw.isascii() and any(sign in raw for sign in _SIGNS) and _WIDE.search(raw) is not None


def found_in(text: str, field: str = "") -> Iterator[Found]:
    """The numbers in a text, from left to right; `field` is the name of the field that holds it."""
    if len(text) < 15:
        return
    plain = text if text.isascii() else text.translate(_FULL_WIDTH)
    whole = _own(plain, field) if field in PERSON_FIELDS else None
    if whole is not None:
        yield whole
        return
    end = 0
    for match in _candidates(plain, cards=field not in ACCOUNT_FIELDS):
        if match.start() < end:
            continue
        number = match[0].translate(_ORNAMENTS).upper()
        kind = _kind(number)
        if kind is not None:
            end = match.end()
            yield Found(kind, match.start(), match.end(), number)


def replaced(text: str, by: Callable[[Kind, str], str], field: str = "") -> str:
    """The text with something else in place of each number."""
    pieces, last = [], 0
    for one in found_in(text, field):
        pieces += [text[last : one.start], by(one.kind, one.number)]
        last = one.end
    return "".join([*pieces, text[last:]]) if last else text


def masked(text: str, field: str = "") -> str:
    """The text with asterisks in place of each number."""
    return replaced(text, asterisks, field)


def asterisks(_kind: Kind, number: str) -> str:
    """What stands in place of a number where it gets no token."""
    return "*" * len(number)


def mapped(value: Any, by: Callable[[Kind, str], str], field: str = "", depth: int = _DEEPEST) -> Any:  # noqa: PLR0911 (one for each kind of value)
    """The JSON value with every number replaced, also where it was written as an integer or as a name of a field."""
    match value:
        case str():
            return replaced(value, by, field)
        case bool():
            return value
        case int() if abs(value) >= 10**14:
            text = str(value) if abs(value) < 10**20 else ""
            return told if (told := replaced(text, by, field)) != text else value
        case dict() if depth:
            return {
                replaced(name, by): mapped(item, by, field if field in PERSON_FIELDS else name, depth - 1)
                for name, item in value.items()
            }
        case list() if depth:
            return [mapped(item, by, field, depth - 1) for item in value]
        case dict() | list():
            return None  # no event is so deep: it is no record, and nothing of it is kept
        case _:
            return value


def is_identity(number: str) -> bool:
    """Whether it is an identity number. Counties are not looked up: people keep the numbers of abolished ones."""
    return looks_like_identity(number) and ric.calc_check_digit(number) == number[17]


def looks_like_identity(number: str) -> bool:
    """Whether it is one but perhaps for its check digit: 18 characters, a province, a birth date."""
    if _SHAPE.fullmatch(number) is None or number[:2] not in PROVINCES:
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return True


def _candidates(text: str, *, cards: bool) -> list[re.Match[str]]:
    both = [*_IDENTITY.finditer(text), *(_CARD.finditer(text) if cards else ())]
    return sorted(both, key=lambda match: match.start())


def _own(text: str, field: str) -> Found | None:
    """What a person's own field holds, if all of it is one number."""
    number = text.strip().translate(_ORNAMENTS).upper()
    if looks_like_identity(number):
        return Found(Kind.IDENTITY if is_identity(number) else Kind.MISSPELT, 0, len(text), number)
    if field in _IDENTITY_FIELDS and (today := _as_of_today(number)) is not None:
        return Found(Kind.IDENTITY, 0, len(text), today)
    if _OWN_CARD.fullmatch(number) and _is_card(number):
        return Found(Kind.CARD, 0, len(text), number)
    return None


def _as_of_today(number: str) -> str | None:
    """The 18 characters of an identity number of 15 digits: the century of the birth, and the check digit."""
    if len(number) != 15 or not (number.isascii() and number.isdigit()):
        return None
    longer = f"{number[:6]}19{number[6:]}"
    told = longer + ric.calc_check_digit(f"{longer}0")
    return told if looks_like_identity(told) else None


@lru_cache(maxsize=20_000)
def _kind(number: str) -> Kind | None:
    if is_identity(number):
        return Kind.IDENTITY
    return Kind.CARD if number.startswith("62") and _is_card(number) else None


def _is_card(number: str) -> bool:
    return number.isdecimal() and 15 <= len(number) <= 19 and bool(luhn.is_valid(number))
