"""Projects: those in sight by what they lack, and each as a portrait on six tabs."""

from typing import Annotated, Any, Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from sqlalchemy import select
from starlette.responses import Response

from infra.db.engine import connected
from infra.db.portraits import Portraits, Wanted
from infra.db.portraits.journal import PAGE, Happenings
from infra.db.portraits.listing import PAGE as PROJECTS
from infra.db.sight import within
from infra.db.works.tables import cases, works
from monitors.portrait import Course, Safeguard
from monitors.portrait.safeguards import DECISIVE, RELATED
from portal.i18n import mark
from portal.navigation import exists
from portal.page import page
from portal.portraits import words
from portal.portraits.charts import money_chart
from portal.portraits.gallery import GALLERY, Shown, law
from portal.portraits.happenings import GROUPS, told
from portal.portraits.places import Places
from portal.portraits.wages import SHOWN, WINDOW, Asked, view
from portal.visitor import SignedIn, Visitor
from schemas.office import Role

router = APIRouter()
TABS: Final = (
    ("", mark("概况")),
    ("/wages", mark("工资台账")),
    ("/money", mark("专户资金")),
    ("/board", mark("告示牌")),
    ("/parties", mark("责任主体")),
    ("/events", mark("事件记录")),
)
_LONGEST: Final = 200


def wanted(
    *,
    region: Annotated[str, Query(max_length=9)] = "",
    sector: Annotated[str, Query(max_length=20)] = "",
    funding: Annotated[str, Query(max_length=20)] = "",
    course: Annotated[str, Query(max_length=20)] = "",
    safeguard: Annotated[str, Query(max_length=20)] = "",
    state: Annotated[str, Query(max_length=20)] = "",
    q: Annotated[str, Query(max_length=_LONGEST)] = "",
) -> Wanted:
    """The projects that the address asks for."""
    told = (region, sector, funding, course, safeguard, state, q.strip())
    return Wanted(*(value.replace("\0", "") for value in told))


@router.get("/projects")
def projects(
    request: Request,
    visitor: SignedIn,
    asked: Annotated[Wanted, Depends(wanted)],
    after: Annotated[str, Query(max_length=_LONGEST + 10)] = "",
) -> Response:
    """The projects in sight, those that lack most first; HTMX gets the rows that follow."""
    store = Portraits(visitor.engine)
    found = store.page(asked, visitor.sight, after.replace("\0", ""))
    more = found[-1].place if len(found) == PROJECTS else ""
    told = {name: value for name, value in _fields(asked).items() if value}
    context: dict[str, Any] = {
        "projects": found,
        "asked": asked,
        "more": urlencode({**told, "after": more}) if more else "",
        "words": words,
        "places": Places.of(visitor),
        "safeguards": list(Safeguard),
    }
    if after and "HX-Request" in request.headers:
        return page(request, visitor, "projects/rows.html", **context)
    return page(request, visitor, "projects/list.html", total=store.count(asked, visitor.sight), **context)


@router.get("/projects/{project}")
def overview(request: Request, visitor: SignedIn, project: str) -> Response:
    """The six safeguards at a glance, the open alerts and the case, the facts of the project."""
    shown = _shown(request, visitor, project)
    alerts = _alerts(visitor, project)
    speaking = {name: {*DECISIVE[name], *RELATED[name]} for name in Safeguard}
    return _tab(request, visitor, shown, "", alerts=alerts, speaking=speaking, case=_case(visitor, project))


@router.get("/projects/{project}/wages")
def wages(
    request: Request,
    visitor: SignedIn,
    project: str,
    *,
    show: Annotated[str, Query(max_length=20)] = "",
    employer: Annotated[str, Query(max_length=40)] = "",
    month: Annotated[str, Query(max_length=7)] = "",
    start: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    everything: Annotated[bool, Query(alias="all")] = False,
) -> Response:
    """The worker × month matrix, a window of it, or all of it for printing."""
    shown = _shown(request, visitor, project)
    names = shown.portrait.parties.names if shown.portrait.parties else {}
    asked = Asked(show, employer, month, start, everything)
    seen = view(visitor, shown.portrait.matrix, names, asked)
    employers = [(uscc or "-", names.get(uscc or "", visitor.say("未实名登记")))
        for uscc in shown.portrait.matrix.employers]  # fmt: skip
    may_ask = visitor.may(Role.OFFICER, Role.CHIEF) and exists(request.app, "/workers")
    context = {"view": seen, "shows": SHOWN, "window": WINDOW, "employers": employers, "may_ask": may_ask}
    return _tab(request, visitor, shown, "/wages", **context)


@router.get("/projects/{project}/money")
def money(request: Request, visitor: SignedIn, project: str) -> Response:
    """Accounts, balances, labour-cost cycles and bonds over time."""
    shown = _shown(request, visitor, project)
    told = shown.portrait.money
    movements = sorted((m for purse in told.purses for m in purse.movements), key=lambda m: m.on, reverse=True)
    context = {"money": told, "movements": movements[:200], "chart": money_chart(visitor, told)}
    return _tab(request, visitor, shown, "/money", **context)


@router.get("/projects/{project}/board")
def board(request: Request, visitor: SignedIn, project: str) -> Response:
    """The boards, item by item."""
    shown = _shown(request, visitor, project)
    maker = f"/boards/{quote(project, safe='')}"
    return _tab(request, visitor, shown, "/board", maker=maker if exists(request.app, maker) else "")


@router.get("/projects/{project}/parties")
def parties(request: Request, visitor: SignedIn, project: str) -> Response:
    """Who takes part, and who answers in which order."""
    return _tab(request, visitor, _shown(request, visitor, project), "/parties")


@router.get("/projects/{project}/events")
def events(
    request: Request,
    visitor: SignedIn,
    project: str,
    group: Annotated[str, Query(max_length=10)] = "",
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
) -> Response:
    """What was accepted about the project, the latest first."""
    shown = _shown(request, visitor, project)
    found = Happenings(visitor.engine).page(project, visitor.sight, group, before)
    more = found[-1].frame.seq if len(found) == PAGE else None
    context = {"events": [told(visitor, one) for one in found], "group": group, "groups": GROUPS, "more": more}
    return _tab(request, visitor, shown, "/events", **context)


def _shown(request: Request, visitor: Visitor, project: str) -> Shown:
    shown = None if "\0" in project else GALLERY.shown(visitor, law(request), project)
    if shown is None:
        raise HTTPException(404)
    return shown


def _tab(request: Request, visitor: Visitor, shown: Shown, tab: str, **context: Any) -> Response:
    template = f"projects/{tab.removeprefix('/') or 'overview'}.html"
    root = f"/projects/{quote(shown.listed.project, safe='')}"
    places = Places.of(visitor)
    return page(
        request, visitor, template, shown=shown, listed=shown.listed, portrait=shown.portrait, root=root, tab=tab,
        tabs=TABS, words=words, places=places, courses=Course, **context,
    )  # fmt: skip


def _alerts(visitor: Visitor, project: str) -> list[Any]:
    """The project's open alerts in sight, the gravest first."""
    query = select(works).where(
        works.c.project == project, works.c.state != "closed", within(works.c.region, visitor.sight)
    )
    with connected(visitor.engine) as connection:
        return list(connection.execute(query.order_by(works.c.rank.desc(), works.c.due_on, works.c.id)).all())


def _case(visitor: Visitor, project: str) -> Any:
    query = select(cases).where(
        cases.c.project == project, cases.c.closed_on.is_(None), within(cases.c.region, visitor.sight)
    )
    with connected(visitor.engine) as connection:
        return connection.execute(query).first()


def _fields(asked: Wanted) -> dict[str, str]:
    return {
        "region": asked.region,
        "sector": asked.sector,
        "funding": asked.funding,
        "course": asked.course,
        "safeguard": asked.safeguard,
        "state": asked.state,
        "q": asked.text,
    }
