"""The way in: the first page, the language switch, one's own account, and the way out."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from infra import clock
from infra.db.chronicle import Entry, append
from infra.db.engine import connected
from infra.db.offices import Offices, Sessions
from infra.db.offices.accounts import LONGEST, SHORTEST, Accounts, set_password
from infra.db.offices.attempts import Attempts, TooMany
from infra.db.offices.sessions import close_all, open_session
from portal.i18n import LANGUAGES, mark
from portal.navigation import navigation
from portal.page import page
from portal.security import begin_visit, end_visit, inside, is_secure, keep_visit, visit_of
from portal.visitor import LANGUAGE_COOKIE, SignedIn
from schemas.office import Role

router = APIRouter()
ROLE_WORDS = {
    Role.OFFICER: mark("监察员"),
    Role.CHIEF: mark("负责人"),
    Role.POLICY: mark("政策管理"),
    Role.AUDITOR: mark("审计"),
    Role.ADMIN: mark("系统管理"),
    Role.FUND_CLERK: mark("周转金经办"),
    Role.FUND_SECTOR: mark("周转金行业意见"),
    Role.FUND_FINANCE: mark("周转金财政"),
    Role.FUND_APPROVER: mark("周转金审批"),
    Role.FUND_CASHIER: mark("周转金出纳"),
    Role.SENDER: mark("报送人员"),
}
_FIRST = ("/queue", "/fund", "/admin")
_YEAR_S = 365 * 24 * 3600


@router.get("/")
def home(request: Request, visitor: SignedIn) -> Response:
    """Lead to the work queue, or to administration whoever works no alerts."""
    paths = [entry.path for entry in navigation(request.app, visitor)]
    first = next((path for path in _FIRST if path in paths), None)
    return RedirectResponse(first or next(iter(paths), "/profile"), 303)


@router.post("/language")
def language(request: Request, lang: Annotated[str, Form()], next: Annotated[str, Form()] = "/") -> Response:  # noqa: A002 (the field's name)
    """Change the language and stay on the page."""
    answer = RedirectResponse(inside(next), 303)
    chosen = lang if lang in LANGUAGES else LANGUAGES[0]
    secure = is_secure(request)
    answer.set_cookie(LANGUAGE_COOKIE, chosen, max_age=_YEAR_S, secure=secure, httponly=True, samesite="lax")
    return answer


@router.post("/signout")
def sign_out(request: Request, visitor: SignedIn) -> Response:
    """End the session."""
    Sessions(visitor.engine).close(visit_of(request))
    with connected(visitor.engine) as connection:
        append(connection, [_entry(visitor, "signed_out")])
    end_visit(request)
    answer = RedirectResponse("/signin", 303)
    keep_visit(request, answer)
    return answer


@router.get("/profile")
def profile(request: Request, visitor: SignedIn) -> Response:
    """One's own account: office, roles, whom one acts for, the password."""
    return _profile(request, visitor)


@router.post("/profile/password")
def change_password(
    request: Request,
    visitor: SignedIn,
    old: Annotated[str, Form()],
    new: Annotated[str, Form()],
    again: Annotated[str, Form()],
) -> Response:
    """Change one's password; every other session of the account ends."""
    reserved = Attempts(visitor.engine).reserve(visitor.officer.id, _address(request), clock.now())
    if isinstance(reserved, TooMany):
        answer = _profile(request, visitor, 429, error=visitor.say("尝试过于频繁,请稍后再试。"))
        answer.headers["Retry-After"] = str(reserved.retry_after_s)
        return answer
    if Accounts(visitor.engine).signed_in(visitor.officer.id, old) is None:
        return _profile(request, visitor, 422, error=visitor.say("现有密码不正确。"))
    Attempts(visitor.engine).forgive(reserved, visitor.officer.id)
    if new != again or not SHORTEST <= len(new) <= LONGEST:
        text = visitor.say("新密码至少 %(shortest)s 位,且两次输入须一致。", shortest=SHORTEST)
        return _profile(request, visitor, 422, error=text)
    with connected(visitor.engine) as connection:
        set_password(connection, visitor.officer.id, new)
        close_all(connection, visitor.officer.id)
        begin_visit(request, open_session(connection, visitor.officer.id, clock.now()))
        append(connection, [_entry(visitor, "password_changed")])
    answer = RedirectResponse("/profile?changed=1", 303)
    keep_visit(request, answer)
    return answer


def _profile(request: Request, visitor: SignedIn, status: int = 200, error: str | None = None) -> Response:
    offices = [office for code in visitor.officer.offices if (office := Offices(visitor.engine).office(code))]
    return page(
        request,
        visitor,
        "home/profile.html",
        status,
        offices=offices,
        roles=[ROLE_WORDS[role] for role in Role if role in visitor.officer.roles],
        has_password=Accounts(visitor.engine).has_password(visitor.officer.id),
        shortest=SHORTEST,
        error=error,
        changed="changed" in request.query_params,
    )


def _entry(visitor: SignedIn, act: str) -> Entry:
    officer = visitor.officer
    return Entry(f"officer:{officer.id}", act, officer.id, officer.office, visitor.today, {})


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
