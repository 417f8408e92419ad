"""One thing that a registry or a site tells, as an event of the contract: checked, and looked at whether it may."""

import hashlib
from datetime import date, datetime, time
from typing import Any, Final

import msgspec
from sqlalchemy import Engine

from infra import clock
from infra.db.clients.known import KnownThings
from infra.db.clock import ClockStore
from portal.machine.problem import Problem, documented, problem
from portal.machine.told import DELIVERED
from schemas.checked import Reason
from schemas.checking import check_event
from schemas.client import Client

POSTED: Final = "project.notice_board_posted"
SAYS: Final = {202: DELIVERED[202]} | documented(401, 403, 409, 413, 422, 429, 503)


def event_of(  # noqa: PLR0913, PLR0917 (the same)
    engine: Engine, client: Client, kind: str, project: str, data: dict[str, Any], day: str | None
) -> dict[str, Any]:
    """The event as the client may say it. Raises `Problem` with the fields that are wrong, or not the client's."""
    digest = hashlib.blake2b(msgspec.json.encode(data, order="deterministic"), digest_size=10).hexdigest()
    event = {
        "specversion": "1.0",
        "id": f"{kind}/{project}/{digest}",
        "source": client.source,
        "type": kind,
        "subject": project,
        "time": _instant(day, today_of(engine)),
        "data": data,
    }
    checked = check_event(event)
    if checked.rejected or checked.data is None:
        raise _refused([reason for rejected in checked.rejected for reason in rejected.reasons])
    if wrong := client.may_feed(kind, project, checked.data, KnownThings(engine)):
        raise not_yours(wrong)
    return event


def _instant(day: str | None, today: date) -> str:
    """The beginning of the day in Shanghai; a day that cannot be read is told by the check of its own field."""
    try:
        on = date.fromisoformat(day) if day else today
    except ValueError:
        on = today
    return datetime.combine(on, time(), clock.SHANGHAI).isoformat()


def today_of(engine: Engine) -> date:
    """The day of the system's clock."""
    return ClockStore(engine).today() or clock.today()


def _refused(reasons: list[Reason]) -> Problem:
    errors = [wrong_field(why.field, why.found, why.expected, why.expected_zh) for why in reasons]
    return problem(422, "fields", "a field is wrong, see errors", "字段有误,见 errors", errors)


def not_yours(why: Reason) -> Problem:
    """The refusal of what a client may not tell of."""
    errors = [wrong_field(why.field, why.found, why.expected, why.expected_zh)]
    return problem(403, "not-yours", f"you may tell of {why.expected} only", f"只能报送:{why.expected_zh}", errors)


def wrong_field(field: str, found: str, expected: str, expected_zh: str) -> dict[str, str]:
    """A wrong field, as a problem lists it."""
    return {"field": field, "found": found, "expected": expected, "expected_zh": expected_zh}
