"""What an officer asks of the work queue: whose alerts, which of them, in which order."""

import enum
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, false, func, literal, or_

from infra.db.sight import within
from infra.db.works.tables import works
from schemas.finding import Level
from schemas.office import Officer


class Scope(enum.StrEnum):
    """Whose alerts are asked for; all but the last are open ones."""

    MINE = "mine"
    OFFICE = "office"
    ESCALATED = "escalated"
    ALL = "all"
    CLOSED = "closed"


class Order(enum.StrEnum):
    """What comes first: the gravest, then what is due first; what is due first; what is newest; what costs most."""

    URGENT = "urgent"
    DUE = "due"
    NEWEST = "newest"
    AMOUNT = "amount"


class Deadline(enum.StrEnum):
    """When what an alert asks for is due, seen from today; the week ends with its Sunday."""

    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Filters:
    """Which alerts. Values of one facet are alternatives, facets narrow each other; an empty facet asks for nothing.

    `districts` are county codes (six digits). `text` is looked for in the project's name and number; `#17` or `17` is
    an alert's own number.
    """

    levels: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    fundings: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    deadlines: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    text: str = ""

    def without(self, facet: str) -> "Filters":
        """The same with one facet left open."""
        open_facet: dict[str, Any] = {facet: ()}
        return replace(self, **open_facet)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is filtered."""
        return self == Filters()


FACETS: Final = ("levels", "rules", "districts", "sectors", "fundings", "states", "deadlines")
NOBODY: Final = "-"
"""The value of `assignees` for alerts that nobody has been given."""
COUNTY_DIGITS: Final = 6
LEVELS: Final = {level.rank: level for level in Level}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to the queue by one officer on one day. `after` is the key of the last row of the page before.

    `projects` are those that the text means, once somebody has looked it up.
    """

    officer: Officer
    today: date
    scope: Scope = Scope.OFFICE
    filters: Filters = Filters()
    order: Order = Order.URGENT
    after: tuple[Any, ...] | None = None
    size: int = 50
    projects: tuple[str, ...] | None = None


def column_of(facet: str, today: date) -> ColumnElement[Any]:
    """What a facet is counted by: `value_of` says which of the facet's values it is."""
    columns: dict[str, ColumnElement[Any]] = {
        "levels": works.c.rank,
        "rules": works.c.rule,
        "districts": works.c.region,
        "sectors": works.c.sector,
        "fundings": works.c.funding,
        "states": works.c.state,
        "deadlines": case(
            *((_due(deadline, today), literal(deadline.value)) for deadline in Deadline), else_=Deadline.LATER.value
        ),
    }
    return columns[facet]


def value_of(facet: str, counted: Any) -> str:
    """The facet's value that a counted one belongs to: of a region its county."""
    match facet:
        case "levels":
            return LEVELS[counted].value
        case "districts":
            return str(counted)[:COUNTY_DIGITS]
        case _:
            return counted or ""


def sunday(today: date) -> date:
    """The last day of the week."""
    return today + timedelta(7 - today.isoweekday())


def _due(deadline: str, today: date) -> ColumnElement[bool]:
    due = works.c.due_on
    match deadline:
        case Deadline.OVERDUE:
            return due < today
        case Deadline.TODAY:
            return due == today
        case Deadline.WEEK:
            return and_(due > today, due <= sunday(today))
        case Deadline.LATER:
            return due > sunday(today)
        case _:
            return false()


def condition(asked: Asked, *, leaving: str = "") -> ColumnElement[bool]:
    """Which rows are asked for: within the sight, the scope, and every facet but the one that is left out."""
    filters = asked.filters.without(leaving) if leaving else asked.filters
    parts = [within(works.c.region, asked.officer.sight), in_scope(asked)]
    for facet in FACETS:
        chosen = getattr(filters, facet)
        if chosen:
            parts.append(_chosen(facet, chosen, asked.today))
    if filters.assignees:
        parts.append(func.coalesce(works.c.assignee, NOBODY).in_(filters.assignees))
    if text := filters.text.strip():
        parts.append(_means(asked, text))
    return and_(*parts)


def in_scope(asked: Asked) -> ColumnElement[bool]:
    """Whose alerts."""
    if asked.scope is Scope.CLOSED:
        return works.c.state == "closed"
    is_open = works.c.state != "closed"
    offices = asked.officer.offices or (asked.officer.office,)
    match asked.scope:
        case Scope.MINE:
            return and_(is_open, works.c.assignee.in_((asked.officer.id, *asked.officer.absent)))
        case Scope.OFFICE:
            return and_(is_open, works.c.office.in_(offices))
        case Scope.ESCALATED:
            return and_(is_open, works.c.escalated_to.in_(offices))
        case _:
            return is_open


def _chosen(facet: str, chosen: tuple[str, ...], today: date) -> ColumnElement[bool]:
    if facet == "districts":
        return or_(*(and_(works.c.region >= code, works.c.region < f"{code}:") for code in chosen))
    if facet == "deadlines":
        return or_(*(_due(one, today) for one in chosen))
    if facet == "levels":
        return works.c.rank.in_([rank for rank, level in LEVELS.items() if level in chosen])
    return column_of(facet, today).in_(chosen)


def _means(asked: Asked, text: str) -> ColumnElement[bool]:
    number = text.removeprefix("#")
    named = works.c.project.in_(asked.projects) if asked.projects is not None else named_like(text)
    is_number = number.isascii() and number.isdigit() and len(number) < 19
    return or_(named, works.c.id == int(number)) if is_number else named


def named_like(text: str) -> ColumnElement[bool]:
    """Whether a project's name or number contains the text."""
    pattern = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    return or_(works.c.project_name.ilike(pattern), works.c.project.ilike(pattern))
