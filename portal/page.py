"""Pages: templates filled in for a visitor."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any, Final

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.responses import HTMLResponse

from portal.filters import FILTERS
from portal.i18n import say
from portal.navigation import navigation
from portal.security import CSRF_FIELD, csrf_of
from portal.visitor import Guest, Visitor, language_of

HERE: Final = Path(__file__).parent
STATIC: Final = HERE / "static"


def page(request: Request, visitor: Guest | None, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A template of `portal/templates` as an answer.

    Args:
        request: The request.
        visitor: Who looks: an officer, a guest of a public page, or nobody known (an error page).
        template: Its path, such as `queue/list.html`.
        status: The answer's code.
        context: What the template is given, beside `visitor`, `officer`, `office`, `lang`, `today`, `nav`, `path`,
            `hx` (whether HTMX asks, for a part of the page), `_()`, `csrf()` and `static()`.
    """
    return HTMLResponse(_rendered(request, visitor, template, context), status)


def _rendered(request: Request, visitor: Guest | None, template: str, context: dict[str, Any]) -> str:
    lang = visitor.lang if visitor else language_of(request)
    token = csrf_of(request)
    request.state.gives_visit = True
    officer = visitor if isinstance(visitor, Visitor) else None
    given = {
        "request": request,
        "visitor": visitor,
        "officer": officer and officer.officer,
        "office": officer and officer.office,
        "today": visitor and visitor.today,
        "nav": navigation(request.app, officer) if officer else [],
        "path": request.url.path,
        "lang": lang,
        "hx": "HX-Request" in request.headers,
        "csrf_token": token,
        "csrf": lambda: Markup('<input type="hidden" name="{}" value="{}">').format(CSRF_FIELD, token),
    }
    return environment().get_template(template).render(**given | context)


@cache
def environment() -> Environment:
    """The templates, with filters; what a template names must be there."""
    made = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined)
    made.trim_blocks = made.lstrip_blocks = True
    made.filters.update(FILTERS)
    made.globals["static"] = static
    made.globals["_"] = _said
    return made


@pass_context
def _said(context: Context, text: str, **values: Any) -> str:
    return say(text, str(context.get("lang", "zh")), **values)


@cache
def static(path: str) -> str:
    """The address of a file in `portal/static`, a new one whenever the file is another."""
    return f"/static/{path}?v={hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:12]}"
