"""The tables that an ISO 20022 message needs beside it: whose account, which purpose, which payment."""

import tomllib
from collections.abc import Iterable, Mapping
from contextlib import closing
from typing import IO, Any, Final

from schemas.feeds.beside import Payment
from schemas.feeds.cells import heading_of, plain, written
from schemas.feeds.columns import ACCOUNT, PROJECT
from schemas.feeds.money import INSTRUCTED
from schemas.feeds.purposes import WORDS
from schemas.feeds.rows import Row
from streams.formats.csvfile import csv_lines, csv_table
from streams.formats.refused import Limits, Refused
from streams.formats.tables import Line
from streams.formats.taken import Manner
from streams.formats.text import delimiter_of, encoding_of, lines_of
from streams.formats.workbook import Workbook
from streams.formats.xlsx import xlsx_table
from streams.identity import ASTERISKS, Tokens

_NUMBER: Final = frozenset(
    heading_of(name)[0] for name in ("银行账号", "账号", "iban", "account number", "bank account", "account_no")
)
_PROJECT: Final = frozenset(heading_of(name)[0] for name in PROJECT.names)
_ACCOUNT: Final = frozenset(heading_of(name)[0] for name in (ACCOUNT.zh, ACCOUNT.en, ACCOUNT.field))
_ZIP: Final = b"PK\x03\x04"
_MOST_ROWS: Final = 500_000


def accounts_of(file: IO[bytes], limits: Limits) -> dict[str, tuple[str, str]]:
    """(project, account id) by the number that the bank's messages call an account; CSV or XLSX.

    Raises:
        Refused: a column is missing, or a row is not filled in.
    """
    lines = _lines(file, limits)
    names = [heading_of(written(cell) or "")[0] for cell in lines[0].cells] if lines else []
    places = [
        next((at for at, name in enumerate(names) if name in known), None) for known in (_NUMBER, _PROJECT, _ACCOUNT)
    ]
    if places[0] is None or places[1] is None:
        raise Refused(
            "the table of accounts needs the columns 银行账号 account number and 项目编号 project id",
            "账户对照表需要“银行账号”和“项目编号”两列(“账户编号”可选)",
        )
    told: dict[str, tuple[str, str]] = {}
    for line in lines[1:]:
        number, project, account = ("" if at is None else _text(line, at) for at in places)
        if not number or not project:
            raise Refused(
                f"table of accounts, row {line.number}: a cell is empty", f"账户对照表第{line.number}行有空格"
            )
        told[number] = (project, account or number)
    return told


def _text(line: Line, at: int) -> str:
    return plain(written(line.cells[at]) or "") if at < len(line.cells) else ""


def _lines(file: IO[bytes], limits: Limits) -> list[Line]:
    """The filled rows of a small table."""
    file.seek(0)
    if file.read(4) == _ZIP:
        with closing(Workbook(file, limits)) as book:
            return _filled(book.lines(book.visible[0]) if book.visible else iter(()))
    encoding = encoding_of(file)
    head = [next(lines_of(file, encoding, limits), "")]
    return _filled(csv_lines(file, encoding, delimiter_of(head), limits))


def _filled(found: Iterable[Line]) -> list[Line]:
    lines: list[Line] = []
    for line in found:
        if any(_text(line, at) for at in range(len(line.cells))):
            lines.append(line)
        if len(lines) > _MOST_ROWS:
            raise Refused("the table beside the message is too long", "对照表过长")
    return lines


def purposes_of(text: str) -> dict[str, str]:
    """The bank's own table of purposes (TOML): `[credit]` and `[debit]`, each code with its purpose.

    Raises:
        Refused: it is no such table.
    """
    try:
        read = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refused(f"the table of purposes is no TOML: {error}", f"用途对照表不是 TOML:{error}") from error
    return known_purposes(read)


def known_purposes(read: Mapping[str, Any]) -> dict[str, str]:
    """The same by direction and code, `debit:prtry:Z24`, each purpose being one of the contract's.

    Raises:
        Refused: a direction or a purpose is none.
    """
    told: dict[str, str] = {}
    for direction, table in read.items():
        known = WORDS.get(direction)
        if known is None or not isinstance(table, dict):
            raise Refused(f"the table of purposes has no part [{direction}]", f"用途对照表不应有 [{direction}]")
        for code, purpose in table.items():
            if purpose not in known:
                raise Refused(
                    f"{direction} {code}: {purpose!r} is none of {', '.join(sorted(known))}",
                    f"{code} 的用途 {purpose!r} 无效",
                )
            told[f"{direction}:{code}"] = purpose
    return told


def payments_of(file: IO[bytes], limits: Limits, tokens: Tokens = ASTERISKS) -> dict[tuple[str, str], Payment]:
    """The instructed payments by (batch, line), out of a table of wages; result and date of payment may be empty.

    Raises:
        Refused: it is no such table, or one of its rows cannot be read.
    """
    file.seek(0)
    table = xlsx_table if file.read(4) == _ZIP else csv_table
    file.seek(0)
    with closing(table(file, Manner(table=INSTRUCTED, source="urn:instructed", tokens=tokens), limits)) as instructed:
        return _payments(instructed.rows())


def _payments(rows: Iterable[Row]) -> dict[tuple[str, str], Payment]:
    told: dict[tuple[str, str], Payment] = {}
    for row in rows:
        if row.reasons:
            why = row.reasons[0]
            raise Refused(
                f"table of payments, row {row.number}: {why.field}: found {why.found}, expected {why.expected}",
                f"代发指令表第{row.number}行:{why.field}:{why.found},应为{why.expected_zh}",
            )
        values = row.values
        batch = {name: values[name] for name in ("account_id", "pay_month")}
        line = {name: values[name] for name in ("worker_id", "amount_fen", "payee_token", "payee_name_matches")}
        told[str(values["batch_id"]), str(values["line_id"])] = Payment(values["project_id"], batch, line)
        if len(told) > _MOST_ROWS:
            raise Refused("the table of payments is too long", "代发指令表过长")
    return told


def texts_of(file: IO[bytes], limits: Limits) -> list[tuple[int, tuple[str, ...]]]:
    """The filled rows of a small table, CSV or XLSX, as texts: the number of each and its cells. Raises `Refused`."""
    return [(line.number, tuple(_text(line, at) for at in range(len(line.cells)))) for line in _lines(file, limits)]
