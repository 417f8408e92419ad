"""How each of the six safeguards stands where no rule accuses: in place, not yet due, unknown or not applicable."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Final

from monitors.calendar import days_after, first_day, month_of, months_after, working_days_after
from monitors.portrait.money import CycleState, cycles
from monitors.portrait.safeguards import Safeguard, Standing, State, accusation, decisive, speaking
from monitors.portrait.wording import Wording
from monitors.rules.account_unopened import OPENED_WITHIN_DAYS
from monitors.terms import PayMonth, Terms
from monitors.terms.arrears import underpaid, unpaid
from schemas.finding import Finding

Answer = tuple[State, Wording, date | None]
"""The state, why, and since when."""
COMPLETED: Final = Wording("项目已竣工", "The project is completed")
NOT_STARTED: Final = Wording("项目尚未开工", "Work has not started")
SUSPENDED: Final = Wording("项目停工", "Work is suspended")
UNREGISTERED: Final = Wording("项目未登记,无从判断", "The project is not registered: nothing can be said")


def six(terms: Terms, findings: Iterable[Finding]) -> tuple[Standing, ...]:
    """The standings of the six safeguards, given what the rules find in the project."""
    found = list(findings)
    return tuple(_standing(safeguard, terms, found) for safeguard in Safeguard)


def _standing(safeguard: Safeguard, terms: Terms, findings: list[Finding]) -> Standing:
    if not terms.site.registration:
        return Standing(safeguard, State.UNKNOWN, UNREGISTERED)
    rules = speaking(safeguard, findings)
    accusing = decisive(safeguard, findings)
    if accusing:
        since = min((finding.since for finding in accusing if finding.since), default=None)
        return Standing(safeguard, State.LACKING, accusation(accusing), since, rules)
    return Standing(safeguard, *_UNACCUSED[safeguard](terms), rules)


def _real_name(terms: Terms) -> Answer:
    if (resting := _resting(terms)) is not None:
        return resting
    assert terms.site.started is not None
    days = terms.number("silent_days")
    last = _last_attended(terms)
    if last is None or last < days_after(terms.as_of, 1 - days):
        text = Wording(f"近{days}日无考勤,尚不足以判定", f"No attendance in the last {days} days, too early to judge")
        return State.NOT_YET_DUE, text, None
    count = len(terms.roster.workers)
    text = Wording(f"{count}人已登记,考勤至{last}", f"{count} workers enrolled, attendance up to {last}")
    return State.IN_PLACE, text, terms.site.started.on


def _account(terms: Terms) -> Answer:
    if terms.site.is_completed:
        return State.NOT_APPLICABLE, COMPLETED, None
    opened = [account for account in terms.accounts.wage if account.is_open]
    if not opened:
        return _without_account(terms)
    since = min(account.opening.on for account in opened)
    ended = [cycle for cycle in cycles(terms) if cycle.last <= terms.as_of and cycle.state is not CycleState.RESTING]
    if not ended:
        text = Wording("专户已开立,首个拨付周期未满", "The account is open; the first transfer cycle is not over")
        return State.IN_PLACE, text, since
    if ended[-1].state is CycleState.UNKNOWN:
        return State.UNKNOWN, _late(terms, ended[-1].last), None
    text = Wording(
        f"专户已开立,截至{ended[-1].last}的周期已拨付",
        f"The account is open; the cycle to {ended[-1].last} was paid in",
    )
    return State.IN_PLACE, text, since


def _without_account(terms: Terms) -> Answer:
    if terms.accounts.wage:
        return State.UNKNOWN, Wording("专户均已销户", "Every wage account is closed"), None
    until = days_after(terms.site.contract_signed_on, OPENED_WITHIN_DAYS)
    return State.NOT_YET_DUE, Wording(f"开户期限为{until}", f"The account must be open by {until}"), None


def _proxy(terms: Terms) -> Answer:
    for month in _due_months(terms):
        if month.lines:
            text = Wording(f"{month.name}的工资由银行代发", f"The wages of {month.name} were paid through the bank")
            return State.IN_PLACE, text, terms.due_day(month.name)
        if terms.site.excused(terms.due_day(month.name)):
            return _excused(month.name)
        if not terms.accounts.bank_complete(terms.due_day(month.name)):
            return State.UNKNOWN, _late(terms, terms.due_day(month.name)), None
        if unpaid(terms, month):
            text = Wording(f"{month.name}无一笔代发", f"Not one wage of {month.name} went through the bank")
            return State.LACKING, text, days_after(terms.due_day(month.name), 1)
    return _no_wages_due(terms)


def _bond(terms: Terms) -> Answer:
    if terms.site.is_completed:
        return State.NOT_APPLICABLE, COMPLETED, None
    if terms.accounts.bonds:
        since = min(bond.deposit.on for bond in terms.accounts.bonds)
        total = sum(bond.deposit.data["amount_fen"] for bond in terms.accounts.bonds)
        yuan = f"{total / 100:,.2f}"
        return State.IN_PLACE, Wording(f"已存储{yuan}元", f"{yuan} yuan lodged"), since
    if terms.accounts.bond_deposits:
        return State.UNKNOWN, Wording("保证金已退还,未见新存", "The bond was given back; no other is known"), None
    if terms.site.registration["contract_amount_fen"] < terms.number("bond_exempt_below_fen"):
        text = Wording("合同额低于免存标准（默认值）", "The contract is below the exemption (a default figure)")
        return State.NOT_APPLICABLE, text, None
    counted_from = terms.site.day("permit_issued_on") or terms.site.contract_signed_on
    until = working_days_after(counted_from, terms.number("bond_due_wd"))
    return State.NOT_YET_DUE, Wording(f"存储期限为{until}", f"The bond must be lodged by {until}"), None


def _board(terms: Terms) -> Answer:
    if terms.site.is_completed:
        return State.NOT_APPLICABLE, COMPLETED, None
    if terms.boards.standing:
        since = min(board.posting.on for board in terms.boards.standing)
        count = len(terms.boards.standing)
        return State.IN_PLACE, Wording(f"{count}块在位,内容齐全", f"{count} standing, with every item"), since
    if (resting := _resting(terms)) is not None:
        return resting
    assert terms.site.started is not None
    until = days_after(terms.site.started.on, terms.number("notice_grace_days"))
    return State.NOT_YET_DUE, Wording(f"宽限至{until}（默认值）", f"Grace until {until} (a default)"), None


def _monthly(terms: Terms) -> Answer:
    due = list(_due_months(terms))
    if not due:
        return _no_wages_due(terms)
    for month in due:
        on = terms.due_day(month.name)
        if not terms.accounts.bank_complete(on) and (unpaid(terms, month) or underpaid(terms, month)):
            return State.UNKNOWN, _late(terms, on), None
    latest = due[0]
    if terms.site.excused(terms.due_day(latest.name)):
        return _excused(latest.name)
    if not latest.sheets:
        text = Wording(f"{latest.name}无工资表,应发不明", f"No pay sheet for {latest.name}: what is due is not known")
        return State.UNKNOWN, text, None
    text = Wording(f"{latest.name}及以前已足额支付", f"Paid in full up to {latest.name}")
    return State.IN_PLACE, text, terms.due_day(latest.name)


_UNACCUSED: Final[dict[Safeguard, Callable[[Terms], Answer]]] = {
    Safeguard.REAL_NAME: _real_name,
    Safeguard.ACCOUNT: _account,
    Safeguard.PROXY: _proxy,
    Safeguard.BOND: _bond,
    Safeguard.BOARD: _board,
    Safeguard.MONTHLY: _monthly,
}


def _resting(terms: Terms) -> Answer | None:
    """Why nobody needs to be on the site today; None where work is going on."""
    if terms.site.is_completed:
        return State.NOT_APPLICABLE, COMPLETED, None
    if terms.site.started is None:
        return State.NOT_YET_DUE, NOT_STARTED, None
    if terms.site.was_suspended(terms.as_of):
        return State.NOT_APPLICABLE, SUSPENDED, None
    return None


def _due_months(terms: Terms) -> Iterator[PayMonth]:
    """The months whose due day has passed and in which anyone worked or is on a sheet, the latest first."""
    for month in reversed(terms.months):
        if terms.due_day(month.name) < terms.as_of and (month.sheets or month.attended):
            yield month


def _no_wages_due(terms: Terms) -> Answer:
    if terms.site.started is None:
        return State.NOT_YET_DUE, NOT_STARTED, None
    ahead = terms.due_day(months_after(month_of(terms.as_of), -1))
    first = ahead if ahead >= terms.as_of else terms.due_day(month_of(terms.as_of))
    return State.NOT_YET_DUE, Wording(f"下一发薪日{first}", f"The next pay day is {first}"), None


def _excused(month: str) -> Answer:
    text = Wording(f"{month}因不可抗力延期", f"Force majeure excuses {month}")
    return State.NOT_YET_DUE, text, None


def _late(terms: Terms, day: date) -> Wording:
    banks = terms.accounts.incomplete_banks(day)
    return Wording(f"银行{'、'.join(banks)}的数据未报至{day}", f"Bank {', '.join(banks)} has not delivered up to {day}")


def _last_attended(terms: Terms) -> date | None:
    """The latest day with a punch, of those that have come."""
    for name in reversed(terms.ledger.month_names()):
        month = terms.ledger.month(name)
        days = (days_after(first_day(name), number - 1) for number in (month.day_numbers() if month else ()))
        if past := [day for day in days if day <= terms.as_of]:
            return past[-1]
    return None
