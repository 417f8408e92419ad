"""What a bank keeps of the gate itself: the list of its protected accounts, and where decisions are sent."""

from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from infra import clock
from infra.db.engine import connected
from infra.db.gate.callbacks import forget, listen
from infra.db.gate.marks import Marks, Version
from infra.seal import Seal
from portal.machine.caller import Calling
from portal.machine.gate.asker import bank_of
from portal.machine.problem import documented, problem

router = APIRouter()


class Listener(BaseModel):
    """Where decisions are sent.

    决定推送地址。
    """

    url: str = Field(max_length=500, examples=["https://bank.example.cn/wagewatch"])


@router.put("/restriction-callback", status_code=204, summary="Where decisions are sent / 登记推送地址",
            responses=documented(401, 403, 422, 503))  # fmt: skip
def callback(request: Request, client: Calling, told: Listener) -> None:
    """Each decision is POSTed there as a JWS (application/jose) until it is taken; polling stays possible."""
    bank_of(client)
    shown = _shown(told.url)
    if shown is None:
        raise problem(422, "fields", "expected an https address", "应为 https 地址")
    with connected(request.app.state.engine) as connection:
        listen(connection, client.id, Seal.of(request.app.state.settings).sealed(told.url), shown)


def _shown(url: str) -> str | None:
    """How officers see the address; None for one to which nothing is sent."""
    try:
        parts = urlsplit(url)
        is_own_machine = parts.hostname in {"127.0.0.1", "localhost", "::1"}
        reachable = parts.hostname and parts.port != 0 and url.isprintable()
    except ValueError:  # brackets or a port that are none
        return None
    is_good = parts.scheme == "https" or (parts.scheme == "http" and is_own_machine)
    return f"{parts.scheme}://{parts.hostname}/…" if reachable and is_good else None


@router.delete("/restriction-callback", status_code=204, summary="Send no decisions any more / 取消推送",
               responses=documented(401, 403, 503))  # fmt: skip
def no_callback(request: Request, client: Calling) -> None:
    """Nothing is sent from now on; what waits is sent should an address be named again. Polling stays possible."""
    bank_of(client)
    with connected(request.app.state.engine) as connection:
        forget(connection, client.id)


_LIST: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "a compact JWS", "content": {"application/jose": {"schema": {"type": "string"}}}}
}


@router.get(
    "/protection-marks",
    summary="The protected accounts / 受保护账户清单",
    response_class=Response,
    responses=documented(401, 403, 503) | _LIST,
)
def marks(
    request: Request,
    client: Calling,
    since: Annotated[
        int, Query(ge=0, le=2**62, description="only what changed after this version / 此版本之后的变化")
    ] = 0,
) -> Response:
    """The bank's own protected accounts as a compact JWS (its payload is JSON): all of them, or what changed since.

    Load the whole list once, then ask with the last `version`. A line with `closed_on` is a mark that ended.
    本行受保护账户清单(JWS);先取全量,再按 version 取增量。
    """
    found = Marks(request.app.state.engine).since(since, bank_of(client))
    signed = request.app.state.signer.signed_json(_listed(found, since, bank_of(client)), "protection-marks+jws")
    headers = {"ETag": f'"{found.version}-{since}"', "Wagewatch-Marks-Version": str(found.version)}
    return Response(signed, media_type="application/jose", headers=headers)


def _listed(found: Version, since: int, bank_code: str) -> dict[str, Any]:
    marks = [
        {
            "account_id": mark.account_id,
            "kind": mark.kind,
            "name": mark.name,
            "project": mark.project,
            "opened_on": mark.opened_on.isoformat(),
            "closed_on": None if mark.closed_on is None else mark.closed_on.isoformat(),
            "version": mark.version,
        }
        for mark in found.marks
    ]
    issued = clock.now().isoformat(timespec="seconds")
    return {"bank_code": bank_code, "version": found.version, "since": since, "issued_at": issued, "marks": marks}
