"""The tables beside a bank's messages, changed with the same checks by the bank's machines, its people and officers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any, Final

from sqlalchemy import Engine

from infra.db.chronicle import Entry
from infra.db.clients.known import KnownThings
from infra.db.messages import MessageWords
from infra.vault import Vault
from portal.machine.problem import Problem, problem
from schemas.client import Client
from schemas.feeds.beside import OwnAccount, Payment
from schemas.frame import COMMONS
from schemas.reasons import shown
from schemas.sensitive import masked
from streams.formats.mapping import known_purposes, payments_of
from streams.formats.refused import Limits, Refused

MOST_ACCOUNTS: Final = 10_000
MOST_CODES: Final = 1_000
_OPENED: Final = (
    "an account of that project that your bank opened (bank.account_opened)",
    "本行已为该项目报送开户的账户",
)
_NOBODYS: Final = ("nothing with a person's identity or card number in it", "不含身份证号或个人银行卡号")
_ONCE: Final = ("a number that stands in the table once", "同一账号只出现一次")


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of one client; `entry` makes the chronicle's word of a change: what was done, and its size."""

    engine: Engine
    client: Client
    entry: Callable[[str, dict[str, Any]], Entry]

    def put_accounts(self, told: Sequence[OwnAccount]) -> None:
        """Replace the accounts: each of them the bank's own. Raises `Problem`."""
        if len(told) > MOST_ACCOUNTS:
            raise _too_long(MOST_ACCOUNTS)
        known, seen = KnownThings(self.engine), set[str]()
        for at, one in enumerate(told):
            if one.project == COMMONS or known.bank_of_account(one.project, one.account_id) != self.client.bank_code:
                raise wrong_field(f"accounts.{at}.account_id", one.account_id, _OPENED)
            if masked(one.number, "account_number") != one.number:
                raise wrong_field(f"accounts.{at}.number", one.number, _NOBODYS)
            number = one.number.replace(" ", "").upper()
            if number in seen:
                raise wrong_field(f"accounts.{at}.number", one.number, _ONCE)
            seen.add(number)
        done = self.entry("message_accounts_set", {"accounts": len(told)})
        MessageWords(self.engine).put_accounts(self.client.id, told, done)

    def put_purposes(self, told: Mapping[str, Mapping[str, str]]) -> None:
        """Replace the purposes, by direction and code. Raises `Problem`."""
        if any(len(codes) > MOST_CODES for codes in told.values()):
            raise _too_long(MOST_CODES)
        for direction, code in ((direction, code) for direction, codes in told.items() for code in codes):
            if masked(code) != code:
                raise wrong_field(f"purposes.{direction}", code, _NOBODYS)
        try:
            said = known_purposes(told)
        except Refused as refused:
            raise problem(422, "fields", refused.en, refused.zh) from None
        done = self.entry("message_purposes_set", {"codes": len(said)})
        MessageWords(self.engine).put_purposes(self.client.id, said, done)

    def add_payments(self, file: IO[bytes], vault: Vault) -> int:
        """Know of the payments of a table, persons by their tokens; how many they are. Raises `Problem`."""
        tokens = vault.tokens()
        try:
            told = payments_of(file, Limits(), tokens)
        except Refused as refused:
            raise problem(422, "fields", refused.en, refused.zh) from None
        self._own(told.values())
        tokens.keep()
        MessageWords(self.engine).add_payments(self.client.id, told)
        return len(told)

    def _own(self, told: Iterable[Payment]) -> None:
        known = KnownThings(self.engine)
        for project, account in sorted({(one.project, str(one.batch["account_id"])) for one in told}):
            if known.bank_of_account(project, account) != self.client.bank_code:
                raise wrong_field("account_id", account, _OPENED)


def wrong_field(field: str, found: str, expected: tuple[str, str]) -> Problem:
    """The refusal that names a field."""
    error = {"field": field, "found": shown(found), "expected": expected[0], "expected_zh": expected[1]}
    return problem(422, "fields", "a field is wrong, see errors", "字段有误,见 errors", [error])


def _too_long(most: int) -> Problem:
    return problem(422, "fields", f"a table has at most {most} rows", f"对照表最多{most}行")
