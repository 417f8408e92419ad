"""One alert: what is wrong, why, what speaks against it, what was done, and what to do now."""

from typing import Any, Final

from fastapi import APIRouter, HTTPException, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from alerts.work import Refused, Work
from infra.db.chronicle import ChronicleStore, Entry
from infra.db.records import Records
from infra.db.works.store import Done, Stale, Works
from monitors.explain import explain
from portal.alert_forms import command_of
from portal.alert_page import context, history, policy
from portal.page import page
from portal.pages.queue import Looker
from portal.queue_bulk import refusal
from portal.visitor import Visitor, Worker
from portal.work_words import STATES
from streams.evidence.resting import resting
from streams.evidence.sent import Sent
from streams.history import History, NoSuchProjectError

router = APIRouter()
FIRST_RECORDS: Final = 12
MOST_RECORDS: Final = 500
_LARGEST_NUMBER: Final = 2**63


@router.get("/alerts/{work_id}")
def alert(request: Request, visitor: Looker, work_id: int) -> Response:
    """The alert's page."""
    return _shown(request, visitor, _seen(visitor, work_id))


@router.post("/alerts/{work_id}/act")
def act(request: Request, visitor: Worker, work_id: int) -> Response:
    """Do something to the alert, as it was on the version that the form was shown with."""
    work, form = _seen(visitor, work_id), request.state.form
    command, version = command_of(form), _version(form)
    if command is None:
        return _shown(request, visitor, work, 422, visitor.say("请把表单填写完整。"))
    outcome = Works(visitor.engine).act(work_id, version, command, visitor.officer, visitor.sight, visitor.today)
    match outcome:
        case Done(now):
            return RedirectResponse(f"/alerts/{now.id}?done=1", 303)
        case Stale(now):
            return _stale(request, visitor, now, version)
        case Refused(why):
            return _shown(request, visitor, work, 422, refusal(visitor, why))
        case _:
            raise HTTPException(404)


@router.get("/alerts/{work_id}/records")
def records(request: Request, visitor: Looker, work_id: int) -> Response:
    """The records that the alert rests on, each with where it came from."""
    work = _seen(visitor, work_id)
    found = _records(request, visitor, work)
    is_part = "HX-Request" in request.headers
    template, most = ("alerts/_records.html", FIRST_RECORDS) if is_part else ("alerts/records.html", MOST_RECORDS)
    left = max(0, len(found) - most)
    return page(request, visitor, template, work=work, records=found[:most], left=left, is_part=is_part, path="/queue")


@router.get("/alerts/{work_id}/records/{submission}/{line_no}")
def record(request: Request, visitor: Looker, work_id: int, submission: int, line_no: int) -> Response:
    """One record as it was received. That it was looked at is written down."""
    work = _seen(visitor, work_id)
    found = [
        row for row in _records(request, visitor, work) if (row["submission"], row["line"]) == (submission, line_no)
    ]
    if not found:
        raise HTTPException(404)
    store = Records(visitor.engine)
    raw = Sent(visitor.engine).lines([(submission, line_no)])[submission, line_no].decode(errors="replace")
    body = {"submission": submission, "line": line_no}
    officer = visitor.officer
    entry = Entry(f"alert:{work_id}", "record_viewed", officer.id, officer.office, visitor.today, body)
    ChronicleStore(visitor.engine).write([entry])
    receipt = store.submitted([submission])[0]
    return page(
        request, visitor, "alerts/record.html", work=work, row=found[0], raw=raw, receipt=receipt, path="/queue"
    )


def _seen(visitor: Visitor, work_id: int) -> Work:
    """The alert, if it exists within sight; what exists out of sight is answered the same way."""
    work = Works(visitor.engine).get(work_id, visitor.sight) if work_id < _LARGEST_NUMBER else None
    if work is None:
        raise HTTPException(404)
    return work


def _shown(request: Request, visitor: Visitor, work: Work, status: int = 200, error: str | None = None) -> Response:
    is_done = "done" in request.query_params
    return page(
        request, visitor, "alerts/alert.html", status, **context(request, visitor, work), error=error, is_done=is_done
    )


def _stale(request: Request, visitor: Visitor, work: Work, version: int) -> Response:
    """What changed since the form was shown; nothing was done."""
    told = history(visitor, f"alert:{work.id}", {rung.office: rung.name for rung in work.chain})
    news = [entry for entry in told if (entry.version or 0) > version]
    return page(request, visitor, "alerts/stale.html", 409, work=work, news=news, states=STATES, path="/queue")


def _version(form: FormData) -> int:
    given = str(form.get("version", ""))
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


def _records(request: Request, visitor: Visitor, work: Work) -> list[dict[str, Any]]:
    """The project's records that the alert rests on, the newest first, with the line each came from."""
    try:
        past = History.of_engine(visitor.engine, work.key.project, visitor.today)
    except NoSuchProjectError:
        return []
    told = explain(past.ledger, work.key.rule, visitor.today, policy(request, visitor), work.key.subject)
    frames = {frame.seq: frame for frame in resting(tuple(past.frames()), told)}
    named = set(work.finding.evidence)
    rows = [
        {
            "kind": frames[origin.seq].kind,
            "source": frames[origin.seq].source,
            "id": frames[origin.seq].id,
            "on": frames[origin.seq].on,
            "received_at": origin.received_at,
            "submission": origin.submission,
            "line": origin.line_no,
            "is_named": frames[origin.seq].name in named,
        }
        for origin in Records(visitor.engine).origins(work.key.project, frames)
    ]
    return sorted(rows, key=lambda row: (not row["is_named"], -row["submission"], -row["line"]))
