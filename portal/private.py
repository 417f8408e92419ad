"""Persons' numbers stand in no address and no header, and not in what officers write: there they become tokens."""

from typing import Any, Final
from urllib.parse import unquote_plus

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import Response
from starlette.types import Scope

from infra.vault import Tokens, Vault
from portal.errors import failure
from portal.i18n import mark, say
from portal.machine.problem import answer, problem
from portal.security import MACHINE
from portal.visitor import language_of
from schemas.sensitive import found_in, may_carry

_EN: Final = "an identity or card number stands in the address or a header; nothing was done, and it is not kept"
_ZH: Final = mark("网址或请求头中有身份证号或银行卡号。未作任何处理,也未保存该号码。")
_OWN_MATTER: Final = frozenset({b"cookie", b"authorization", b"wagewatch-signature"})
"""Headers whose values are secrets or signatures themselves."""
_UNTOUCHED: Final = ("csrf", "password")
_OWN_CARD: Final = "card"
"""The field of a form that states to which card a worker is to be paid."""


def numbered(scope: Scope) -> bool:
    """Whether a person's number stands in the address or a header of a request."""
    address = (scope.get("raw_path") or scope["path"].encode()).partition(b"?")[0] + b"?" + scope["query_string"]
    told = unquote_plus(address.decode("latin-1")) if b"%" in address or b"+" in address else address.decode("latin-1")
    if _carries(told):
        return True
    return any(_carries(value.decode("latin-1")) for name, value in scope["headers"] if name not in _OWN_MATTER)


def refused(request: Request) -> Response:
    """What is said of such a request, without repeating anything of it."""
    if request.url.path.startswith(f"{MACHINE}/"):
        return answer(problem(400, "personal-number", _EN, _ZH))
    bare = Request({**request.scope, "path": "/", "raw_path": b"/", "query_string": b""})
    return failure(bare, 400, say(_ZH, language_of(bare)))


def _carries(text: str) -> bool:
    if len(text) < 15 or not may_carry(text.encode()):
        return False
    return any(True for _ in found_in(text)) or any(True for _ in found_in(_as_utf8(text)))


def _as_utf8(text: str) -> str:
    return text.encode("latin-1", "replace").decode("utf-8", "replace")


async def without_numbers(request: Request, form: FormData) -> FormData:
    """The form with tokens in place of persons' numbers, also for who reads the request's form after this.

    The numbers are not kept: the vault has those that senders tell, and the cards that the fund is to pay to.
    """
    if not any(map(_to_change, form.multi_items())):
        return form
    changed = await run_in_threadpool(_changed, request, form)
    form._list = changed.multi_items()  # noqa: SLF001 (the framework has handed this very form on already)
    form._dict = dict(form._list)  # noqa: SLF001 (the same)
    return form


def _to_change(item: tuple[str, Any]) -> bool:
    name, value = item
    return isinstance(value, str) and not name.startswith(_UNTOUCHED) and _carries(value)


def _changed(request: Request, form: FormData) -> FormData:
    vault = Vault.of(request.app.state.engine, request.app.state.settings)
    tokens, kept = vault.tokens(), vault.tokens()
    told = [_item(kept if item[0] == _OWN_CARD else tokens, item) for item in form.multi_items()]
    kept.keep()
    return FormData(told)


def _item(tokens: Tokens, item: tuple[str, Any]) -> tuple[str, Any]:
    name, value = item
    return (name, tokens.text(value, name)) if _to_change(item) else item
