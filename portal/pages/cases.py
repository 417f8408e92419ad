"""Case files: what one project has wrong, under one number, and what to do next."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from alerts.work import State, Work
from infra.db.chronicle import ChronicleStore
from infra.db.leads.store import Leads
from infra.db.offices import Offices
from infra.db.works.case_list import PAGE, CaseList
from infra.db.works.casefiles import CaseFile
from infra.db.works.store import Works
from portal.navigation import exists
from portal.page import page
from portal.pages.queue import Looker
from portal.places import place
from portal.timeline import people, told
from portal.visitor import Visitor
from portal.work_words import NEXT, STATES
from portal.working_days import working_days_left
from streams.sentence import sentence
from streams.wording import rule_title

router = APIRouter()
MOST_ENTRIES: Final = 200
_LARGEST_NUMBER: Final = 2**63


@router.get("/cases")
def cases(request: Request, visitor: Looker, q: str = "", which: str = "open", number: int = 1) -> Response:
    """The cases of the district, the most pressing first."""
    store = CaseList(visitor.engine)
    number = min(max(1, number), 10_000)
    read = store.closed if which == "closed" else store.open
    found = read(visitor.sight, q[:100], number)
    offices = Offices(visitor.engine).offices(visitor.sight)
    rows = [(row, place(row.region[:6], offices), row.due_on and working_days_left(visitor.today, row.due_on))
            for row in found.rows]  # fmt: skip
    last = max(1, -(-found.total // PAGE))
    return page(
        request, visitor, "cases/list.html", rows=rows, total=found.total, q=q[:100], which=which, number=number,
        last=last,
    )  # fmt: skip


@router.get("/cases/{case_id}")
def case(request: Request, visitor: Looker, case_id: int) -> Response:
    """One case file."""
    file = Works(visitor.engine).case(case_id, visitor.sight) if case_id < _LARGEST_NUMBER else None
    if file is None:
        raise HTTPException(404)
    offices = Offices(visitor.engine).offices(visitor.sight)
    opened = [work for work in file.works if not work.is_closed]
    return page(
        request,
        visitor,
        "cases/case.html",
        case=file,
        name=next((work.project_name for work in file.works if work.project_name), file.project),
        place=place(file.region[:6], offices),
        open_count=len(opened),
        level=max((work.level for work in opened), key=lambda level: level.rank, default=None),
        workers=len({worker for work in opened for worker in work.finding.workers or ()}),
        families=_families(visitor, file),
        next_things=_next_things(visitor, opened),
        entries=_entries(visitor, file),
        leads=[kept.lead for kept in Leads(visitor.engine).of_case(file.id, visitor.sight)],
        states=STATES,
        has_project=exists(request.app, "/projects/-"),
    )


def _families(visitor: Visitor, file: CaseFile) -> list[dict[str, Any]]:
    """The alerts that stand for themselves, each with those that it mutes."""
    ids = {work.id for work in file.works}
    children: dict[int, list[Work]] = defaultdict(list)
    for work in file.works:
        if work.muted_by in ids:
            children[work.muted_by or 0].append(work)
    parents = [work for work in file.works if work.muted_by not in ids]
    return [
        {"it": _alert(visitor, work), "children": [_alert(visitor, child) for child in _below(work.id, children)]}
        for work in parents
    ]


def _below(work_id: int, children: dict[int, list[Work]]) -> list[Work]:
    """Everything that an alert mutes, and what that mutes in turn."""
    return [each for child in children.pop(work_id, []) for each in (child, *_below(child.id, children))]


def _alert(visitor: Visitor, work: Work) -> dict[str, Any]:
    return {
        "work": work,
        "sentence": sentence(work.finding, visitor.lang),
        "title": rule_title(work.key.rule, visitor.lang),
        "left": None if work.due_on is None else working_days_left(visitor.today, work.due_on),
    }


def _next_things(visitor: Visitor, opened: Sequence[Work]) -> list[dict[str, Any]]:
    """What to do next, the most pressing first; an alert that another one mutes waits for that one."""
    waiting = [work for work in opened if work.muted_by is None and work.due_on is not None]
    ordered = sorted(waiting, key=lambda work: (work.due_on, -work.level.rank, work.id))
    return [{**_alert(visitor, work), "todo": NEXT["gone"] if _is_cured(work) else NEXT[work.state]}
            for work in ordered[:5]]  # fmt: skip


def _is_cured(work: Work) -> bool:
    return not work.present and work.state is not State.OPEN


def _entries(visitor: Visitor, file: CaseFile) -> list[Any]:
    about = [f"case:{file.id}", *(f"alert:{work.id}" for work in file.works)]
    entries = ChronicleStore(visitor.engine).about(*about)[-MOST_ENTRIES:]
    offices = {rung.office: rung.name for work in file.works for rung in work.chain}
    names = {**offices, **Offices(visitor.engine).names(people(entries))}
    return told(entries, names, visitor.lang)
