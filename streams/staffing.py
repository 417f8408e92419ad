"""The offices and officers of the embedded default, so that somebody can sign in on the first day.

Their passwords are made at the first start and kept in the state directory, readable by this user only.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Final

import sqlalchemy
from sqlalchemy import Engine, func, insert, select

from fund.matters import Founding, NextBudget, Origin, Receipt
from fund.proposals import Proposal
from fund.why import Refused
from infra import clock
from infra.db.chronicle import Entry, append
from infra.db.clients.registration import Registrar, new_client
from infra.db.clock import ClockStore
from infra.db.engine import connected
from infra.db.fund.proposals import Proposals
from infra.db.offices.accounts import new_password, set_password
from infra.db.offices.phones import write_phones
from infra.db.offices.senders import Senders
from infra.db.offices.store import Offices
from infra.db.offices.tables import officer_roles, officers, offices
from schemas.client import ClientKind
from schemas.office import EVERYWHERE, Office, Officer, Role, Sight
from streams.accounts import Account, read, write
from streams.county.shape import Shape

_OFFICES: Final = (
    Office("gz", "贵州省人力资源和社会保障厅", "52"),
    Office("gy", "贵阳市人力资源和社会保障局 劳动保障监察支队", "5201", "gz"),
    Office("yunshan", "云山县人力资源和社会保障局 劳动保障监察大队", "520103", "gy"),
    Office("linshui", "临水县人力资源和社会保障局 劳动保障监察大队", "520102", "gy"),
)
_PHONES: Final = {
    "sector_complaint_phone": "0851-12319",
    "inspection_complaint_phone": "0851-12333",
    "arbitration_channel": "云山县劳动人事争议仲裁院,云山县人民路 10 号",
    "legal_aid_channel": "云山县法律援助中心,0851-12348",
    "public_legal_hotline": "12348",
}


_FUND: Final = Founding("云山县欠薪应急周转金", "520103", "520103-ZZJ-001", "102")
_BUDGET_FEN: Final = 5_000_000_00


_WORK: Final = (Role.OFFICER,)
_LEAD: Final = (Role.OFFICER, Role.CHIEF)
_PEOPLE: Final = (
    ("li", "李文静", "yunshan", _WORK),
    ("zhang", "张国强", "yunshan", _WORK),
    ("chen", "陈志远", "yunshan", _LEAD),
    ("yang", "杨管理", "yunshan", (Role.ADMIN,)),
    ("ma", "马晓燕", "yunshan", (Role.FUND_CLERK, Role.OFFICER)),
    ("gao", "高审核", "yunshan", (Role.FUND_CLERK,)),
    ("luo", "罗住建", "yunshan", (Role.FUND_SECTOR,)),
    ("tang", "唐财政", "yunshan", (Role.FUND_FINANCE,)),
    ("liang", "梁县长", "yunshan", (Role.FUND_APPROVER,)),
    ("song", "宋出纳", "yunshan", (Role.FUND_CASHIER,)),
    ("xie", "谢复核", "yunshan", (Role.FUND_CASHIER,)),
    ("wang", "王建华", "gy", _LEAD),
    ("zhou", "周明", "gz", _LEAD),
    ("qian", "钱立新", "gz", (Role.POLICY,)),
    ("sun", "孙晓东", "gz", (Role.POLICY,)),
    ("wu", "吴审计", "gz", (Role.AUDITOR,)),
    ("zheng", "郑管理", "gz", (Role.ADMIN,)),
    ("he", "何邻县", "linshui", _LEAD),
)
_CLIENTS: Final = (
    new_client("demo-bank", ClientKind.BANK, "工商银行云山支行", "102"),
    new_client("demo-site", ClientKind.SITE, "P01 项目部", projects=("P01",), source="urn:site:P01"),
)
_SENDERS: Final = (("bank", "郭银行", "demo-bank"), ("site", "邓工地", "demo-site"))


def staff(engine: Engine, state_dir: Path) -> tuple[Account, ...]:
    """The accounts of the demonstration; made where there are no offices yet.

    Where the offices are somebody's own, nothing is made and nobody is returned. Killed halfway it goes on where it
    was: the passwords are on disk before the database knows them.
    """
    known = read(state_dir)
    with connected(engine) as connection:
        settled = connection.execute(select(func.count()).select_from(offices)).scalar_one() > 0
    if settled:
        return known
    accounts = known or _invented()
    write(state_dir, accounts)
    _settle(engine, accounts)
    return accounts


def _invented() -> tuple[Account, ...]:
    officers = (
        Account(name, called, office, tuple(role.value for role in roles), new_password())
        for name, called, office, roles in _PEOPLE
    )
    sender = (Role.SENDER.value,)
    senders = (Account(name, called, "", sender, new_password(), client) for name, called, client in _SENDERS)
    return (*officers, *senders)


def _settle(engine: Engine, accounts: Sequence[Account]) -> None:
    day = ClockStore(engine).today() or clock.today()
    with connected(engine) as connection:
        for office in _OFFICES:
            connection.execute(insert(offices).values(**asdict(office)))
        for account in accounts:
            if not account.client:
                _appoint(connection, account)
        write_phones(connection, "520103", _PHONES)
        told = [
            Entry(f"officer:{a.id}", "created", "up", a.office, day, {"name": a.name, "roles": list(a.roles)})
            for a in accounts
            if not a.client
        ]
        append(connection, told)
    _let_in(engine, accounts, day)
    _endow(engine, Shape().begins_on)


def _appoint(connection: sqlalchemy.Connection, account: Account) -> None:
    connection.execute(insert(officers).values(id=account.id, name=account.name, office=account.office))
    connection.execute(insert(officer_roles), [{"officer": account.id, "role": role} for role in account.roles])
    set_password(connection, account.id, account.password)


def _let_in(engine: Engine, accounts: Sequence[Account], day: date) -> None:
    """The county's bank and site, with somebody each who signs in for them; accounts of old had none."""
    for client in _CLIENTS:
        Registrar(engine, "up", "yunshan", day).add(client)
    up = Officer("up", "up", "yunshan", frozenset({Role.ADMIN}), Sight((EVERYWHERE,)))
    for account in accounts:
        if account.client:
            Senders(engine, up, day).add(account.client, account.id, account.name, account.password)


def _endow(engine: Engine, day: date) -> None:
    """The county's emergency wage fund, founded and given its first budget by two persons when its days begin."""
    proposals = Proposals(engine)
    cashier, finance = (Offices(engine).officer(name, day) for name in ("song", "tang"))
    assert cashier is not None  # has just been written
    assert finance is not None

    def both(made: Proposal | Refused) -> Proposal:
        assert isinstance(made, Proposal), made
        done = proposals.confirm(made.id, finance, day)
        assert isinstance(done, Proposal), done
        return done

    fund = both(proposals.found(_FUND, "云府办函〔2026〕2号", cashier, day)).fund
    receipt = Receipt(Origin.ALLOCATION, "云山县财政局", _BUDGET_FEN, day, "102-20260104-000017")
    both(proposals.propose(fund, receipt, "云财预〔2026〕1号", cashier, day))
    budget = NextBudget(day.replace(year=day.year + 1), _BUDGET_FEN)
    both(proposals.propose(fund, budget, "云财预〔2026〕1号", cashier, day))
