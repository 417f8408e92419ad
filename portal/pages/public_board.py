"""The public page behind a board's QR code, and the photo that the site sends: no sign-in, no personal data."""

from typing import Annotated, Final

from fastapi import APIRouter, File, Form, HTTPException, Request, UploadFile
from starlette.responses import RedirectResponse, Response

from infra import clock
from infra.db.boards import Codes, Photos, Sent
from infra.db.chronicle import ChronicleStore, Entry
from infra.db.policies import Policies
from portal.boards.content import Content, content_of, label
from portal.boards.picture import LARGEST_BYTES, NotAPictureError, Picture, examined
from portal.page import page
from portal.visitor import Anyone, Guest
from streams.policies import policy_in_force

router = APIRouter()
MOST_PER_HOUR: Final = 20
PERSONAL: Final = frozenset({"wage_officer"})
"""Items that stand on the site's board and not on the public page."""


@router.get("/b/{code}")
def board(request: Request, guest: Anyone, code: str) -> Response:
    """Rights, pay day, phones and how to complain."""
    found = _of_code(request, guest, code)
    shown = [item for item in found.items if item.key not in PERSONAL and not item.is_missing]
    return page(request, guest, "boards/public.html", board=found, items=shown, word=label, code=code, tel=telephone)


@router.get("/b/{code}/photo")
def form(request: Request, guest: Anyone, code: str, *, sent: bool = False) -> Response:
    """The form by which the site sends a photo of its board."""
    return _form(request, guest, code, sent=sent)


@router.post("/b/{code}/photo")
def send(
    request: Request,
    guest: Anyone,
    code: str,
    photo: Annotated[UploadFile, File()],
    items: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Take a photo in; an officer looks at it before anything follows from it."""
    found = _of_code(request, guest, code)
    store, now = Photos(guest.engine), clock.now()
    if store.recent(found.project, now) >= MOST_PER_HOUR:
        raise HTTPException(429)
    content = photo.file.read(LARGEST_BYTES + 1)
    try:
        picture = examined(content)
    except NotAPictureError as error:
        return _form(request, guest, code, 400, error=guest.say(str(error)))
    known = tuple(item.key for item in found.items if item.key in (items or ()))
    number = store.keep(_sent(found, picture, content, known), now, guest.today)
    body = {"photo": number, "sha256": picture.sha256, "items": list(known)}
    entry = Entry(f"project:{found.project}", "board_photo_received", "site", "", guest.today, body)
    ChronicleStore(guest.engine).write([entry])
    return RedirectResponse(f"/b/{code}/photo?sent=true", 303)


def telephone(text: str) -> str:
    """The digits of a text that is a telephone number; empty where it is something else, or more than one."""
    digits = "".join(character for character in text if character.isdigit())
    plain = all(character.isdigit() or character in "-+ ()" for character in text)
    return digits if plain and 3 <= len(digits) <= 13 else ""


def _form(
    request: Request, guest: Guest, code: str, status: int = 200, *, sent: bool = False, error: str = ""
) -> Response:
    found = _of_code(request, guest, code)
    return page(request, guest, "boards/photo.html", status, board=found, word=label, code=code, sent=sent, error=error)


def _of_code(request: Request, guest: Guest, code: str) -> Content:
    project = Codes(guest.engine).project(code)
    policy = policy_in_force(request.app.state.settings.policy, Policies(guest.engine))
    found = None if project is None else content_of(guest.engine, project, guest.today, policy)
    if found is None:
        raise HTTPException(404, guest.say("没有这块告示牌，请核对二维码。"))
    return found


def _sent(found: Content, picture: Picture, content: bytes, items: tuple[str, ...]) -> Sent:
    return Sent(
        project=found.project,
        region=found.region,
        sha256=picture.sha256,
        dhash=picture.dhash,
        longitude=picture.longitude,
        latitude=picture.latitude,
        taken_at=picture.taken_at,
        items=items,
        width=picture.width,
        height=picture.height,
        original=content,
        shown=picture.shown,
    )
