"""What tests of files say in one line."""

import io
import zipfile
from typing import Any

from openpyxl import Workbook

from streams.formats.reading import Reading
from streams.formats.refused import Limits
from streams.formats.taken import Manner, Taken, Tally

HEAD = "项目编号,批次号,账户编号,工资月份,序号,工人代号,实发金额(元),发放结果,发放日期,收款账户代号,户名一致"


def wage(line: object = 1, **more: object) -> str:
    """A lawful row of the feed `wages`."""
    told = {
        "project": "P1", "batch": "B1", "account": "A1", "month": "2026-03", "line": line, "worker": f"w{line}",
        "amount": "6500.00", "status": "成功", "on": "2026-04-10", "payee": f"c{line}", "match": "是",
    }  # fmt: skip
    return ",".join(str(value) for value in (told | more).values())


def table(*rows: str) -> bytes:
    """A table of wages."""
    return "\n".join((HEAD, *rows)).encode()


def read(
    body: bytes, manner: Manner | None = None, *, name: str = "file", limits: Limits | None = None
) -> tuple[list[Taken], Tally]:
    """Everything in a file."""
    with Reading([body], name, manner or Manner(source="urn:test"), limits or Limits()) as reading:
        return list(reading.taken()), reading.tally


def good(taken: list[Taken]) -> list[dict[str, Any]]:
    """The data of what is accepted."""
    return [one.checked.data for one in taken if one.checked is not None and one.checked.data is not None]


def wrong(taken: list[Taken]) -> list[tuple[int, str, str]]:
    """Row, column and finding of the first reason of what is set aside."""
    return [
        (one.number, rejected.reasons[0].field, rejected.reasons[0].found)
        for one in taken
        if one.checked is not None
        for rejected in one.checked.rejected
    ]


def records(taken: list[Taken]) -> int:
    """How many records the file holds."""
    return sum(one.checked.records for one in taken if one.checked is not None)


def workbook(*rows: list[Any]) -> bytes:
    """A workbook of one sheet."""
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_member(body: bytes, member: str, content: bytes) -> bytes:
    """The workbook with one of its parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == member else old.read(name))
        if member not in old.namelist():
            new.writestr(member, content)
    return out.getvalue()
