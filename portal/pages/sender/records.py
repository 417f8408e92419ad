"""All versions of a record that the client sent: which stands, which was superseded, what was known when."""

from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from infra.clock import SHANGHAI
from infra.db.door.versions import told_by
from portal.event_words import KINDS
from portal.page import page
from portal.security import SENDERS
from portal.senders.view import feeds_of
from portal.visitor import Sender, Sending
from schemas.versions import versions

router = APIRouter(prefix=SENDERS)
_MOST: Final = 50
Text = Annotated[str, Query(max_length=200, pattern=r"^[^\x00-\x1f]*$")]


@router.get("/records")
def records(
    request: Request,
    visitor: Sending,
    project: Text = "",
    kind: Text = "",
    number: Text = "",
    known: Annotated[str, Query(max_length=30)] = "",
) -> Response:
    """The versions of what is named, those only that were known at an instant where one is given."""
    kinds = [name for name in KINDS if visitor.client.tells_of(name)]
    instant = _instant(known)
    asked = bool(project.strip() and number.strip() and kind in kinds)
    found = _versions(visitor, project.strip(), kind, number.strip()) if asked else []
    known_then = [one for one in found if instant is None or one["received_at"] <= instant]
    given: dict[str, Any] = {
        "kinds": {name: KINDS[name] for name in kinds},
        "asked": asked,
        "found": _compared(kind, known_then)[:_MOST],
        "later": len(found) - len(known_then),
        "instant": instant,
        "told": {"project": project, "kind": kind, "number": number, "known": known},
    }
    return page(request, visitor, "sender/records.html", **given)


def _instant(known: str) -> datetime | None:
    """An instant of the official time as a browser's field gives it; nothing where it is none."""
    try:
        told = datetime.fromisoformat(known)
    except ValueError:
        return None
    return told if told.tzinfo else told.replace(tzinfo=SHANGHAI)


def _versions(visitor: Sender, project: str, kind: str, number: str) -> list[dict[str, Any]]:
    """The client's own events of a type that carry the number in one of the columns that name things."""
    found: dict[int, dict[str, Any]] = {}
    keys = {
        key for feed in feeds_of(visitor.client) if kind in feed.kinds.values() for key in (*feed.keys, *feed.group)
    }
    for key in sorted(keys | {"worker_id", "account_id"}):
        asked = [(key, number)]
        for at, seq, frame in told_by(visitor.engine, visitor.client, project, kind, asked):
            told = {"seq": seq, "received_at": at, "time": frame.at, "id": frame.id, "data": frame.data}
            found.setdefault(seq, told | {"asked": asked})
    return [found[seq] for seq in sorted(found)]


def _compared(kind: str, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each version with what it changed against the one before of the same record, the newest first."""
    lineage = versions(kind, [one["data"] for one in found], found[0]["asked"] if found else ())
    for one, (place, superseded) in zip(found, lineage, strict=True):
        before, data = None if place is None else found[place]["data"], one["data"]
        one["changed"] = set() if before is None else {name for name in data if data[name] != before.get(name)}
        one["superseded"] = superseded
    return found[::-1]
