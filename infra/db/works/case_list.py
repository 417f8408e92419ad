"""The case files of a district: the most urgent first, each with what its alerts come to."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Engine, func, or_, select

from infra.db.engine import connected
from infra.db.sight import within
from infra.db.works.asking import named_like
from infra.db.works.tables import cases, works
from schemas.finding import Level
from schemas.office import Sight

PAGE: Final = 50
_LEVELS: Final = {2: Level.RED, 1: Level.ORANGE, 0: Level.YELLOW}


@dataclass(frozen=True, slots=True)
class Filed:
    """One case of the list. `muted` of its open alerts follow from others; `due_on` is the next deadline."""

    id: int
    number: str
    project: str
    project_name: str | None
    region: str
    opened_on: date
    closed_on: date | None
    level: Level | None
    alerts: int
    muted: int
    due_on: date | None


@dataclass(frozen=True, slots=True)
class CasePage:
    """One page of cases, and how many there are in all."""

    rows: tuple[Filed, ...]
    total: int


class CaseList:
    """Reads lists of cases; only what lies within sight counts."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def open(self, sight: Sight, text: str = "", number: int = 1) -> CasePage:
        """The cases with an open alert in sight, the gravest and most pressing first; pages count from 1."""
        wanted = [within(works.c.region, sight), works.c.state != "closed", works.c.case_id.is_not(None)]
        sums = (
            select(
                works.c.case_id,
                func.max(works.c.rank).label("rank"),
                func.min(works.c.due_on).label("due_on"),
                func.count().label("alerts"),
                func.count(works.c.muted_by).label("muted"),
                func.max(works.c.project_name).label("project_name"),
            )
            .where(*wanted, *_about(text))
            .group_by(works.c.case_id)
            .subquery()
        )
        query = select(cases, sums, func.count().over().label("total")).join(sums, sums.c.case_id == cases.c.id)
        query = query.order_by(sums.c.rank.desc(), sums.c.due_on, cases.c.id)
        return self._page(query, number)

    def closed(self, sight: Sight, text: str = "", number: int = 1) -> CasePage:
        """The closed cases, the last closed first."""
        name = select(func.max(works.c.project_name)).where(works.c.case_id == cases.c.id).scalar_subquery()
        found = [] if not text.strip() else [or_(cases.c.number.contains(text.strip(), autoescape=True),
                                                 cases.c.project.contains(text.strip(), autoescape=True))]  # fmt: skip
        query = select(cases, name.label("project_name"), func.count().over().label("total"))
        query = query.where(within(cases.c.region, sight), cases.c.closed_on.is_not(None), *found)
        return self._page(query.order_by(cases.c.closed_on.desc(), cases.c.id.desc()), number)

    def _page(self, query: Any, number: int) -> CasePage:
        with connected(self._engine) as connection:
            rows = connection.execute(query.limit(PAGE).offset((max(1, number) - 1) * PAGE)).mappings().all()
        return CasePage(tuple(_filed(row) for row in rows), int(rows[0]["total"]) if rows else 0)


def _about(text: str) -> list[ColumnElement[bool]]:
    """Whether an alert's project, or its case's number, has the text."""
    if not (text := text.strip()):
        return []
    numbered = select(cases.c.id).where(cases.c.number.contains(text, autoescape=True))
    return [or_(named_like(text), works.c.case_id.in_(numbered))]


def _filed(row: Any) -> Filed:
    rank = row.get("rank")
    return Filed(
        row["id"], row["number"], row["project"], row["project_name"], row["region"], row["opened_on"],
        row["closed_on"], None if rank is None else _LEVELS[rank], row.get("alerts") or 0, row.get("muted") or 0,
        row.get("due_on"),
    )  # fmt: skip
