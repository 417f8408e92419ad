"""Districts: how far each safeguard covers the projects, where it does not, how that went, and which banks are late."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from starlette.responses import Response

from infra.db.portraits import Coverage, Feed, Point, Portraits, Wanted
from monitors.calendar import is_working_day
from monitors.portrait import Safeguard, State
from portal.page import page
from portal.pages.projects import wanted
from portal.portraits import words
from portal.portraits.charts import trend_chart
from portal.portraits.gallery import law
from portal.portraits.places import Places, child_digits, is_region, parent_of
from portal.visitor import SignedIn, Visitor

router = APIRouter()
SPAN: Final = 182
"""Days of the trend."""
WHOLE: Final = "whole"


@dataclass(frozen=True, slots=True)
class Tile:
    """One region of the tile map: the share of its projects that are covered, and a shade for it."""

    region: str
    name: str
    projects: int
    done: int
    asked: int

    @property
    def percent(self) -> float | None:
        """The share in per cent; None where nobody is asked."""
        return 100 * self.done / self.asked if self.asked else None

    @property
    def shade(self) -> int:
        """1 to 5, light to dark."""
        return 0 if self.percent is None else min(int(self.percent // 20) + 1, 5)


@dataclass(frozen=True, slots=True)
class LateFeed:
    """A bank and how many working days its data lags behind; None where it has never delivered."""

    feed: Feed
    behind: int | None
    is_late: bool


@router.get("/district")
def own(
    request: Request,
    visitor: SignedIn,
    asked: Annotated[Wanted, Depends(wanted)],
    by: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """The district of the visitor's own office."""
    return _district(request, visitor, visitor.office.region, asked, by)


@router.get("/district/{code}")
def district(
    request: Request,
    visitor: SignedIn,
    code: str,
    asked: Annotated[Wanted, Depends(wanted)],
    by: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """A district in sight; any other is answered like one that does not exist."""
    if not is_region(code) or not visitor.sight.sees(code):
        raise HTTPException(404)
    return _district(request, visitor, code, asked, by)


def _district(request: Request, visitor: Visitor, region: str, asked: Wanted, by: str) -> Response:
    store, places = Portraits(visitor.engine), Places.of(visitor)
    here = replace(asked, region=region, safeguard="", state="", course="", text="")
    found = store.coverage(here, visitor.sight, len(region)).get(region, Coverage())
    points = store.trend(here, visitor.sight, visitor.today - timedelta(SPAN))
    allowed = law(request).number("feed_late_wd", region, visitor.today)
    by = by if by in set(Safeguard) else WHOLE
    narrowed = {"sector": asked.sector, "funding": asked.funding}
    return page(
        request,
        visitor,
        "district/district.html",
        region=region,
        places=places,
        crumbs=_crumbs(visitor, region),
        coverage=found,
        safeguards=list(Safeguard),
        states=list(State),
        tiles=_tiles(store, visitor, here, places, by),
        by=by,
        whole=WHOLE,
        trend=_by_day(points),
        chart=trend_chart(visitor, points),
        feeds=[_lag(visitor, feed, allowed) for feed in store.feeds(here, visitor.sight)],
        asked=asked,
        narrowed=urlencode({name: value for name, value in narrowed.items() if value}),
        words=words,
    )


def _tiles(store: Portraits, visitor: Visitor, here: Wanted, places: Places, by: str) -> list[Tile]:
    """The regions one level down in the order of their codes; none below the last level."""
    digits = child_digits(here.region)
    if digits is None:
        return []
    found = store.coverage(here, visitor.sight, digits)
    return [_tile(region, places, coverage, by) for region, coverage in sorted(found.items()) if len(region) == digits]


def _tile(region: str, places: Places, coverage: Coverage, by: str) -> Tile:
    if by == WHOLE:
        return Tile(region, places.name(region), coverage.projects, coverage.whole, coverage.projects)
    return Tile(region, places.name(region), coverage.projects, coverage.count(by, State.IN_PLACE), coverage.asked(by))


def _crumbs(visitor: Visitor, region: str) -> list[str]:
    """The regions around this one that are in sight, the widest first."""
    found = []
    while region:
        region = parent_of(region)
        if region and visitor.sight.sees(region):
            found.append(region)
    return found[::-1]


def _by_day(points: Iterable[Point]) -> Sequence[tuple[date, Mapping[str, Point]]]:
    """The trend's table, the latest day first; at most thirty days."""
    days: dict[date, dict[str, Point]] = {}
    for point in points:
        days.setdefault(point.day, {})[point.safeguard] = point
    return sorted(days.items(), reverse=True)[:30]


def _lag(visitor: Visitor, feed: Feed, allowed: int) -> LateFeed:
    """How many working days a bank lags behind today, and whether that is too many."""
    if feed.complete_until is None:
        return LateFeed(feed, None, is_late=True)
    day, behind = feed.complete_until, 0
    while day < visitor.today and behind < 400:
        day += timedelta(1)
        behind += is_working_day(day)
    return LateFeed(feed, behind, is_late=behind > allowed)
