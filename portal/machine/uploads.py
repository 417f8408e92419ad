"""Uploads that can be resumed (tus 1.0, core and creation): a broken line costs the last piece, not the file.

When all bytes are there, `POST /v1/uploads/{id}/submission` delivers them.
"""

from typing import Annotated, Final

from fastapi import APIRouter, Header, Path, Request
from starlette.responses import Response

from portal.machine.body import passing
from portal.machine.caller import Calling
from portal.machine.delivering import answered
from portal.machine.problem import documented
from portal.machine.submissions import Key, waiting
from portal.machine.told import DELIVERED
from portal.machine.uploading import SPOKEN, Uploading
from portal.security import MACHINE
from schemas.client import Client
from streams.formats.refused import MEBIBYTE

router = APIRouter(tags=["uploads / 断点续传"])
STREAMED: Final = ("/uploads",)
Number = Annotated[str, Path(pattern=r"^u[0-9a-f]{32}$")]


@router.options("/uploads", status_code=204, responses=documented(401))
def offered(request: Request) -> Response:
    """What of tus is spoken here.

    支持的协议。
    """
    most = request.app.state.settings.delivery_max_mib * MEBIBYTE
    told = {"Tus-Version": "1.0.0", "Tus-Extension": "creation,termination", "Tus-Max-Size": str(most)}
    return Response(status_code=204, headers=SPOKEN | told)


@router.post("/uploads", status_code=201, response_class=Response, responses=documented(400, 401, 413, 422, 429, 503))
def begin(
    request: Request,
    client: Calling,
    length: Annotated[int, Header(alias="Upload-Length", ge=1)],
    about: Annotated[
        str,
        Header(
            alias="Upload-Metadata",
            max_length=4096,
            description="filename, feed, source, sheet, complete (true), base64 each",
        ),
    ] = "",
) -> Response:
    """Begin an upload of so many bytes.

    开始上传。
    """
    return _uploading(request, client).begin(length, about)


@router.head("/uploads/{number}", response_class=Response, responses=documented(401, 404, 503))
def progress(request: Request, client: Calling, number: Number) -> Response:
    """How many bytes have come.

    已收到的字节数。
    """
    return _uploading(request, client).progress(number)


@router.patch("/uploads/{number}", status_code=204, responses=documented(400, 401, 404, 409, 413, 415, 423, 429, 503))
async def more(
    request: Request,
    client: Calling,
    number: Number,
    offset: Annotated[int, Header(alias="Upload-Offset", ge=0)],
) -> Response:
    """The next bytes, from the offset on.

    A piece counts when all of it has come as it was signed. 续传。
    """
    signed = passing(request).expected is not None
    return await _uploading(request, client).more(request, number, offset, whole=signed)


@router.delete("/uploads/{number}", status_code=204, responses=documented(401, 404, 503))
def given_up(request: Request, client: Calling, number: Number) -> Response:
    """Give an upload up.

    放弃上传。
    """
    return _uploading(request, client).give_up(number)


@router.post(
    "/uploads/{number}/submission", status_code=201, responses=DELIVERED | documented(401, 404, 409, 422, 429, 503)
)
async def delivered(
    request: Request,
    client: Calling,
    number: Number,
    key: Key = None,
    prefer: Annotated[str | None, Header(description="respond-async, wait=N (RFC 7240)")] = None,
) -> Response:
    """Deliver what was uploaded; asked again it gives the same answer.

    提交已上传的文件。
    """
    uploading = _uploading(request, client)
    delivery, repeated = await uploading.deliver(number, key=key, channel="upload", wait_s=waiting(prefer))
    return answered(delivery, request.app.state.signer, repeated=repeated)


def _uploading(request: Request, client: Client) -> Uploading:
    return Uploading.of(request.app.state, client, f"{MACHINE}/uploads")
