"""What a trial found, counted and listed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Engine, func, select

from infra.db.engine import connected
from infra.db.whatifs.tables import whatif_changes, whatif_projects

PAGE: Final = 100
_BY: Final = {"kind": whatif_changes.c.kind, "rule": whatif_changes.c.rule, "level": whatif_changes.c.level}


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which differences. Empty is all; `region` is a prefix."""

    kind: str = ""
    rule: str = ""
    level: str = ""
    region: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference, with the project's name."""

    kind: str
    rule: str
    project: str
    name: str
    region: str
    subject: str
    level: str
    days: int
    before_first: date | None
    before_last: date | None
    before_level: str | None
    after_first: date | None
    after_last: date | None
    after_level: str | None
    workers: int


@dataclass(frozen=True, slots=True)
class Counted:
    """How many differences there are of each kind, by rule, by level and by county: {key: {kind: count}}."""

    kinds: dict[str, int]
    rules: dict[str, dict[str, int]]
    levels: dict[str, dict[str, int]]
    regions: dict[str, dict[str, int]]


class Changes:
    """Reads what a trial found. Whoever asks must have looked whether the trial may be seen."""

    def __init__(self, engine: Engine, number: int) -> None:
        self._engine = engine
        self._number = number

    def counted(self) -> Counted:
        """The counts of all that was found."""
        county = func.left(whatif_changes.c.region, 6)
        with connected(self._engine) as connection:

            def by(column: ColumnElement[Any]) -> dict[str, dict[str, int]]:
                found: dict[str, dict[str, int]] = {}
                query = select(column, whatif_changes.c.kind, func.count()).where(self._mine()).group_by(column, "kind")
                for key, kind, count in connection.execute(query):
                    found.setdefault(key, {})[kind] = count
                return dict(sorted(found.items()))

            kinds = {key: counts[key] for key, counts in by(_BY["kind"]).items()}
            return Counted(kinds, by(_BY["rule"]), by(_BY["level"]), by(county))

    def listed(self, narrowed: Narrowed) -> tuple[list[Difference], int]:
        """A page of differences, and how many there are."""
        condition = self._condition(narrowed)
        with connected(self._engine) as connection:
            counting = select(func.count()).select_from(whatif_changes).where(*condition)
            total = connection.execute(counting).scalar_one()
            query = _differences().where(*condition).limit(PAGE).offset(PAGE * (narrowed.page - 1))
            return [Difference(*row) for row in connection.execute(query)], total

    def all(self, narrowed: Narrowed) -> Iterator[Difference]:
        """Every difference, in the order of the list."""
        with connected(self._engine) as connection:
            rows = connection.execution_options(yield_per=1_000).execute(
                _differences().where(*self._condition(narrowed))
            )
            for row in rows:
                yield Difference(*row)

    def _mine(self) -> ColumnElement[bool]:
        return whatif_changes.c.whatif_id == self._number

    def _condition(self, narrowed: Narrowed) -> list[ColumnElement[bool]]:
        chosen = [column == value for name, column in _BY.items() if (value := getattr(narrowed, name))]
        within = [whatif_changes.c.region.startswith(narrowed.region, autoescape=True)] if narrowed.region else []
        return [self._mine(), *chosen, *within]


def _differences() -> Any:
    c = whatif_changes.c
    named = whatif_changes.join(
        whatif_projects,
        (whatif_projects.c.whatif_id == c.whatif_id) & (whatif_projects.c.project == c.project),
    )
    return (
        select(
            c.kind, c.rule, c.project, whatif_projects.c.name, c.region, c.subject, c.level, c.days,
            c.before_first, c.before_last, c.before_level, c.after_first, c.after_last, c.after_level, c.workers,
        )
        .select_from(named)
        .order_by(c.region, c.project, c.rule, c.subject, c.n)
    )  # fmt: skip
