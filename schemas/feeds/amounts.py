"""Amounts of money and other numbers, exactly as written.

Source: GB/T 15835 (numerals in publications: full-width digits and 万).
"""

import re
from decimal import Decimal
from typing import Final

from schemas.feeds.cell import UNITS, Cell, Manner, Unreadable, plain
from schemas.feeds.column import Column

_CURRENCY: Final = re.compile(r"^(?:人民币|RMB|CNY|¥)\s*|\s*(?:元整|圆整|元|圆|RMB|CNY)$", re.IGNORECASE)
_AMOUNT: Final = re.compile(r"([+-]?)(\d+|\d{1,3}(?:,\d{3})+)(\.\d+)?").fullmatch
_PLAIN_YUAN: Final = re.compile(r"([0-9]{1,15})(?:\.([0-9]{1,2}))?").fullmatch
_LONGEST_NUMBER: Final = 20
"""Digits; so that arithmetic on decimals, which has 28, is exact."""


def amount(cell: Cell, _: Column, manner: Manner) -> int:
    """The amount in fen. Raises `Unreadable` where it is no exact one."""
    if isinstance(cell, str) and UNITS[manner.unit] == UNITS["元"] and (told := _PLAIN_YUAN(cell)):
        return 100 * int(told[1]) + int((told[2] or "").ljust(2, "0"))
    number, unit = _number_and_unit(cell, manner.unit)
    if len(number.as_tuple().digits) > _LONGEST_NUMBER:
        raise _no_amount()
    fen = number * UNITS[unit]
    if fen != fen.to_integral_value():
        raise _no_amount()
    return int(fen)


def _number_and_unit(cell: Cell, unit: str) -> tuple[Decimal, str]:
    if isinstance(cell, Decimal):
        return cell, unit
    if not isinstance(cell, str):
        raise _no_amount()
    text = plain(cell)
    negative = text.startswith("(") and text.endswith(")")
    text = _CURRENCY.sub("", text[1:-1] if negative else text).replace(" ", "")
    if text.endswith("万"):
        text, unit = text[:-1], "万元"
    found = _AMOUNT(_CURRENCY.sub("", text))
    if found is None:
        raise _no_amount()
    number = Decimal(found.group().replace(",", ""))
    return -number if negative else number, unit


def _no_amount() -> Unreadable:
    return Unreadable("an amount with at most two decimals, as 12,345.60", "最多两位小数的金额,如 12,345.60")


def count(cell: Cell, _: Column, __: Manner) -> int:
    """A whole number. Raises `Unreadable`."""
    found = _plain_number(cell)
    if found != found.to_integral_value():
        raise Unreadable("a whole number", "整数")
    return int(found)


def number(cell: Cell, _: Column, __: Manner) -> int | float:
    """A number, whole where it has no fraction. Raises `Unreadable`."""
    found = _plain_number(cell)
    return int(found) if found == found.to_integral_value() else float(found)


def _plain_number(cell: Cell) -> Decimal:
    if isinstance(cell, Decimal):
        return cell
    found = (
        _AMOUNT(plain(cell).removesuffix("天").removesuffix("人").replace(" ", "")) if isinstance(cell, str) else None
    )
    if found is None:
        raise Unreadable("a number", "数字")
    return Decimal(found.group().replace(",", ""))
