"""A file from a browser: through the door of the machines, with the same limits; and templates to fill in."""

from secrets import token_hex
from typing import Annotated, Any, Final

from fastapi import APIRouter, HTTPException, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from infra.db.door import Delivery
from portal.machine.delivering import named, said_of
from portal.machine.problem import Problem
from portal.page import page
from portal.security import SENDERS
from portal.senders.delivering import brought, door_of, of_file
from portal.senders.view import feeds_of
from portal.visitor import Sender, Sending
from streams.formats.template import csv_template, xlsx_template

router = APIRouter(prefix=SENDERS)
_KINDS: Final = {
    "xlsx": (xlsx_template, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (csv_template, "text/csv; charset=utf-8"),
}
_LONGEST: Final = 64


@router.get("/upload")
def form(request: Request, visitor: Sending) -> Response:
    """The form, and the templates."""
    return _form(request, visitor)


@router.post("/deliveries")
async def deliver(request: Request, visitor: Sending) -> Response:
    """Take a file in; its page says what became of it."""
    fields = request.state.form
    file = fields.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return await run_in_threadpool(_form, request, visitor, 422, visitor.say("请选择要报送的文件。"))
    try:
        delivery = await _delivered(request, visitor, file, file.filename)
    except Problem as refused:
        text = visitor.told(refused.en, refused.zh)
        answer = await run_in_threadpool(_form, request, visitor, refused.status, text)
        answer.headers.update(refused.headers)
        return answer
    return RedirectResponse(f"/sender/deliveries/{delivery.id}", 303)


async def _delivered(request: Request, visitor: Sender, file: UploadFile, name: str) -> Delivery:
    given = {key: value.strip() for key in ("feed", "sheet", "form") if isinstance(value := _field(request, key), str)}
    complete = _field(request, "complete") == "true"
    said = said_of(given.get("feed"), None, given.get("sheet", "")[:_LONGEST], complete=complete)
    told: dict[str, Any] = {"name": named(name), "said": said, "form": given.get("form", "")[:_LONGEST]}
    return await brought(request, visitor.client, of_file(file), **told)


def _field(request: Request, name: str) -> Any:
    return request.state.form.get(name)


@router.get("/template")
def template(visitor: Sending, feed: str, kind: Annotated[str, Query(pattern="^(xlsx|csv)$")] = "xlsx") -> Response:
    """An empty table of a feed, headings in the visitor's language."""
    found = next((one for one in feeds_of(visitor.client) if one.name == feed), None)
    if found is None:
        raise HTTPException(404)
    make, media_type = _KINDS[kind]
    headers = {"Content-Disposition": f'attachment; filename="{found.name}.{kind}"'}
    return Response(make(found, visitor.lang), media_type=media_type, headers=headers)


def _form(request: Request, visitor: Sender, status: int = 200, error: str | None = None) -> Response:
    door = door_of(request)
    given = {
        "feeds": feeds_of(visitor.client),
        "bank": visitor.client.bank_code,
        "most": request.app.state.settings.delivery_max_mib,
        "unfinished": [(one, door.spool.size(one.id)) for one in door.uploads.listed(visitor.client.id)],
        "number": token_hex(8),
        "error": error,
    }
    return page(request, visitor, "sender/upload.html", status, **given)
