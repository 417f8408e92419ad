"""What keeps a page's visitor safe: cookies, the token against forgery, headers, where a link may lead."""

import hashlib
import hmac
import secrets
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
MACHINE: Final = "/v1"
"""Below it lies the interface for machines, which limits what is sent by itself."""
SENDERS: Final = "/sender"
"""Below it lie the pages of the people at banks, sites and registries, and nothing else."""
DELIVERIES: Final = f"{SENDERS}/deliveries"
"""Where a sender's file is posted: as large as by machine."""
CSRF_FIELD: Final = "csrf"
CSRF_HEADER: Final = "X-CSRF-Token"
LARGEST_BODY: Final = 32 * 1024 * 1024

HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self';"
        " frame-ancestors 'none'"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), payment=(), usb=()",
}
"""On every answer, errors and files included."""

_YEAR_S: Final = 365 * 24 * 3600
TRANSPORT: Final = f"max-age={_YEAR_S}"


def is_secure(connection: HTTPConnection) -> bool:
    """Whether the visitor came by https, also through a trusted proxy."""
    return connection.url.scheme == "https"


def cookie_name(connection: HTTPConnection) -> str:
    """The name of the cookie that holds the visit's token; by https the browser itself pins it to this host."""
    return "__Host-wagewatch" if is_secure(connection) else "wagewatch"


def visit_of(connection: HTTPConnection) -> str:
    """The visit's token: what the browser brought, or a new one that the answer gives it."""
    state = connection.state
    if not hasattr(state, "visit"):
        brought = connection.cookies.get(cookie_name(connection), "")
        state.visit = brought or secrets.token_urlsafe(32)
        state.new_visit = not brought
    return str(state.visit)


def begin_visit(request: Request, token: str) -> None:
    """From this answer on the browser brings another token: nothing known before sign-in is worth anything after it."""
    request.state.visit = token
    request.state.new_visit = True


def end_visit(request: Request) -> None:
    """Take the token from the browser."""
    begin_visit(request, "")


def csrf_of(connection: HTTPConnection) -> str:
    """The token that forms carry: bound to the visit, told to nobody who cannot read the visit's pages."""
    return hmac.new(visit_of(connection).encode(), b"csrf", hashlib.sha256).hexdigest()


def keep_visit(request: HTTPConnection, response: Response) -> None:
    """Give the browser its token."""
    token, name, secure = str(request.state.visit), cookie_name(request), is_secure(request)
    if token:
        response.set_cookie(name, token, path="/", secure=secure, httponly=True, samesite="lax")
    else:
        response.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="lax")


def inside(target: str | None, otherwise: str = "/") -> str:
    """The target if it is a path of this portal, else `otherwise`: nobody is led away by a link to the sign-in page."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return otherwise
    if any(ord(character) < 0x21 or character == "\\" for character in target):
        return otherwise
    parts = urlsplit(target)
    return otherwise if parts.scheme or parts.netloc else target
