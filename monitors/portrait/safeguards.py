"""The six safeguards (六项制度) and what may be said of each: five states, of which only one accuses."""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from monitors.portrait.wording import Wording, joined
from monitors.rule import catalogue
from schemas.finding import Finding


class Safeguard(enum.StrEnum):
    """One of the six systems that every construction project keeps."""

    REAL_NAME = "real_name"
    """实名制."""
    ACCOUNT = "account"
    """专户与分账: the wage account, and labour cost transferred into it."""
    PROXY = "proxy"
    """银行代发: wages from the wage account to each worker's own card."""
    BOND = "bond"
    """工资保证金."""
    BOARD = "board"
    """维权信息告示牌."""
    MONTHLY = "monthly"
    """按月足额支付."""


class State(enum.StrEnum):
    """How a safeguard stands."""

    IN_PLACE = "in_place"
    LACKING = "lacking"
    NOT_YET_DUE = "not_yet_due"
    UNKNOWN = "unknown"
    """What would decide has not been delivered: that accuses nobody."""
    NOT_APPLICABLE = "not_applicable"


DECISIVE: Final[Mapping[Safeguard, tuple[str, ...]]] = {
    Safeguard.REAL_NAME: ("attendance.silent", "attendance.unregistered", "attendance.no_contract"),
    Safeguard.ACCOUNT: (
        "account.unopened",
        "account.closed_early",
        "account.labor_cost_missed",
        "account.improper_debit",
        "account.frozen",
        "account.frozen_unreviewed",
    ),
    Safeguard.PROXY: ("wages.sheet_missing", "wages.sheet_unsigned", "wages.wrong_payee", "wages.shared_card"),
    Safeguard.BOND: ("bond.missing", "bond.insufficient"),
    Safeguard.BOARD: ("notice.unposted", "notice.incomplete", "notice.stale"),
    Safeguard.MONTHLY: ("wages.unpaid", "wages.underpaid", "wages.exit_unsettled"),
}
"""The rules any of whose findings says that the safeguard is lacking."""

RELATED: Final[Mapping[Safeguard, tuple[str, ...]]] = {
    Safeguard.REAL_NAME: ("wages.paid_without_attendance",),
    Safeguard.ACCOUNT: ("account.unmarked", "account.shortfall", "account.restriction_uninformed"),
    Safeguard.PROXY: ("wages.excessive", "wages.paid_without_attendance"),
    Safeguard.BOND: ("bond.expiring",),
    Safeguard.BOARD: (),
    Safeguard.MONTHLY: ("arrears.group", "arrears.criminal_threshold", "wages.below_minimum"),
}
"""The rules whose findings concern the safeguard without saying that it is lacking."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one safeguard stands, why, since when, and which rules speak to it now (decisive ones first)."""

    safeguard: Safeguard
    state: State
    reason: Wording
    since: date | None = None
    rules: tuple[str, ...] = ()


def decisive(safeguard: Safeguard, findings: Iterable[Finding]) -> list[Finding]:
    """The findings that say that the safeguard is lacking, by rule and subject."""
    named = DECISIVE[safeguard]
    return sorted((f for f in findings if f.rule in named), key=lambda f: (named.index(f.rule), f.subject))


def speaking(safeguard: Safeguard, findings: Iterable[Finding]) -> tuple[str, ...]:
    """The rules that speak to the safeguard now."""
    found = {finding.rule for finding in findings}
    return tuple(name for name in (*DECISIVE[safeguard], *RELATED[safeguard]) if name in found)


def accusation(findings: Iterable[Finding]) -> Wording:
    """What the findings say, each rule once with the subjects that it names; workers are counted, not named."""
    subjects: dict[str, list[str]] = {}
    for finding in findings:
        is_person = finding.subject in (finding.workers or ())
        subjects.setdefault(finding.rule, []).append("" if is_person else finding.subject)
    return joined(_accused(rule, named) for rule, named in subjects.items())


def _accused(rule: str, subjects: list[str]) -> Wording:
    known = catalogue().get(rule)
    zh, en = known.title if known else (rule, rule)
    named = [subject for subject in subjects if subject not in ("-", "")]
    if people := subjects.count(""):
        return Wording(f"{zh}（{people}人）", f"{en.rstrip('.')} ({people} workers)")
    if not named:
        return Wording(zh, en.rstrip("."))
    return Wording(f"{zh}（{'、'.join(named)}）", f"{en.rstrip('.')} ({', '.join(named)})")
