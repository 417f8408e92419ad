"""What stands beside a bank's ISO 20022 messages: which account, which purpose, which payment they mean.

Accounts need no table where the messages call them as `bank.account_opened` did. What no table and no standard code
explains is set aside, row by row; nothing is guessed.
"""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from infra import clock
from infra.db.chronicle import Entry
from infra.db.clients.known import KnownThings
from infra.db.clock import ClockStore
from infra.db.messages import MessageWords
from portal.machine.caller import Calling
from portal.machine.problem import documented, problem
from schemas.client import Client, ClientKind
from schemas.feeds.beside import OwnAccount
from schemas.feeds.purposes import STANDARD
from schemas.reasons import shown
from streams.formats.mapping import known_purposes
from streams.formats.refused import Refused

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

    accounts: list[AccountTold] = Field(max_length=10_000)


class PurposeTable(BaseModel):
    """The whole table of purposes: each code and what it means, by direction.

    用途对照表(整体替换)。
    """

    credit: dict[_Code, str] = Field({}, max_length=1000, examples=[{"prtry:A01": "labor_cost", "*": "other"}])
    debit: dict[_Code, str] = Field({}, max_length=1000, examples=[{"prtry:Z24": "transfer"}])


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
    known = KnownThings(request.app.state.engine)
    for at, one in enumerate(told.accounts):
        if known.bank_of_account(one.project, one.account_id) != client.bank_code:
            raise _not_opened(at, one)
    numbers = [one.number.replace(" ", "").upper() for one in told.accounts]
    if len(set(numbers)) < len(numbers):
        raise problem(422, "fields", "a number stands in the table twice", "同一账号在表中出现两次")
    rows = [OwnAccount(one.number, one.project, one.account_id) for one in told.accounts]
    entry = _entry(request, client, "message_accounts_set", {"accounts": len(rows)})
    MessageWords(request.app.state.engine).put_accounts(client.id, rows, entry)
    return tables(request, client)


@router.put("/purposes", summary="Replace the table of purposes / 设置用途对照表", responses=SAYS)
def purposes(request: Request, client: Calling, told: PurposeTable) -> Beside:
    """What the codes of your messages mean; the table goes before the standard codes.

    优先于标准代码。
    """
    only_banks(client)
    try:
        said = known_purposes(told.model_dump())
    except Refused as refused:
        raise problem(422, "fields", refused.en, refused.zh) from None
    entry = _entry(request, client, "message_purposes_set", {"codes": len(said)})
    MessageWords(request.app.state.engine).put_purposes(client.id, said, entry)
    return tables(request, client)


OPENED: Final = (
    "an account of that project that your bank opened (bank.account_opened)",
    "本行已为该项目报送开户的账户",
)


def _not_opened(at: int, one: AccountTold) -> Exception:
    return wrong_field(f"accounts.{at}.account_id", one.account_id, OPENED)


def wrong_field(field: str, found: str, expected: tuple[str, str]) -> Exception:
    """The refusal that names a field."""
    error = {"field": field, "found": shown(found), "expected": expected[0], "expected_zh": expected[1]}
    return problem(422, "fields", "a field is wrong, see errors", "字段有误,见 errors", [error])


def _by_direction(codes: Any) -> PurposeTable:
    told: dict[str, dict[str, str]] = {"credit": {}, "debit": {}}
    for code, purpose in codes.items():
        direction, _, said = code.partition(":")
        told[direction][said] = purpose
    return PurposeTable(**told)


def _entry(request: Request, client: Client, act: str, body: dict[str, Any]) -> Entry:
    day = ClockStore(request.app.state.engine).today() or clock.today()
    return Entry(f"client:{client.id}", act, client.id, "", day, body)


def only_banks(client: Client) -> None:
    """Raise `Problem` 403 for everybody who is no bank."""
    if client.kind is not ClientKind.BANK:
        raise problem(403, "not-a-bank", "only banks send these messages", "仅银行报送此类报文")
