"""The tables beside a bank's messages on a page: the bank's people see their own, administrators each bank's.

`routes` makes the same page for both; what may be in a table is checked where machines set it too.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Query, Request
from pydantic import ValidationError
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from infra.db.chronicle import Entry
from infra.db.messages import MessageWords
from portal.machine.beside import Tables, wrong_field
from portal.machine.messages import AccountTable, PurposeTable
from portal.machine.problem import Problem, problem
from portal.page import page
from portal.senders.purposes import DIRECTIONS, KINDS, PURPOSES, by_direction, purposes_in
from portal.senders.table_files import accounts_file, downloaded, payments_template, purposes_file
from portal.visitor import Visitor
from schemas.client import Client
from schemas.feeds.beside import OwnAccount
from schemas.feeds.purposes import STANDARD, WORDS
from streams.formats.mapping import accounts_of
from streams.formats.refused import Limits, Refused

_PRINTABLE: Final = ("1 to 200 printable characters", "1至200个可显示的字符")
_CODE: Final = ("a code of a known kind", "已知类别的代码")
_Text = Annotated[str, Form(max_length=600)]


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose tables, who looks, at which address, and what the page around wants."""

    visitor: Visitor
    client: Client
    root: str
    template: str
    around: Mapping[str, Any]


def routes(prefix: str, whose: Callable[..., Whose]) -> APIRouter:
    """The page and what is done on it, for a client that `whose` finds, or refuses to."""
    router = APIRouter(prefix=prefix)
    given = Annotated[Whose, Depends(whose)]

    @router.get("")
    def tables(request: Request, whose: given) -> Response:
        return _shown(request, whose)

    @router.get("/download")
    def download(
        whose: given,
        table: Annotated[str, Query(pattern="^(accounts|purposes|payments)$")] = "accounts",
        kind: Annotated[str, Query(pattern="^(xlsx|csv)$")] = "xlsx",
    ) -> Response:
        words, lang = MessageWords(whose.visitor.engine), whose.visitor.lang
        match table:
            case "accounts":
                body = accounts_file(words.accounts(whose.client.id), kind, lang)
            case "purposes":
                body = purposes_file(by_direction(words.purposes(whose.client.id)), kind, lang)
            case _:
                body = payments_template(kind, lang)
        return downloaded(body, table, kind)

    @router.post("/accounts")
    def accounts(  # noqa: PLR0913, PLR0917 (a form's fields)
        request: Request,
        whose: given,
        act: _Text = "add",
        account_number: _Text = "",
        project: _Text = "",
        account_id: _Text = "",
    ) -> Response:
        new = OwnAccount(account_number.strip(), project.strip(), account_id.strip() or account_number.strip())
        return _done(request, whose, lambda: _put_accounts(request, whose, act, new), "accounts")

    @router.post("/purposes")
    def purposes(  # noqa: PLR0913, PLR0917 (a form's fields)
        request: Request,
        whose: given,
        act: _Text = "add",
        direction: _Text = "",
        code_kind: _Text = "",
        code: _Text = "",
        purpose: _Text = "",
    ) -> Response:
        new = (direction, "*" if code_kind == "*" else f"{code_kind}:{code.strip()}" if code_kind else code, purpose)
        return _done(request, whose, lambda: _put_purposes(request, whose, act, new), "purposes")

    @router.post("/payments")
    def payments(request: Request, whose: given) -> Response:
        vault = request.app.state.interface.state.vault
        return _done(request, whose, lambda: _tables(whose).add_payments(_brought(request).file, vault), "payments")

    return router


def _shown(request: Request, whose: Whose, refused: Problem | None = None) -> Response:
    words = MessageWords(whose.visitor.engine)
    given = {
        "client": whose.client,
        "root": whose.root,
        "accounts": words.accounts(whose.client.id),
        "purposes": by_direction(words.purposes(whose.client.id)),
        "standard": by_direction(STANDARD),
        "batches": words.batches(whose.client.id),
        "directions": DIRECTIONS,
        "words": {way: [name for name in PURPOSES if name in WORDS[way]] for way in DIRECTIONS},
        "called": PURPOSES,
        "kinds": KINDS,
        "refused": refused,
        "told": request.state.form if refused else {},
        "saved": request.query_params.get("saved"),
        **whose.around,
    }
    return page(request, whose.visitor, whose.template, refused.status if refused else 200, **given)


def _done(request: Request, whose: Whose, act: Callable[[], object], table: str) -> Response:
    try:
        act()
    except Problem as refused:
        return _shown(request, whose, refused)
    except Refused as refused:
        return _shown(request, whose, problem(422, "fields", refused.en, refused.zh))
    return RedirectResponse(f"{whose.root}?saved={table}#{table}", 303)


def _tables(whose: Whose) -> Tables:
    visitor = whose.visitor

    def entry(act: str, body: dict[str, Any]) -> Entry:
        about = f"client:{whose.client.id}"
        return Entry(about, act, visitor.officer.id, visitor.officer.office or "", visitor.today, body)

    return Tables(visitor.engine, whose.client, entry)


def _brought(request: Request) -> UploadFile:
    """The file of the form. Raises `Problem`."""
    file = request.state.form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise problem(422, "fields", "choose a file", "请选择文件")
    return file


def _put_accounts(request: Request, whose: Whose, act: str, one: OwnAccount) -> None:
    known = MessageWords(whose.visitor.engine).accounts(whose.client.id)
    match act:
        case "upload":
            read = accounts_of(_brought(request).file, Limits())
            told = [OwnAccount(number, *where) for number, where in read.items()]
        case "remove":
            told = [other for other in known if other.number != one.number]
        case _:
            told = [*known, one]
    try:
        AccountTable.model_validate({"accounts": [other._asdict() for other in told]})
    except ValidationError as error:
        raise _first(error, _PRINTABLE) from None
    _tables(whose).put_accounts(told)


def _put_purposes(request: Request, whose: Whose, act: str, one: tuple[str, str, str]) -> None:
    direction, code, purpose = one
    told = by_direction(MessageWords(whose.visitor.engine).purposes(whose.client.id))
    if act == "upload":
        told = {way: dict(codes) for way, codes in purposes_in(_brought(request).file).items()}
    elif direction not in told:
        raise wrong_field("direction", direction, ("credit or debit", "收入或支出"))
    elif act == "remove":
        told[direction].pop(code, None)
    else:
        told[direction][code] = purpose
    try:
        PurposeTable.model_validate(told)
    except ValidationError as error:
        raise _first(error, _CODE) from None
    _tables(whose).put_purposes(told)


def _first(error: ValidationError, expected: tuple[str, str]) -> Problem:
    """The first thing that is wrong, by its place."""
    found = error.errors()[0]
    place = [str(step) for step in found["loc"] if step != "[key]"]
    return wrong_field(".".join(place), str(found.get("input")), expected)
