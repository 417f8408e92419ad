"""What must hold of the funds whatever was done: the books, the cases and the promises say the same of every fen.

Everything is read in one state of the database, so that what is being written meanwhile is no fault.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Final

import msgspec
import sqlalchemy
from sqlalchemy import BigInteger, Engine, func, select, text

from fund.books import HOLDING, Account, Balances
from fund.case import FundCase, LineState, State
from fund.claims import debt_of
from fund.course import slots
from fund.explanation import Text, yuan
from infra.db.engine import connected
from infra.db.fund.books import balances
from infra.db.fund.matters import fund_proposals
from infra.db.fund.rows import case_of
from infra.db.fund.tables import fund_cases, fund_entries, fund_postings, fund_slots, funds

_ONE_STATE: Final = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
_NOTHING_RESERVED: Final = (State.DRAFT, State.REJECTED, State.WITHDRAWN)
_COLUMNS: Final = {Account.CASH: "cash_fen", Account.RESERVED: "reserved_fen", Account.ORDERED: "ordered_fen"}


def faults(engine: Engine) -> list[Text]:
    """Everything that is wrong, each as (中文, English); nothing where all is well."""
    with connected(engine) as connection:
        connection.execute(_ONE_STATE)
        return [*_postings(connection), *_funds(connection), *_cases(connection), *_receipts(connection)]


def _postings(connection: sqlalchemy.Connection) -> Iterator[Text]:
    """Postings that do not balance, have no two sides, or whose entries are another fund's."""
    entries = fund_entries.join(fund_postings, fund_postings.c.id == fund_entries.c.posting_id, full=True)
    number = func.coalesce(fund_postings.c.id, fund_entries.c.posting_id)
    odd = func.coalesce(func.bool_or(fund_entries.c.fund != fund_postings.c.fund), True)
    query = select(number, func.coalesce(func.sum(fund_entries.c.fen), 0), func.count(fund_entries.c.n), odd)
    for posting, fen, sides, other in connection.execute(query.select_from(entries).group_by(number).order_by(number)):
        if fen:
            yield f"分录{posting}借贷不平,差{yuan(int(fen))}元", f"posting {posting} is off balance by {yuan(int(fen))}"
        if sides < 2 or other:
            yield f"分录{posting}不完整", f"posting {posting} is not whole"


def _funds(connection: sqlalchemy.Connection) -> Iterator[Text]:
    """Funds whose row says otherwise than their entries, or that hold less than nothing."""
    for row in connection.execute(select(funds).order_by(funds.c.code)):
        held = balances(connection, row.code)
        for account in HOLDING:
            told, said = row._mapping[_COLUMNS[account]], held.total(account)  # noqa: SLF001 (SQLAlchemy's public name)
            if told != said:
                yield (
                    f"周转金{row.code}科目{account}为{yuan(told)}元,分录合计为{yuan(said)}元",
                    f"{row.code}: {account} is {yuan(told)}, its entries say {yuan(said)}",
                )
        for (account, case, _), fen in held.fen.items():
            if account in HOLDING and fen < 0:
                yield (
                    f"周转金{row.code}案件{case}的科目{account}为负({yuan(fen)}元)",
                    f"{row.code}: {account} of case {case} is {yuan(fen)}",
                )


def _cases(connection: sqlalchemy.Connection) -> Iterator[Text]:
    """Cases for which the books hold another sum than their lines say, and months advanced twice."""
    months: Counter[tuple[str, str, str]] = Counter()
    every: dict[str, Balances] = {}
    for number, body in connection.execute(select(fund_cases.c.number, fund_cases.c.body).order_by(fund_cases.c.id)):
        try:
            case = case_of(body)
        except msgspec.ValidationError:
            yield f"案件{number}的内容无法读取", f"{number} cannot be read"
            continue
        if case.fund not in every:
            every[case.fund] = balances(connection, case.fund)
        yield from _booked_otherwise(case, every[case.fund])
        months.update((slot.worker, slot.employer, slot.month) for slot in slots(case))
        yield from _not_held(connection, case)
    for (_, employer, month), times in sorted(months.items()):
        if times > 1:
            yield (
                f"同一劳动者{month}的工资重复垫付({employer})",
                f"{month} is advanced to one worker {times} times ({employer})",
            )


def _booked_otherwise(case: FundCase, held: Balances) -> Iterator[Text]:
    for name, told, said in _sums(case, held):
        if told != said:
            yield (
                f"案件{case.number}的{name}为{yuan(told)}元,账簿为{yuan(said)}元",
                f"{case.number}: {name} is {yuan(told)}, the books say {yuan(said)}",
            )


def _sums(case: FundCase, held: Balances) -> Iterator[tuple[str, int, int]]:
    """(account, what the lines say, what the books say) of everything that the books keep of a case."""
    reserved = 0 if case.state in _NOTHING_RESERVED else sum(line.amount_fen for line in case.live if line.is_open)
    ordered = sum(line.amount_fen for line in case.lines if line.state is LineState.ORDERED)
    yield Account.RESERVED, reserved, held.total(Account.RESERVED, case.id)
    yield Account.ORDERED, ordered, held.total(Account.ORDERED, case.id)
    for debtor in sorted({line.employer for line in case.lines}):
        debt = debt_of(case, debtor)
        advanced = debt.outstanding_fen - debt.owed_back_fen
        yield f"{Account.ADVANCED} {debtor}", advanced, held.total(Account.ADVANCED, case.id, debtor)
        written_off = held.total(Account.WRITTEN_OFF, case.id, debtor)
        yield f"{Account.WRITTEN_OFF} {debtor}", debt.written_off_fen, written_off


def _not_held(connection: sqlalchemy.Connection, case: FundCase) -> Iterator[Text]:
    """A case that does not hold the months that it asks for, or holds others: another might advance them too."""
    columns = fund_slots.c
    query = select(columns.worker, columns.employer, columns.month).where(columns.case_id == case.id)
    held = {(worker, employer, month) for worker, employer, month in connection.execute(query)}
    if held != {(slot.worker, slot.employer, slot.month) for slot in slots(case)}:
        yield f"案件{case.number}占用的劳动者月份不符", f"{case.number} does not hold the months that it asks for"


def _receipts(connection: sqlalchemy.Connection) -> Iterator[Text]:
    """Funds that were given another sum than two persons confirmed."""
    fen = sqlalchemy.cast(sqlalchemy.cast(fund_proposals.c.content, sqlalchemy.JSON)["fen"].as_string(), BigInteger)
    told = select(fund_proposals.c.fund, func.sum(fen)).where(
        fund_proposals.c.matter == "receipt", fund_proposals.c.decision == "confirmed"
    )
    confirmed = {fund: int(fen) for fund, fen in connection.execute(told.group_by(fund_proposals.c.fund))}
    for code in connection.execute(select(funds.c.code).order_by(funds.c.code)).scalars():
        given = -balances(connection, code).total(Account.BUDGET)
        if given != confirmed.get(code, 0):
            yield (
                f"周转金{code}拨入资金为{yuan(given)}元,经复核的到账为{yuan(confirmed.get(code, 0))}元",
                f"{code} was given {yuan(given)}, of which {yuan(confirmed.get(code, 0))} was confirmed",
            )
