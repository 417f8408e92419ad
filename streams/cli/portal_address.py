"""Where the portal is and who may sign in, on screen."""

import socket
from contextlib import suppress
from time import sleep
from typing import Final

from rich.console import Console
from rich.table import Table

from infra.clock import elapsed
from schemas.office import Role
from streams.accounts import USERS_FILE
from streams.system import System
from streams.wording import chosen

_PATIENCE_S: Final = 20.0
_GLANCE_S: Final = 0.1
_ROLES: Final = {
    Role.OFFICER: ("监察员", "officer"),
    Role.CHIEF: ("负责人", "chief"),
    Role.POLICY: ("政策管理", "policy"),
    Role.AUDITOR: ("审计", "auditor"),
    Role.ADMIN: ("系统管理", "admin"),
    Role.FUND_CLERK: ("周转金经办", "fund clerk"),
    Role.FUND_SECTOR: ("周转金行业意见", "fund: sector"),
    Role.FUND_FINANCE: ("周转金财政意见", "fund: finance"),
    Role.FUND_APPROVER: ("周转金批准", "fund: approval"),
    Role.FUND_CASHIER: ("周转金出纳", "fund cashier"),
    Role.SENDER: ("报送人员", "sender"),
}


def show_portal(console: Console, running: System, lang: str) -> None:
    """Print the portal's address once it answers, and the accounts of the demonstration."""
    _await(running.settings.portal_host, running.settings.portal_port)
    console.print(chosen("门户", "portal", lang), f"[bold]{running.settings.portal_url}[/]", soft_wrap=True)
    if running.accounts:
        console.print(_accounts(running, lang))
        path = running.settings.state_dir / USERS_FILE
        text = ("演示账户,密码保存在 {}", "accounts of the demonstration; the passwords are kept in {}")
        console.print(chosen(*text, lang).format(path), style="dim", soft_wrap=True)


def _accounts(running: System, lang: str) -> Table:
    table = Table(title=chosen("可以这样登录", "Sign in as", lang), title_justify="left")
    for heading in (("用户名", "name"), ("密码", "password"), ("角色", "roles"), ("单位", "office")):
        table.add_column(chosen(*heading, lang), overflow="fold", no_wrap=heading[1] in {"name", "password"})
    for account in running.accounts:
        roles = "、".join(chosen(*_ROLES[Role(role)], lang) for role in account.roles)
        table.add_row(account.id, account.password, roles, f"{account.name} · {chosen(*account.place, lang)}")
    return table


def _await(host: str, port: int) -> None:
    """Wait until the portal listens, a while at most: `up` goes on and starts it again if it does not."""
    until_s = elapsed() + _PATIENCE_S
    while elapsed() < until_s:
        with suppress(OSError), socket.create_connection((_reachable(host), port), timeout=1):
            return
        sleep(_GLANCE_S)


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (told apart, not bound)
