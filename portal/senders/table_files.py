"""The tables beside a bank's messages as files to download, in the headings that an upload knows."""

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from openpyxl import Workbook
from starlette.responses import Response

from portal.i18n import say
from portal.senders.purposes import DIRECTIONS, HEADINGS, PURPOSES
from portal.tables import csv_lines, harmless
from schemas.feeds.beside import OwnAccount
from schemas.feeds.money import INSTRUCTED
from streams.formats.template import csv_template, xlsx_template

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ACCOUNTS: Final = {
    "zh": ("银行账号", "项目编号", "账户编号"),
    "en": ("account number", "project id", "account id"),
}


def accounts_file(accounts: Sequence[OwnAccount], kind: str, lang: str) -> bytes:
    """The accounts."""
    return _written(_ACCOUNTS[lang], accounts, kind)


def purposes_file(purposes: Mapping[str, Mapping[str, str]], kind: str, lang: str) -> bytes:
    """The purposes, in words where they are read in Chinese."""
    return _written(HEADINGS[lang], list(_worded(purposes, lang)), kind)


def payments_template(kind: str, lang: str) -> bytes:
    """The table of instructed payments, to be filled in."""
    return (xlsx_template if kind == "xlsx" else csv_template)(INSTRUCTED, lang)


def downloaded(body: bytes, name: str, kind: str) -> Response:
    """A file as an answer."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return Response(body, media_type=_XLSX if kind == "xlsx" else "text/csv; charset=utf-8", headers=headers)


def _worded(purposes: Mapping[str, Mapping[str, str]], lang: str) -> Iterator[Sequence[str]]:
    for direction, codes in purposes.items():
        for code, purpose in codes.items():
            if lang == "zh":
                yield say(DIRECTIONS[direction], lang), code, say(PURPOSES[purpose], lang)
            else:
                yield direction, code, purpose


def _written(heading: Sequence[str], rows: Sequence[Sequence[str]], kind: str) -> bytes:
    if kind == "csv":
        return "".join(csv_lines(heading, rows)).encode()
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in (heading, *rows):
        sheet.append([harmless(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
