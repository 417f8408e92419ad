"""What stands beside a bank's ISO 20022 messages: which account, which purpose, which payment they mean.

Accounts need no table where the messages call them as `bank.account_opened` did. What no table and no standard code
explains is set aside, row by row; nothing is guessed.
"""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from infra import clock
from infra.db.chronicle import Entry
from infra.db.clock import ClockStore
from infra.db.messages import MessageWords
from portal.machine.beside import MOST_ACCOUNTS, MOST_CODES, Tables
from portal.machine.caller import Calling
from portal.machine.problem import documented, problem
from schemas.client import Client, ClientKind
from schemas.feeds.beside import OwnAccount
from schemas.feeds.purposes import STANDARD

router = APIRouter(prefix="/messages", tags=["ISO 20022 messages / ISO 20022 报文"])
SAYS: Final = documented(401, 403, 413, 422, 503)
_TEXT: Final = r"^[^\x00-\x1f]{1,200}$"
_Code = Annotated[str, Field(pattern=r"^(\*|(purp|bktx|prtry|text):[^\x00-\x1f]{1,500})$")]


class AccountTold(BaseModel):
    """One account as the messages call it.

    报文账号与账户编号的对照。
    """

    number: str = Field(pattern=_TEXT, description="as the messages have it / 报文中的账号", examples=["6222000001"])
    project: str = Field(pattern=_TEXT, description="项目编号", examples=["P1"])
    account_id: str = Field(pattern=_TEXT, description="as bank.account_opened has it / 开户时的编号", examples=["A1"])


class AccountTable(BaseModel):
    """The whole table of accounts.

    账户对照表(整体替换)。
    """

    accounts: list[AccountTold] = Field(max_length=MOST_ACCOUNTS)


class PurposeTable(BaseModel):
    """The whole table of purposes: each code and what it means, by direction.

    用途对照表(整体替换)。
    """

    credit: dict[_Code, str] = Field({}, max_length=MOST_CODES, examples=[{"prtry:A01": "labor_cost", "*": "other"}])
    debit: dict[_Code, str] = Field({}, max_length=MOST_CODES, examples=[{"prtry:Z24": "transfer"}])


class Beside(BaseModel):
    """The client's tables, and the standard codes that hold without one.

    本行的对照表,以及无需登记的标准代码。
    """

    accounts: list[AccountTold]
    purposes: PurposeTable
    standard: PurposeTable


@router.get("", summary="The tables beside your messages / 报文对照表", responses=documented(401, 403, 503))
def tables(request: Request, client: Calling) -> Beside:
    """Your tables of accounts and purposes, and the standard codes.

    本行账户、用途对照表及标准代码。
    """
    only_banks(client)
    store = MessageWords(request.app.state.engine)
    accounts = [AccountTold(**one._asdict()) for one in store.accounts(client.id)]
    return Beside(
        accounts=accounts, purposes=_by_direction(store.purposes(client.id)), standard=_by_direction(STANDARD)
    )


@router.put("/accounts", summary="Replace the table of accounts / 设置账户对照表", responses=SAYS)
def accounts(request: Request, client: Calling, told: AccountTable) -> Beside:
    """How your messages call accounts that you opened: each of them must be your own.

    每个账户须为本行已报送开户的账户。
    """
    only_banks(client)
    rows = [OwnAccount(one.number, one.project, one.account_id) for one in told.accounts]
    own_tables(request, client).put_accounts(rows)
    return tables(request, client)


@router.put("/purposes", summary="Replace the table of purposes / 设置用途对照表", responses=SAYS)
def purposes(request: Request, client: Calling, told: PurposeTable) -> Beside:
    """What the codes of your messages mean; the table goes before the standard codes.

    优先于标准代码。
    """
    only_banks(client)
    own_tables(request, client).put_purposes(told.model_dump())
    return tables(request, client)


def _by_direction(codes: Any) -> PurposeTable:
    told: dict[str, dict[str, str]] = {"credit": {}, "debit": {}}
    for code, purpose in codes.items():
        direction, _, said = code.partition(":")
        told[direction][said] = purpose
    return PurposeTable(**told)


def own_tables(request: Request, client: Client) -> Tables:
    """The client's tables, changed by itself."""
    engine = request.app.state.engine
    day = ClockStore(engine).today() or clock.today()
    return Tables(engine, client, lambda act, body: Entry(f"client:{client.id}", act, client.id, "", day, body))


def only_banks(client: Client) -> None:
    """Raise `Problem` 403 for everybody who is no bank."""
    if client.kind is not ClientKind.BANK:
        raise problem(403, "not-a-bank", "only banks send these messages", "仅银行报送此类报文")
