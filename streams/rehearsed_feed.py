"""What the demonstration's bank has delivered by the time its clerk signs in: a file with two rows to be repaired."""

from datetime import date
from hashlib import sha256
from typing import Final

from sqlalchemy import Engine

from infra.db.clients import Clients
from infra.db.door import Asked, Taken
from infra.db.engine import transaction
from infra.settings import Settings
from infra.signing import Signer
from schemas.client import Client
from schemas.frame import COMMONS, decoded
from streams.door.door import Door
from streams.door.spool import Spooled

_CLIENT: Final = "demo-bank"
_NUMBER: Final = "rehearsed"
_PATIENCE_S: Final = 60.0
_HEADINGS: Final = "项目编号,账号,流水号,交易时间,收支方向,金额,用途"
_OPENED: Final = (
    b"SELECT project, body FROM journal WHERE kind = 'bank.account_opened' AND project <> %s ORDER BY project, seq"
)


def deliver(engine: Engine, settings: Settings, day: date) -> bool:
    """Deliver it through the door, as from a browser; whether there is such a bank, with an account to tell of."""
    client = Clients(engine).get(_CLIENT)
    account = None if client is None else _account(engine, client)
    if client is None or account is None:
        return False
    body = _movements(*account, day).encode()
    door = Door(engine, settings, Signer.of(settings))
    name = f"账户流水-{day}.csv"
    try:
        asked = Asked(client.id, _NUMBER, _NUMBER, name, "portal", {}, len(body))
        taken = door.take(client, asked, Spooled(_NUMBER, len(body), sha256(body).hexdigest(), body))
        return isinstance(taken, Taken) or taken.result(_PATIENCE_S).state == "done"
    finally:
        door.stop()


def _account(engine: Engine, bank: Client) -> tuple[str, str] | None:
    """A project with its wage account at the bank."""
    with transaction(engine) as connection:
        for project, body in connection.execute(_OPENED, (COMMONS,), binary=True):
            data = decoded(body).data
            if data["bank_code"] == bank.bank_code and data["kind"] == "wage":
                return project, data["account_id"]
    return None


def _movements(project: str, account: str, day: date) -> str:
    """A cent of interest that is as it should be, an amount in words, and an account that is not the bank's."""
    rows = (
        (project, account, f"{day:%Y%m%d}-9001", f"{day} 09:12:00", "收入", "3.20", "利息"),
        (project, account, f"{day:%Y%m%d}-9002", f"{day} 10:05:30", "支出", "叁元整", "手续费"),
        (project, "62220000000", f"{day:%Y%m%d}-9003", f"{day} 10:41:07", "收入", "8000", "人工费"),
    )
    return "\n".join((_HEADINGS, *map(",".join, rows), ""))
