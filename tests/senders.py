"""People of a bank and of a site for tests, and the files that they bring."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

from infra.db.clients import Clients
from infra.db.clients.registration import Registrar
from infra.db.engine import connected
from infra.db.offices.tables import officers
from schemas.client import Client
from tests.portal_fixtures import TODAY, Browser, Portal

OPENING = (
    ("账户事项", "项目编号", "账号", "日期", "账户性质", "银行代码", "账户名称", "已加标识"),
    ("开户", "P1", "A1", "2026-01-05", "工资专用账户", "102", "云山小学工资专户", "是"),
)
MOVEMENTS = ("项目编号", "账号", "流水号", "交易时间", "收支方向", "金额", "用途")


def movement(number: str, amount: str = "120,000.00") -> tuple[str, ...]:
    return ("P1", "A1", number, "2026-04-10 10:21:33", "收入", amount, "人工费")


def a_sender(portal: Portal, client: Client, name: str, office: str = "yunshan") -> Client:
    """Register the client unless it is there, with somebody who signs in for it."""
    if Clients(portal.engine).get(client.id) is None:
        Registrar(portal.engine, "test", office, TODAY).add(client)
    with connected(portal.engine) as connection:
        connection.execute(officers.insert().values(id=name, name=f"{client.name}经办", client_id=client.id))
    return client


def sheet(*rows: Sequence[Any]) -> bytes:
    """A workbook as somebody saves it."""
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def uploaded(browser: Browser, body: bytes, name: str = "a.xlsx", **fields: str) -> Any:
    """The page that an upload leads to."""
    return browser.post("/sender/deliveries", files={"file": (name, body)}, data=fields)
