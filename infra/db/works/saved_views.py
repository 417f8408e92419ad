"""An officer's own views of the queue: a name and the filters behind it."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import BigInteger, Column, Engine, ForeignKey, Identity, Table, Text, UniqueConstraint, delete, select
from sqlalchemy.dialects.postgresql import insert

from infra.db.engine import connected
from infra.db.tables import metadata

MOST: Final = 30

saved_views = Table(
    "saved_views",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("officer", Text(collation="C"), ForeignKey("officers.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("query", Text, nullable=False),
    UniqueConstraint("officer", "name", name="saved_views_by_name"),
    comment="named filters of the work queue, each officer's own",
)


@dataclass(frozen=True, slots=True)
class SavedView:
    """A named view; `query` is the address's query string that shows it."""

    id: int
    name: str
    query: str


class SavedViews:
    """Keeps each officer's views. Nobody sees another's."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, officer: str) -> list[SavedView]:
        """The officer's views, by name."""
        query = select(saved_views.c.id, saved_views.c.name, saved_views.c.query)
        with connected(self._engine) as connection:
            rows = connection.execute(query.where(saved_views.c.officer == officer).order_by(saved_views.c.name))
            return [SavedView(row.id, row.name, row.query) for row in rows]

    def save(self, officer: str, name: str, query: str) -> bool:
        """Keep a view under a name, in place of one of the same name. False where there are too many."""
        kept = {view.name for view in self.of(officer)}
        if name not in kept and len(kept) >= MOST:
            return False
        row = insert(saved_views).values(officer=officer, name=name, query=query)
        row = row.on_conflict_do_update(constraint="saved_views_by_name", set_={"query": row.excluded.query})
        with connected(self._engine) as connection:
            connection.execute(row)
        return True

    def forget(self, officer: str, view: int) -> None:
        """Drop one of the officer's own views."""
        with connected(self._engine) as connection:
            connection.execute(delete(saved_views).where(saved_views.c.id == view, saved_views.c.officer == officer))
