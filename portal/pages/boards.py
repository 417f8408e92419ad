"""The notice-board maker: a project's board item by item, the sheet to print, and the photos that sites sent."""

from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Form, HTTPException, Path, Query, Request
from starlette.responses import RedirectResponse, Response

from infra.db.boards import Codes, Photo, Photos
from infra.db.boards.codes import code_of, write_entries
from infra.db.chronicle import Entry, append
from infra.db.engine import connected
from infra.db.ledgers import LedgerStore
from infra.db.policies import Policies
from infra.db.portraits import Portraits, Wanted
from monitors.ledger import Ledger
from monitors.terms.boards import Boards
from portal.boards.checks import checked
from portal.boards.content import ENTERABLE, Content, content_of, label
from portal.boards.deciding import AlreadyDecidedError, Seen, confirm, refuse
from portal.boards.sheet import PAPERS, sheet
from portal.documents import MissingGlyphError
from portal.page import page
from portal.visitor import SignedIn, Visitor, Worker
from streams.policies import policy_in_force

router = APIRouter()
Number = Annotated[int, Path(ge=0, lt=2**63)]
_LONGEST: Final = 200
_STANDING: Final = "board"


@router.get("/boards")
def boards(request: Request, visitor: SignedIn, q: Annotated[str, Query(max_length=_LONGEST)] = "") -> Response:
    """The photos that wait for an officer, and the projects, those without a board first."""
    store, text = Portraits(visitor.engine), q.strip().replace("\0", "")
    lacking = store.page(Wanted(safeguard=_STANDING, state="lacking", text=text), visitor.sight)
    known = {project.project for project in lacking}
    others = [p for p in store.page(Wanted(text=text), visitor.sight) if p.project not in known]
    waiting = Photos(visitor.engine).waiting(visitor.sight)
    return page(request, visitor, "boards/list.html", lacking=lacking, others=others, waiting=waiting, q=text)


@router.get("/boards/{project}")
def board(request: Request, visitor: SignedIn, project: str) -> Response:
    """One project's board."""
    found = _seen(request, visitor, project)
    photos = Photos(visitor.engine).of_project(project, visitor.sight)
    return page(
        request,
        visitor,
        "boards/board.html",
        board=found,
        word=label,
        code=Codes(visitor.engine).code(project),
        address=_address(request, visitor, project),
        papers=PAPERS,
        enterable=[item for item in found.items if item.key in ENTERABLE and item.is_missing],
        entered=Codes(visitor.engine).entries(project),
        photos=[checked(visitor.engine, photo, visitor.sight, visitor.today) for photo in photos],
        board_ids=_board_ids(visitor, project),
        path_of=_path,
    )


@router.post("/boards/{project}/code")
def make_code(request: Request, visitor: Worker, project: str) -> Response:
    """Give the project the code of its public page, once and for all."""
    _seen(request, visitor, project)
    officer = visitor.officer
    with connected(visitor.engine) as connection:
        _, new = code_of(connection, project, made_on=visitor.today, made_by=officer.id)
        if new:
            append(connection, [_entry(visitor, project, "board_code_made", {})])
    return RedirectResponse(_path(project), 303)


@router.post("/boards/{project}/entries")
def enter(
    request: Request,
    visitor: Worker,
    project: str,
    project_office: Annotated[str | None, Form(max_length=_LONGEST)] = None,
    sector_authority: Annotated[str | None, Form(max_length=_LONGEST)] = None,
    wage_officer: Annotated[str | None, Form(max_length=_LONGEST)] = None,
) -> Response:
    """Keep what no registry delivers, as an officer was told it."""
    _seen(request, visitor, project)
    told = zip(ENTERABLE, (project_office, sector_authority, wage_officer), strict=True)
    values = {item: text.strip().replace("\0", "") for item, text in told if text is not None}
    with connected(visitor.engine) as connection:
        write_entries(connection, project, values, entered_on=visitor.today, entered_by=visitor.officer.id)
        append(connection, [_entry(visitor, project, "board_items_entered", dict(values))])
    return RedirectResponse(_path(project), 303)


@router.get("/boards/{project}/board.pdf")
def printed(request: Request, visitor: SignedIn, project: str, paper: str = PAPERS[0]) -> Response:
    """The sheet to print; the code must have been made."""
    found, address = _seen(request, visitor, project), _address(request, visitor, project)
    if paper not in PAPERS or not address:
        raise HTTPException(404)
    try:
        made = sheet(found, paper=paper, address=address, office=visitor.office.name, dated=visitor.today)
    except MissingGlyphError as error:
        raise HTTPException(
            400, visitor.say("没有字体能印出这些字：%(characters)s", characters=error.characters)
        ) from error
    name = quote(f"board-{project}-{paper}.pdf")
    headers = {"Content-Disposition": f"inline; filename*=UTF-8''{name}"}
    return Response(made, media_type="application/pdf", headers=headers)


@router.get("/boards/{project}/photos/{number}.jpg")
def picture(visitor: SignedIn, project: str, number: Number) -> Response:
    """A photo without what the camera wrote into it."""
    photo = _photo(visitor, project, number)
    shown = Photos(visitor.engine).shown(photo.id, visitor.sight)
    return Response(shown, media_type="image/jpeg")


@router.post("/boards/{project}/photos/{number}")
def decide(
    request: Request,
    visitor: Worker,
    project: str,
    number: Number,
    decision: Annotated[str, Form()],
    board_id: Annotated[str, Form(max_length=100)] = "",
    items: Annotated[list[str] | None, Form()] = None,
    note: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Confirm that the board stands as on the photo, or refuse the photo with a reason."""
    content, photo = _seen(request, visitor, project), _photo(visitor, project, number)
    note = note.strip().replace("\0", "")
    try:
        if decision == "confirm" and board_id.strip():
            known = frozenset(item.key for item in content.items if not item.is_missing)
            confirm(visitor, photo, content, Seen(board_id.strip(), known & frozenset(items or ()), note))
        elif decision == "refuse" and note:
            refuse(visitor.engine, visitor, photo, note)
        else:
            raise HTTPException(400, visitor.say("不采用照片时请说明理由"))
    except AlreadyDecidedError as error:
        raise HTTPException(409) from error
    return RedirectResponse(f"{_path(project)}#photo-{number}", 303)


def _seen(request: Request, visitor: Visitor, project: str) -> Content:
    """The project's board, if the project lies in sight."""
    policy = policy_in_force(request.app.state.settings.policy, Policies(visitor.engine))
    found = content_of(visitor.engine, project, visitor.today, policy)
    if found is None or not visitor.sight.sees(found.region):
        raise HTTPException(404)
    return found


def _photo(visitor: Visitor, project: str, number: int) -> Photo:
    photo = Photos(visitor.engine).get(number, visitor.sight)
    if photo is None or photo.project != project:
        raise HTTPException(404)
    return photo


def _address(request: Request, visitor: Visitor, project: str) -> str:
    """The public page's address; empty before there is a code."""
    code = Codes(visitor.engine).code(project)
    base = request.app.state.settings.portal_url or str(request.base_url)
    return f"{base.rstrip('/')}/b/{code}" if code else ""


def _board_ids(visitor: Visitor, project: str) -> list[str]:
    """The boards that the project is known to have had, those that stand first."""
    loaded = LedgerStore(visitor.engine).load([project])[project]
    ledger = Ledger.restored(project, loaded.state, loaded.months)
    return [board.id for board in sorted(Boards(ledger, visitor.today).all, key=lambda board: not board.stands)]


def _path(project: str) -> str:
    return f"/boards/{quote(project, safe='')}"


def _entry(visitor: Visitor, project: str, act: str, body: dict[str, str]) -> Entry:
    return Entry(f"project:{project}", act, visitor.officer.id, visitor.officer.office, visitor.today, dict(body))
