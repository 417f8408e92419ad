"""Single sign-on: to the identity provider and back."""

import logging

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from infra import clock
from infra.db.offices.accounts import Accounts
from infra.db.offices.sign_ons import SignOn, SignOns
from infra.oidc import Challenge, IdentityProvider, SignOnError
from portal.errors import failure
from portal.pages.signin import admitted
from portal.security import inside, keep_visit, visit_of
from portal.visitor import Anyone, Guest

router = APIRouter(prefix="/signin/sso")
log = logging.getLogger(__name__)


@router.get("")
def begin(request: Request, guest: Anyone, next: str = "/") -> Response:  # noqa: A002 (the query's name)
    """Send the visitor to the identity provider."""
    settings = request.app.state.settings
    if not settings.oidc_issuer:
        return failure(request, 404)
    challenge = Challenge.new()
    try:
        address = IdentityProvider(settings).address(challenge, _here(request))
    except SignOnError as error:
        return _refused(request, guest, error)
    sign_on = SignOn(challenge.state, challenge.nonce, challenge.verifier, inside(next))
    SignOns(guest.engine).begin(sign_on, visit_of(request), clock.now())
    answer = RedirectResponse(address, 303)
    keep_visit(request, answer)
    return answer


@router.get("/callback")
def callback(request: Request, guest: Anyone, state: str = "", code: str = "") -> Response:
    """Let in whom the provider vouches for, in the browser in which it began."""
    settings = request.app.state.settings
    if not settings.oidc_issuer:
        return failure(request, 404)
    sign_on = SignOns(guest.engine).answered(state, visit_of(request), clock.now())
    if sign_on is None or not code:
        return failure(request, 403, guest.say("登录已过期或不是从本页面发起的,请重新登录。"))
    challenge = Challenge(sign_on.state, sign_on.nonce, sign_on.verifier)
    try:
        subject = IdentityProvider(settings).subject(code, challenge, _here(request))
    except SignOnError as error:
        return _refused(request, guest, error)
    officer = Accounts(guest.engine).of_subject(subject)
    if officer is None:
        return failure(request, 403, guest.say("统一身份认证成功,但您尚未登记为本系统用户,请联系本单位管理员。"))
    return admitted(request, guest, officer, "oidc", sign_on.target)


def _here(request: Request) -> str:
    address = request.app.state.settings.portal_url or str(request.base_url)
    return f"{address.rstrip('/')}/signin/sso/callback"


def _refused(request: Request, guest: Guest, error: SignOnError) -> Response:
    log.warning("single sign-on failed: %s", error)
    return failure(request, 502, guest.say("统一身份认证服务没有给出有效答复,请稍后再试。"))
