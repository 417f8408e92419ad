"""Offices, officers and what each may see: the words of jurisdiction (属地)."""

import enum
from dataclasses import dataclass

EVERYWHERE = ""
"""The prefix of every region code."""


class Role(enum.StrEnum):
    """What a person may do beside looking."""

    OFFICER = "officer"
    """监察员: works alerts, cases and leads."""
    CHIEF = "chief"
    """负责人: confirms waivers, extends investigations, hands over, decides for the office."""
    POLICY = "policy"
    """政策管理: drafts and publishes parameters, two persons at a time."""
    AUDITOR = "auditor"
    """审计: reads every history, changes nothing."""
    ADMIN = "admin"
    """系统管理: offices, officers, substitutes, contact points."""
    FUND_CLERK = "fund_clerk"
    """周转金经办: files applications to the emergency wage fund and checks those of others."""
    FUND_SECTOR = "fund_sector"
    """周转金行业意见: the sector authority's opinion."""
    FUND_FINANCE = "fund_finance"
    """周转金财政: the finance bureau's opinion, and the second pair of eyes on money that comes in."""
    FUND_APPROVER = "fund_approver"
    """周转金审批: the government's approval."""
    FUND_CASHIER = "fund_cashier"
    """周转金出纳: payment orders, their results, repayments, the books."""
    SENDER = "sender"
    """报送人员: somebody at a bank, site or registry. Given to nobody: a client's people have it, and no other role."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What a person may see: the regions whose GB/T 2260 codes begin with one of the prefixes."""

    regions: tuple[str, ...]

    def sees(self, region: str) -> bool:
        """Whether a region lies within."""
        return any(region.startswith(prefix) for prefix in self.regions)


@dataclass(frozen=True, slots=True)
class Office:
    """A labour-inspection office. `region` is the prefix it is responsible for: 2, 4, 6 or 9 digits."""

    code: str
    name: str
    region: str
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Officer:
    """A person who signs in by the name `id`: who works in an office, or for a machine client (`client`) in none.

    `offices` are the own one and those substituted for today; `absent` are the officers for whom the person acts
    today: what is theirs is the person's own meanwhile.
    """

    id: str
    name: str
    office: str
    roles: frozenset[Role]
    sight: Sight
    offices: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    client: str | None = None

    def may(self, *roles: Role) -> bool:
        """Whether the person has one of the roles."""
        return not self.roles.isdisjoint(roles)
