"""The offices and officers of the embedded default, so that somebody can sign in on the first day.

Their passwords are made at the first start and kept in the state directory, readable by this user only.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, func, insert, select

from infra import clock
from infra.db.chronicle import Entry, append
from infra.db.clock import ClockStore
from infra.db.engine import connected
from infra.db.fund.funds import Fund, Funds
from infra.db.offices.accounts import new_password, set_password
from infra.db.offices.phones import write_phones
from infra.db.offices.store import Offices
from infra.db.offices.tables import officer_roles, officers, offices
from schemas.office import Office, Role
from streams.county.shape import Shape

USERS_FILE: Final = "portal-users.json"
_OFFICES: Final = (
    Office("gz", "贵州省人力资源和社会保障厅", "52"),
    Office("gy", "贵阳市人力资源和社会保障局 劳动保障监察支队", "5201", "gz"),
    Office("yunshan", "云山县人力资源和社会保障局 劳动保障监察大队", "520103", "gy"),
    Office("linshui", "临水县人力资源和社会保障局 劳动保障监察大队", "520102", "gy"),
)
OFFICE_NAMES: Final = {"gz": "贵州省 52", "gy": "贵阳市 5201", "yunshan": "云山县 520103", "linshui": "邻县 520102"}
"""Short, for the table on screen."""
_PHONES: Final = {
    "sector_complaint_phone": "0851-12319",
    "inspection_complaint_phone": "0851-12333",
    "arbitration_channel": "云山县劳动人事争议仲裁院,云山县人民路 10 号",
    "legal_aid_channel": "云山县法律援助中心,0851-12348",
    "public_legal_hotline": "12348",
}


_FUND: Final = Fund("yunshan", "云山县欠薪应急周转金", "520103", "520103-ZZJ-001", "102")
_BUDGET_FEN: Final = 5_000_000_00


@dataclass(frozen=True, slots=True)
class Account:
    """A sign-in name of the demonstration with its password."""

    id: str
    name: str
    office: str
    roles: tuple[str, ...]
    password: str


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


def staff(engine: Engine, state_dir: Path) -> tuple[Account, ...]:
    """The accounts of the demonstration; made where there are no offices yet.

    Where the offices are somebody's own, nothing is made and nobody is returned. Killed halfway it goes on where it
    was: the passwords are on disk before the database knows them.
    """
    known = _read(state_dir)
    with connected(engine) as connection:
        settled = connection.execute(select(func.count()).select_from(offices)).scalar_one() > 0
    if settled:
        return known
    accounts = known or _invented()
    _write(state_dir, accounts)
    _settle(engine, accounts)
    return accounts


def _invented() -> tuple[Account, ...]:
    return tuple(
        Account(name, called, office, tuple(role.value for role in roles), new_password())
        for name, called, office, roles in _PEOPLE
    )


def _settle(engine: Engine, accounts: Sequence[Account]) -> None:
    day = ClockStore(engine).today() or clock.today()
    with connected(engine) as connection:
        for office in _OFFICES:
            connection.execute(insert(offices).values(**asdict(office)))
        for account in accounts:
            row = {"id": account.id, "name": account.name, "office": account.office}
            connection.execute(insert(officers).values(row))
            rows = [{"officer": account.id, "role": role} for role in account.roles]
            connection.execute(insert(officer_roles), rows)
            set_password(connection, account.id, account.password)
        write_phones(connection, "520103", _PHONES)
        told = [
            Entry(f"officer:{a.id}", "created", "up", a.office, day, {"name": a.name, "roles": list(a.roles)})
            for a in accounts
        ]
        append(connection, told)
    _endow(engine, Shape().begins_on)


def _endow(engine: Engine, day: date) -> None:
    """The county's emergency wage fund, with its first budget: received when the county's days begin."""
    cashier = Offices(engine).officer("song", day)
    assert cashier is not None  # has just been written
    funds = Funds(engine)
    funds.put(_FUND, cashier, day)
    funds.receive(_FUND.code, _BUDGET_FEN, "云财预〔2026〕1号", cashier, day)


def _read(state_dir: Path) -> tuple[Account, ...]:
    try:
        kept = json.loads((state_dir / USERS_FILE).read_bytes())
        return tuple(Account(**{**account, "roles": tuple(account["roles"])}) for account in kept)
    except (OSError, ValueError, TypeError, KeyError):
        return ()


def _write(state_dir: Path, accounts: Sequence[Account]) -> None:
    partial = state_dir / f"{USERS_FILE}.{os.getpid()}"
    with os.fdopen(os.open(partial, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as file:
        json.dump([asdict(account) for account in accounts], file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(state_dir / USERS_FILE)
