"""The fund's books for people: the trial balance, vouchers with both their sides, and both as a workbook."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from fund.books import ACCOUNTS, Account, Kind
from infra.db.fund.funds import Booked, Fund
from infra.db.fund.journal import Sought, Sums
from portal.fund.report import KINDS, SHOWN
from portal.fund.sheets import Sheet, written

_CREDIT: Final = frozenset(account for account, sign in SHOWN.items() if sign < 0)


@dataclass(frozen=True, slots=True)
class Standing:
    """One account of the trial balance: what was debited and credited, and what is left on the account's own side."""

    account: Account
    debit_fen: int
    credit_fen: int

    @property
    def is_credit(self) -> bool:
        """Whether the account stands on the credit side."""
        return self.account in _CREDIT

    @property
    def balance_fen(self) -> int:
        """What is left, on the account's own side."""
        left = self.debit_fen - self.credit_fen
        return -left if self.is_credit else left


def trial_balance(sums: Sums) -> tuple[Standing, ...]:
    """Every account, in the order of the report."""
    return tuple(Standing(one, sums.debit_fen.get(one, 0), sums.credit_fen.get(one, 0)) for one in SHOWN)


def ledger(  # noqa: PLR0913, PLR0917 (what the books consist of)
    fund: Fund, sought: Sought, sums: Sums, journal: Sequence[Booked], numbers: Mapping[int, str], by: Mapping[str, str]
) -> bytes:
    """The books as a workbook: the trial balance and every posting sought, the oldest first."""
    period = _period(sought)
    accounts = ("科目", "借方发生额", "贷方发生额", "余额方向", "余额")
    booked = ("凭证号", "日期", "摘要", "案号", "对方", "科目", "借方", "贷方", "凭据", "经办")
    return written(
        Sheet("科目余额", f"{fund.name} 科目余额表 {period}(单位:元)", accounts, tuple(_accounts(sums))),
        Sheet("分录", f"{fund.name} 分录 {period}(单位:元)", booked, tuple(_entries(journal, numbers, by))),
    )


def _period(sought: Sought) -> str:
    since = "自设立起" if sought.first == date.min else f"自{sought.first}"
    return since if sought.last == date.max else f"{since}至{sought.last}"


def _accounts(sums: Sums) -> Iterator[tuple[object, ...]]:
    standing = trial_balance(sums)
    for one in standing:
        side = "贷" if one.is_credit else "借"
        yield ACCOUNTS[one.account][0], one.debit_fen / 100, one.credit_fen / 100, side, one.balance_fen / 100
    yield "合计", sum(one.debit_fen for one in standing) / 100, sum(one.credit_fen for one in standing) / 100, "", ""


def _entries(
    journal: Sequence[Booked], numbers: Mapping[int, str], by: Mapping[str, str]
) -> Iterator[tuple[object, ...]]:
    for one in reversed(journal):
        about = (one.id, one.day, KINDS[Kind(one.kind)], numbers.get(one.case or 0, ""), one.party)
        for account, _, _, fen in one.entries:
            sides = (fen / 100 if fen > 0 else "", -fen / 100 if fen < 0 else "")
            yield *about, ACCOUNTS[account][0], *sides, "、".join(one.evidence), by.get(one.by, one.by)
