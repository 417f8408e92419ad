"""Sign-in with a local account; single sign-on begins and ends in `portal.pages.sso`."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from infra import clock
from infra.db.chronicle import Entry, append
from infra.db.engine import connected
from infra.db.offices.accounts import Accounts
from infra.db.offices.attempts import Attempts, TooMany
from infra.db.offices.sessions import open_session
from infra.db.offices.store import officer_of
from portal.page import page
from portal.security import begin_visit, inside, keep_visit
from portal.visitor import Anyone, Guest

router = APIRouter()


@router.get("/signin")
def form(request: Request, guest: Anyone, next: str = "/") -> Response:  # noqa: A002 (the query's name)
    """The sign-in page."""
    return _form(request, guest, next)


@router.post("/signin")
def sign_in(
    request: Request,
    guest: Anyone,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",  # noqa: A002 (the field's name)
) -> Response:
    """Sign in with name and password."""
    if not request.app.state.settings.local_accounts:
        return _form(request, guest, next, 403, guest.say("本系统不使用本地账户,请用统一身份认证登录。"))
    attempts, name = Attempts(guest.engine), name.strip()
    reserved = attempts.reserve(name, address(request), clock.now())
    if isinstance(reserved, TooMany):
        minutes = -(-reserved.retry_after_s // 60)
        text = guest.say("尝试次数过多,请 %(minutes)s 分钟后再试。", minutes=minutes)
        answer = _form(request, guest, next, 429, text, name)
        answer.headers["Retry-After"] = str(reserved.retry_after_s)
        return answer
    officer = Accounts(guest.engine).signed_in(name, password)
    if officer is None:
        return _form(request, guest, next, 401, guest.say("用户名或密码不正确。"), name)
    attempts.forgive(reserved, officer)
    return admitted(request, guest, officer, "password", next)


def admitted(request: Request, guest: Guest, name: str, how: str, target: str) -> Response:
    """Open a session of its own for the officer and lead to the page that was asked for."""
    with connected(guest.engine) as connection:
        officer = officer_of(connection, name, guest.today)
        if officer is None:
            return _form(request, guest, target, 403, guest.say("该账户已停用。"))
        begin_visit(request, open_session(connection, name, clock.now()))
        body = {"by": how, "address": address(request)}
        append(connection, [Entry(f"officer:{name}", "signed_in", name, officer.office, guest.today, body)])
    answer = RedirectResponse(inside(target), 303)
    keep_visit(request, answer)
    return answer


def address(request: Request) -> str:
    """Where the visitor comes from."""
    return request.client.host if request.client else ""


def _form(
    request: Request, guest: Guest, target: str, status: int = 200, error: str | None = None, name: str = ""
) -> Response:
    settings = request.app.state.settings
    return page(
        request,
        guest,
        "home/signin.html",
        status,
        next=inside(target),
        error=error,
        name=name,
        local=settings.local_accounts,
        sso=bool(settings.oidc_issuer),
    )
