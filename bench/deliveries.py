"""What is delivered to the door: account movements of a bank, as a table and as events, as many as are asked for."""

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Final

CODE: Final = "102"
SOURCE: Final = "urn:bench"
PROJECTS: Final = 200
_AT_ONCE: Final = 10_000
_HEADINGS: Final = "项目编号,账户编号,流水号,交易时间,收支方向,金额(元),用途,对方户名"


def accounts() -> bytes:
    """The accounts first: a bank feeds only those it opened."""
    rows = ["账户事项,项目编号,账户编号,日期,账户性质,银行代码,账户名称,已加标识"]
    rows += [f"开户,P{nth},A{nth},2026-01-05,工资专用账户,{CODE},专户{nth},是" for nth in range(PROJECTS)]
    return "\n".join(rows).encode()


def table(start: int, count: int, prefix: str, *, headed: bool = True) -> bytes:
    """Movements as rows."""
    return "\n".join([*([_HEADINGS] if headed else []), *_rows(start, count, prefix), ""]).encode()


def _rows(start: int, count: int, prefix: str) -> Iterator[str]:
    for nth in range(start, start + count):
        on, at = _on(nth), nth % PROJECTS
        yield f"P{at},A{at},{prefix}{nth:08d},{on} 10:00:00,支出,{nth % 90_000 + 100}.50,工资,某某人"


def events(start: int, count: int, prefix: str, *, headed: bool = True) -> bytes:
    """Movements as CloudEvents, a line each; they have no headings."""
    del headed
    return b"".join(_event(nth, prefix) for nth in range(start, start + count))


def _event(nth: int, prefix: str) -> bytes:
    at, data = nth % PROJECTS, {"transaction_id": f"{prefix}{nth:08d}", "amount_fen": (nth % 90_000 + 100) * 100 + 50}
    told = {
        "specversion": "1.0", "id": f"{prefix}{nth:08d}", "source": SOURCE, "type": "bank.account_debited",
        "subject": f"P{at}", "time": f"{_on(nth)}T10:00:00+08:00",
        "data": {"account_id": f"A{at}", **data, "purpose": "wages", "counterparty": "某某人"},
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False).encode() + b"\n"


def _on(nth: int) -> date:
    return date(2026, 1, 6) + timedelta(days=nth % 90)


def write(path: Path, rows: int, made: Callable[..., bytes], prefix: str) -> None:
    """A file of so many movements."""
    with path.open("wb") as file:
        for start in range(0, rows, _AT_ONCE):
            file.write(made(start, min(_AT_ONCE, rows - start), prefix, headed=start == 0))
