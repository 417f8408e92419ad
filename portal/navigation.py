"""The side navigation: what a visitor's roles allow, of the pages that there are."""

from dataclasses import dataclass
from typing import Final

from fastapi import FastAPI
from starlette.routing import Match

from portal.i18n import mark
from portal.visitor import Sender, Visitor
from schemas.office import Role


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of the navigation. Without roles it is every officer's."""

    path: str
    title: str
    icon: str
    roles: tuple[Role, ...] = ()


_WORK: Final = (Role.OFFICER, Role.CHIEF, Role.AUDITOR)
_FUND: Final = (Role.FUND_CLERK, Role.FUND_SECTOR, Role.FUND_FINANCE, Role.FUND_APPROVER, Role.FUND_CASHIER)
ENTRIES: Final = (
    Entry("/queue", mark("工作台"), "queue", _WORK),
    Entry("/cases", mark("案卷"), "cases", _WORK),
    Entry("/leads", mark("线索"), "leads", _WORK),
    Entry("/reviews", mark("冻结审核"), "reviews", _WORK),
    Entry("/fund", mark("应急周转金"), "fund", (*_WORK, *_FUND)),
    Entry("/projects", mark("项目"), "projects"),
    Entry("/district", mark("辖区"), "district"),
    Entry("/campaigns", mark("专项行动"), "campaigns", _WORK),
    Entry("/calendar", mark("期限日历"), "calendar", _WORK),
    Entry("/workers", mark("工人查询"), "workers", (Role.OFFICER, Role.CHIEF)),
    Entry("/boards", mark("告示牌"), "boards"),
    Entry("/what-if", mark("推演"), "what-if", (Role.CHIEF, Role.POLICY, Role.AUDITOR)),
    Entry("/inbox", mark("通知"), "inbox"),
    Entry("/audit", mark("审计"), "audit", (Role.AUDITOR,)),
    Entry("/admin", mark("管理"), "admin", (Role.ADMIN, Role.POLICY)),
)
_SENDERS: Final = (
    Entry("/sender/today", mark("今日报送"), "today"),
    Entry("/sender/upload", mark("上传文件"), "upload"),
    Entry("/sender/deliveries", mark("报送记录"), "cases"),
    Entry("/sender/repairs", mark("待更正"), "repairs"),
    Entry("/sender/records", mark("记录版本"), "audit"),
    Entry("/sender/health", mark("数据质量"), "health"),
    Entry("/sender/messages", mark("报文对照表"), "tables"),
)
"""What the people of banks, sites and registries see; they see nothing of the officers'."""


def navigation(app: FastAPI, visitor: Visitor) -> list[Entry]:
    """The entries to show: allowed, and led to by a route."""
    if visitor.may(Role.SENDER):
        bank = isinstance(visitor, Sender) and visitor.client.bank_code
        return [entry for entry in _SENDERS if bank or entry.path != "/sender/messages"]
    return [entry for entry in ENTRIES if (not entry.roles or visitor.may(*entry.roles)) and exists(app, entry.path)]


def exists(app: FastAPI, path: str) -> bool:
    """Whether a page answers on the path."""
    known: dict[str, bool] = app.state.known_paths
    if path not in known:
        scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}
        known[path] = any(route.matches(scope)[0] is Match.FULL for route in app.routes)
    return known[path]
