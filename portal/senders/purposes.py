"""The table of purposes as people write it: direction, code and purpose, in words of both languages."""

from collections.abc import Mapping
from typing import IO, Final

from portal.i18n import mark
from portal.machine.problem import Problem
from schemas.feeds.money import MOVEMENTS
from schemas.feeds.purposes import WORDS
from schemas.reasons import shown
from streams.formats.mapping import texts_of
from streams.formats.refused import Limits, Refused

DIRECTIONS: Final = {"credit": mark("收入"), "debit": mark("支出")}
PURPOSES: Final = {
    "labor_cost": mark("人工费"),
    "bond": mark("保证金"),
    "wage_return": mark("工资退回"),
    "interest": mark("利息"),
    "wages": mark("工资"),
    "transfer": mark("转账"),
    "cash": mark("现金"),
    "fee": mark("手续费"),
    "judicial": mark("司法扣划"),
    "other": mark("其他"),
}
HEADINGS: Final = {"zh": ("收支方向", "代码", "用途"), "en": ("direction", "code", "purpose")}
KINDS: Final = {
    "prtry": mark("本行交易代码(Prtry)"),
    "purp": mark("用途代码(Purp)"),
    "bktx": mark("标准交易代码(域/族/子族)"),
    "text": mark("附言全文(Ustrd)"),
    "*": mark("其余全部"),
}
Table = Mapping[str, Mapping[str, str]]
_WAYS: Final = {"收入": "credit", "贷": "credit", "支出": "debit", "借": "debit", "credit": "credit", "debit": "debit"}
_MOST_BYTES: Final = 32 * 1024 * 1024


def by_direction(codes: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The table by direction and code, out of `debit:prtry:Z24`."""
    told: dict[str, dict[str, str]] = {"credit": {}, "debit": {}}
    for code, purpose in codes.items():
        direction, _, said = code.partition(":")
        told[direction][said] = purpose
    return told


def purposes_in(file: IO[bytes]) -> Table:
    """The table in a file, CSV or XLSX.

    Raises:
        Problem: a row says no direction, or no purpose of that direction.
        Refused: it is no table.
    """
    lines = texts_of(file, Limits(unpacked_bytes=_MOST_BYTES))
    if not lines or tuple(cell.strip().lower() for cell in lines[0][1][:3]) not in set(HEADINGS.values()):
        raise Refused(
            f"the table of purposes begins with {', '.join(HEADINGS['en'])}", "用途对照表须有“收支方向”“代码”“用途”三列"
        )
    told: dict[str, dict[str, str]] = {"credit": {}, "debit": {}}
    for number, cells in lines[1:]:
        direction, code, purpose = _row(number, (*cells, "", "", "")[:3])
        told[direction][code] = purpose
    return told


def _row(number: int, cells: tuple[str, ...]) -> tuple[str, str, str]:
    direction, code, purpose = (cell.strip() for cell in cells)
    way = _WAYS.get(direction.lower())
    if way is None:
        raise _wrong(number, "direction", direction, ("credit or debit", "收入或支出"))
    words = _words(way)
    if purpose not in words:
        zh = "、".join(PURPOSES[word] for word in PURPOSES if word in WORDS[way])
        raise _wrong(number, "purpose", purpose, (", ".join(sorted(WORDS[way])), zh))
    return way, code, words[purpose]


def _words(direction: str) -> dict[str, str]:
    """Every way to write a purpose of the direction."""
    column = next(column for column in MOVEMENTS.columns if column.field == "purpose")
    written = {way: word.value for word in column.words for way in (word.value, *word.written)}
    written |= {said: value for value, said in PURPOSES.items()}
    return {way: value for way, value in written.items() if value in WORDS[direction]}


def _wrong(number: int, field: str, found: str, expected: tuple[str, str]) -> Problem:
    error = {"field": f"rows.{number}.{field}", "found": shown(found) if found else "nothing"}
    wrong = {**error, "expected": expected[0], "expected_zh": expected[1]}
    return Problem(422, "fields", "a field is wrong", "字段有误", [wrong])
