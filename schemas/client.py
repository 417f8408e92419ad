"""Machine clients: who feeds the system by machine, and what each may say.

A client speaks under its own `source` only, so that nobody takes an event's name from somebody else; a bank tells of
accounts at that bank, a site and a terminal of their projects, a registry of its regions or projects.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from schemas.checked import Reason


class ClientKind(enum.StrEnum):
    """What a client is."""

    BANK = "bank"
    """银行."""
    SITE = "site"
    """项目部."""
    REGISTRY = "registry"
    """登记部门."""
    DEVICE = "device"
    """考勤设备."""


_SITE_TYPES: Final = frozenset(
    {
        "project.subcontractor_entered",
        "project.subcontractor_left",
        "project.notice_board_posted",
        "project.notice_board_removed",
        "project.pay_sheet_submitted",
        "project.closing_notice_published",
    }
)
"""What a site tells of its project beside attendance. Whether and how long a project goes on says its registry."""


FUND: Final = "fund:"
"""How the subject of a wage fund's own payments begins."""


class Known(Protocol):
    """What the system knows already of the things that an event names; None: nothing."""

    def bank_of_account(self, project: str, account: str) -> str | None:
        """The bank at which the account was opened."""
        ...

    def account_of_batch(self, project: str, batch: str) -> str | None:
        """The account from which a batch of wages was paid."""
        ...

    def banks_of_order(self, fund: str, batch: str) -> frozenset[str]:
        """The banks that a wage fund asked to pay a batch: the payees' and its own."""
        ...

    def source_of_bond(self, project: str, bond: str) -> str | None:
        """Who told of the bond first."""
        ...

    def region_of(self, project: str) -> str | None:
        """Where the project is."""
        ...


@dataclass(frozen=True, slots=True)
class Client:
    """A machine client. `regions` are prefixes of GB/T 2260 codes; `source` is what its events' sources begin with."""

    id: str
    kind: ClientKind
    name: str
    source: str
    bank_code: str | None = None
    projects: frozenset[str] = frozenset()
    regions: tuple[str, ...] = ()

    def speaks_for(self, source: str) -> bool:
        """Whether events of that source are this client's: its own source, or one below it."""
        return source == self.source or source.startswith(f"{self.source}:")

    def may_feed(self, kind: str, project: str | None, data: Mapping[str, Any], known: Known) -> Reason | None:
        """Why the client may not send an event; None if it may.

        Args:
            kind: the event's type.
            project: the project it belongs to, None for what belongs to none.
            data: its data, in canonical form.
            known: what was accepted before, the earlier events of the same submission included.
        """
        if not self.tells_of(kind):
            expected = (f"an event that a {self.kind.value} tells of", "本类机构有权报送的事件类型")
            return Reason("type", kind[:80], *expected)
        match self.kind:
            case ClientKind.BANK:
                return self._as_bank(kind, project or "", data, known)
            case ClientKind.SITE | ClientKind.DEVICE:
                return self._project(project)
            case ClientKind.REGISTRY:
                return self._as_registry(project, data, known)

    def tells_of(self, kind: str) -> bool:
        """Whether events of a type are what a client of this kind tells of, whoever's they are."""
        match self.kind:
            case ClientKind.BANK:
                return kind.startswith("bank.")
            case ClientKind.SITE:
                return kind.startswith("attendance.") or kind in _SITE_TYPES
            case ClientKind.DEVICE:
                return kind == "attendance.punched"
            case ClientKind.REGISTRY:
                return kind.startswith(("project.", "lead."))

    def may_see(self, project: str, bank_code: str | None = None, region: str | None = None) -> bool:
        """Whether something of a project (a bank: at a bank) is the client's to read."""
        match self.kind:
            case ClientKind.BANK:
                return bank_code is not None and bank_code == self.bank_code
            case ClientKind.REGISTRY:
                return project in self.projects or self._lies_within(region)
            case ClientKind.SITE | ClientKind.DEVICE:
                return project in self.projects

    def _as_bank(self, kind: str, project: str, data: Mapping[str, Any], known: Known) -> Reason | None:
        if "bank_code" in data and data["bank_code"] != self.bank_code:
            return Reason(
                "data.bank_code", str(data["bank_code"]), f"your own bank, {self.bank_code}", "本行的银行代码"
            )
        return None if kind == "bank.feed_completed" else self._of_bank(kind, project, data, known)

    def _of_bank(self, kind: str, project: str, data: Mapping[str, Any], known: Known) -> Reason | None:
        if project.startswith(FUND):
            return self._order(project, str(data.get("batch_id", "")), known)
        if "bond_id" in data:
            return self._bond(kind, project, str(data["bond_id"]), known)
        if kind == "bank.wages_returned":
            return self._batch(project, str(data["batch_id"]), known)
        return self._account(kind, project, str(data["account_id"]), known)

    def _account(self, kind: str, project: str, account: str, known: Known) -> Reason | None:
        """The account's first opening says whose it is; nobody takes over an account by opening it again."""
        bank = known.bank_of_account(project, account)
        if bank == self.bank_code or (bank is None and kind == "bank.account_opened"):
            return None
        return Reason(
            "data.account_id",
            account[:80],
            "an account at your own bank, opened by an earlier bank.account_opened",
            "本行已报送开户信息(bank.account_opened)的账户",
        )

    def _order(self, fund: str, batch: str, known: Known) -> Reason | None:
        """Of a wage fund's money a bank tells what became of the orders that it got."""
        if batch and self.bank_code in known.banks_of_order(fund, batch):
            return None
        return Reason(
            "data.batch_id", batch[:80] or "nothing", "an order of the fund to your bank", "下达给本行的支付令批次"
        )

    def _batch(self, project: str, batch: str, known: Known) -> Reason | None:
        account = known.account_of_batch(project, batch)
        if account is not None and known.bank_of_account(project, account) == self.bank_code:
            return None
        return Reason("data.batch_id", batch[:80], "a batch of wages that your bank paid", "本行发放的工资批次")

    def _bond(self, kind: str, project: str, bond: str, known: Known) -> Reason | None:
        source = known.source_of_bond(project, bond)
        if (source is None and kind == "bank.bond_deposited") or (source is not None and self.speaks_for(source)):
            return None
        return Reason("data.bond_id", bond[:80], "a bond that you told of yourself", "本机构已报送存储的保证金")

    def _as_registry(self, project: str | None, data: Mapping[str, Any], known: Known) -> Reason | None:
        if project is None or project in self.projects:
            return None
        told, before = data.get("region_code"), known.region_of(project)
        regions = [region for region in (told, before) if region is not None]
        if regions and all(map(self._lies_within, regions)):
            return None
        field = "subject" if told is None else "data.region_code"
        found = project if told is None else str(told)
        return Reason(field, found[:80], "a project of your own region", "本部门管辖范围内的项目")

    def _lies_within(self, region: str | None) -> bool:
        return region is not None and region.startswith(self.regions)

    def _project(self, project: str | None) -> Reason | None:
        if project is not None and project in self.projects:
            return None
        return Reason("subject", (project or "nothing")[:80], "one of your own projects", "本单位的项目")
