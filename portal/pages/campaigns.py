"""Special campaigns (治理欠薪专项行动): saved, dated views of projects and alerts, and their progress."""

from datetime import date, timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, HTTPException, Query, Request
from starlette.responses import RedirectResponse, Response

from infra.db.offices import Offices
from infra.db.portraits import Campaign, Campaigns, Look
from infra.db.portraits.campaign import OUTCOMES
from monitors.festival import WEEKS, next_festival
from monitors.portrait import Safeguard
from monitors.rule import catalogue
from portal.i18n import mark
from portal.page import page
from portal.portraits import words
from portal.portraits.charts import campaign_chart
from portal.portraits.places import Places, is_region
from portal.visitor import SignedIn, Visitor, Worker
from schemas.finding import Level
from schemas.office import EVERYWHERE

router = APIRouter()
OUTCOME_WORDS: Final = dict(zip(OUTCOMES, (mark("未发现问题"), mark("发现问题")), strict=True))
LEVEL_WORDS: Final = {Level.RED: mark("红"), Level.ORANGE: mark("橙"), Level.YELLOW: mark("黄")}
_PAGE: Final = 50
_TOO_LONG: Final = mark("行动名称须为1至100字")
_DAYS: Final = mark("起止日期须为日期,且结束不早于开始")
_REGION: Final = mark("地区须在本辖区之内")
_CHOICE: Final = mark("所选的条件中有不存在的")
_NONE: Final[tuple[str, ...]] = ()


@router.get("/campaigns")
def campaigns(request: Request, visitor: SignedIn) -> Response:
    """The campaigns in sight with their progress, the latest first."""
    store = Campaigns(visitor.engine)
    found = [(one, store.progress(one, visitor.sight, visitor.today)) for one in store.all(visitor.sight)[:30]]
    return page(request, visitor, "campaigns/list.html", campaigns=found, places=Places.of(visitor), words=words)


@router.get("/campaigns/new")
def new(request: Request, visitor: Worker) -> Response:
    """The form of a new campaign, filled in for the weeks before the next Spring Festival."""
    return _form(request, visitor, _suggested(visitor))


@router.post("/campaigns")
def create(
    request: Request,
    visitor: Worker,
    *,
    name: Annotated[str, Form()] = "",
    begins_on: Annotated[str, Form()] = "",
    ends_on: Annotated[str, Form()] = "",
    region: Annotated[str, Form()] = "",
    funding: Annotated[list[str], Form()] = [],  # noqa: B006 (FastAPI copies it)
    sector: Annotated[list[str], Form()] = [],  # noqa: B006 (the same)
    safeguard: Annotated[list[str], Form()] = [],  # noqa: B006 (the same)
    rule: Annotated[list[str], Form()] = [],  # noqa: B006 (the same)
    level: Annotated[list[str], Form()] = [],  # noqa: B006 (the same)
) -> Response:
    """Save a campaign of the visitor's office."""
    chosen = {"funding": funding, "sector": sector, "safeguard": safeguard, "rule": rule, "level": level}
    told: dict[str, Any] = {
        "name": name.strip().replace("\0", ""),
        "begins_on": begins_on,
        "ends_on": ends_on,
        "region": region,
        "filter": {field: tuple(values) for field, values in chosen.items() if values},
    }
    errors = _errors(visitor, told)
    if errors:
        return _form(request, visitor, told, errors, 422)
    campaign = Campaign(
        told["name"], date.fromisoformat(begins_on), date.fromisoformat(ends_on), region, told["filter"]
    )
    number = Campaigns(visitor.engine).create(campaign, visitor.officer, visitor.today)
    return RedirectResponse(f"/campaigns/{number}", 303)


@router.get("/campaigns/{number}")
def campaign(
    request: Request, visitor: SignedIn, number: int, after: Annotated[str, Query(max_length=210)] = ""
) -> Response:
    """One campaign: its progress over its days, and its projects, those not looked at first."""
    store = Campaigns(visitor.engine)
    found = _found(store, visitor, number)
    progress = store.progress(found, visitor.sight, visitor.today)
    projects = store.projects(found, visitor.sight, after.replace("\0", ""), _PAGE)
    last = projects[-1] if len(projects) == _PAGE else None
    officers = Offices(visitor.engine).names({one.officer for one in projects if one.officer} | {found.created_by})
    return page(
        request,
        visitor,
        "campaigns/campaign.html",
        campaign=found,
        progress=progress,
        projects=projects,
        more=f"{int(last.outcome is not None)}.{last.project}" if last else "",
        officers=officers,
        outcomes=OUTCOME_WORDS,
        levels=LEVEL_WORDS,
        chart=campaign_chart(visitor, found, progress),
        places=Places.of(visitor),
        words=words,
    )


@router.post("/campaigns/{number}/checks")
def check(
    visitor: Worker,
    number: int,
    *,
    project: Annotated[str, Form(max_length=200)],
    outcome: Annotated[str, Form()],
    note: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Note that a project was looked at in the campaign."""
    store = Campaigns(visitor.engine)
    found = _found(store, visitor, number)
    if outcome not in OUTCOMES:
        raise HTTPException(400)
    look = Look(project.replace("\0", ""), outcome, note.strip().replace("\0", ""))
    if not store.check(found, look, visitor.officer, visitor.today):
        raise HTTPException(404)
    return RedirectResponse(f"/campaigns/{number}", 303)


def _found(store: Campaigns, visitor: Visitor, number: int) -> Campaign:
    found = store.get(number, visitor.sight) if 0 < number < 2**63 else None
    if found is None:
        raise HTTPException(404)
    return found


def _suggested(visitor: Visitor) -> dict[str, Any]:
    """Government and state-owned projects in the weeks before the next Spring Festival, if its notice is known."""
    festival = next_festival(visitor.today)
    begins = festival[0] - timedelta(weeks=WEEKS) if festival else visitor.today
    ends = festival[0] - timedelta(1) if festival else visitor.today + timedelta(weeks=WEEKS)
    name = visitor.say("%(year)s年春节前治理欠薪专项行动", year=festival[0].year) if festival else ""
    return {
        "name": name,
        "begins_on": str(begins),
        "ends_on": str(ends),
        "region": visitor.office.region,
        "filter": {"funding": ("government", "soe")},
    }


def _form(
    request: Request, visitor: Visitor, told: dict[str, Any], errors: tuple[str, ...] = _NONE, status: int = 200
) -> Response:
    return page(
        request,
        visitor,
        "campaigns/new.html",
        status,
        told=told,
        errors=errors,
        festival=next_festival(visitor.today),
        weeks=WEEKS,
        words=words,
        safeguards=list(Safeguard),
        rules=list(catalogue()),
        levels=LEVEL_WORDS,
        places=Places.of(visitor),
    )


def _errors(visitor: Visitor, told: dict[str, Any]) -> tuple[str, ...]:
    """What is wrong with the form, in Chinese to be translated."""
    found = []
    if not 1 <= len(told["name"]) <= 100:
        found.append(_TOO_LONG)
    begins, ends = _day(told["begins_on"]), _day(told["ends_on"])
    if begins is None or ends is None or ends < begins:
        found.append(_DAYS)
    region = told["region"]
    if not (is_region(region) or region == EVERYWHERE) or not visitor.sight.sees(region):
        found.append(_REGION)
    known: dict[str, set[str]] = {
        "funding": set(words.FUNDINGS),
        "sector": set(words.SECTORS),
        "safeguard": set(Safeguard),
        "rule": set(catalogue()),
        "level": set(Level),
    }
    if any(not set(values) <= known[field] for field, values in told["filter"].items()):
        found.append(_CHOICE)
    return tuple(found)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
