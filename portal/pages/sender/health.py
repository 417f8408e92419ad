"""The quality of the client's feed, month by month, with the reasons why rows were set aside."""

from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from infra.db.door.own import Own
from portal.page import page
from portal.security import SENDERS
from portal.visitor import Sending
from streams.door.health import health

router = APIRouter(prefix=SENDERS)
_MONTHS: Final = 12


@router.get("/health")
def quality(
    request: Request, visitor: Sending, month: Annotated[str | None, Query(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")] = None
) -> Response:
    """The months in which something came, and this one; the chosen one in full."""
    own, client, today = Own(visitor.engine), visitor.client, visitor.today
    current = today.replace(day=1)
    chosen = date.fromisoformat(f"{month}-01") if month else current
    known = sorted({current, chosen, *own.months(client.id, _MONTHS)}, reverse=True)
    months = {first: health(own, client, first, today) for first in known}
    given: dict[str, Any] = {"months": months, "chosen": chosen, "health": months[chosen], "client": client}
    return page(request, visitor, "sender/health.html", **given)
