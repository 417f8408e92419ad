"""Trials: asked by officers, taken up by a worker, resumed by the next when it dies; nothing live is touched."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import msgspec
import sqlalchemy
from sqlalchemy import Engine, func, or_, select, text
from sqlalchemy.dialects.postgresql import insert

from alerts.differences import Change
from infra import clock
from infra.db.chronicle import Entry, append
from infra.db.engine import connected
from infra.db.sight import within
from infra.db.whatifs.tables import whatif_changes, whatif_projects, whatifs
from infra.db.whatifs.trial import (
    CANCELLED,
    RUNNING,
    WAITING,
    Busy,
    Place,
    Question,
    WhatIf,
    row_of,
    values_of,
    whatif_of,
)
from schemas.frame import COMMONS, decoded
from schemas.office import Officer, Sight

_DEAD_AFTER: Final = timedelta(seconds=60)
_REGISTERED: Final = text("""
    SELECT body FROM journal WHERE project = :commons AND kind = 'project.registered' ORDER BY seq
""")
_PLACED: Final = text("SELECT project, region FROM placements")


class WhatIfs:
    """The store of trials. Every method is a transaction of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def ask(self, question: Question, officer: Officer, day: date) -> int | Busy:
        """Ask for a trial; an office has one at a time."""
        with connected(self._engine) as connection:
            values = values_of(question, officer)
            fresh = insert(whatifs).values(values).on_conflict_do_nothing().returning(whatifs.c.id)
            number = connection.execute(fresh).scalar()
            if number is None:
                busy = select(whatifs.c.id).where(whatifs.c.office == officer.office, _unfinished())
                return Busy(connection.execute(busy).scalar_one())
            body = {"title": question.title, "hypothesis": msgspec.json.decode(values["hypothesis"])}
            append(connection, [Entry(f"whatif:{number}", "asked", officer.id, officer.office, day, body)])
        return int(number)

    def get(self, number: int, sight: Sight) -> WhatIf | None:
        """The trial, if all that it covers lies in sight."""
        query = select(whatifs).where(whatifs.c.id == number, within(whatifs.c.region, sight))
        with connected(self._engine) as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else whatif_of(row)

    def listed(self, sight: Sight, most: int = 30) -> list[WhatIf]:
        """The trials in sight, the newest first."""
        query = select(whatifs).where(within(whatifs.c.region, sight)).order_by(whatifs.c.id.desc()).limit(most)
        with connected(self._engine) as connection:
            return [whatif_of(row) for row in connection.execute(query)]

    def cancel(self, number: int, officer: Officer, day: date) -> bool:
        """Stop a trial; whether there was one to stop. What it has found so far stays."""
        found = whatifs.c.id == number, within(whatifs.c.region, officer.sight), _unfinished()
        with connected(self._engine) as connection:
            ended = {"state": CANCELLED, "ended_at": clock.now()}
            if not connection.execute(whatifs.update().where(*found).values(ended)).rowcount:
                return False
            append(connection, [Entry(f"whatif:{number}", "cancelled", officer.id, officer.office, day, {})])
        return True

    def claim(self) -> WhatIf | None:
        """Take up the next trial: one that waits, or one whose worker has been silent for a minute."""
        now = clock.now()
        silent = (whatifs.c.state == RUNNING) & (whatifs.c.beat_at < now - _DEAD_AFTER)
        free = select(whatifs.c.id).where(or_(whatifs.c.state == WAITING, silent)).order_by(whatifs.c.id).limit(1)
        taken = whatifs.c.id == free.with_for_update(skip_locked=True).scalar_subquery()
        with connected(self._engine) as connection:
            query = whatifs.update().where(taken).values(state=RUNNING, beat_at=now).returning(whatifs)
            row = connection.execute(query).one_or_none()
            if row is None:
                return None
            trial = whatif_of(row)
            if not row.total:
                _lay_out(connection, trial)
            return trial

    def undone(self, number: int) -> list[Place]:
        """The projects that are still to be judged."""
        columns = whatif_projects.c
        query = select(columns.project, columns.region, columns.name).order_by(columns.project)
        with connected(self._engine) as connection:
            rows = connection.execute(query.where(columns.whatif_id == number, columns.days.is_(None)))
            return [Place(*row) for row in rows]

    def beat(self, number: int, days: int) -> bool:
        """Say that so many more project-days are judged; whether the trial is still wanted."""
        values = {"beat_at": clock.now(), "done": whatifs.c.done + days}
        running = whatifs.c.id == number, whatifs.c.state == RUNNING
        with connected(self._engine) as connection:
            return bool(connection.execute(whatifs.update().where(*running).values(values)).rowcount)

    def project_done(self, number: int, place: Place, days: int, changes: Sequence[Change]) -> None:
        """Keep what differs in one project."""
        rows = [row_of(number, n, place, change) for n, change in enumerate(changes, 1)]
        columns = whatif_projects.c
        with connected(self._engine) as connection:
            mine = columns.whatif_id == number, columns.project == place.project, columns.days.is_(None)
            if connection.execute(whatif_projects.update().where(*mine).values(days=days)).rowcount and rows:
                connection.execute(whatif_changes.insert(), rows)
            judged = select(func.coalesce(func.sum(columns.days), 0)).where(columns.whatif_id == number)
            done = connection.execute(judged).scalar_one()
            connection.execute(whatifs.update().where(whatifs.c.id == number).values(done=done, beat_at=clock.now()))

    def release(self, number: int) -> None:
        """Leave the rest to another worker, at once."""
        running = whatifs.c.id == number, whatifs.c.state == RUNNING
        with connected(self._engine) as connection:
            connection.execute(whatifs.update().where(*running).values(state=WAITING))

    def end(self, number: int, state: str, error: str | None = None) -> None:
        """The trial is over."""
        running = whatifs.c.id == number, whatifs.c.state == RUNNING
        with connected(self._engine) as connection:
            values = {"state": state, "error": error, "ended_at": clock.now()}
            connection.execute(whatifs.update().where(*running).values(values))


def _lay_out(connection: sqlalchemy.Connection, trial: WhatIf) -> None:
    """Write down the projects of a trial, so that whoever resumes it judges the same ones."""
    question = trial.question
    places = [
        place
        for place in _places(connection).values()
        if trial.sight.sees(place.region)
        and place.region.startswith(question.region)
        and question.project in (None, place.project)
    ]
    if places:
        rows = [{"whatif_id": trial.id, "project": p.project, "region": p.region, "name": p.name} for p in places]
        connection.execute(insert(whatif_projects).on_conflict_do_nothing(), rows)
    days = (question.until_day - question.from_day).days + 1
    connection.execute(whatifs.update().where(whatifs.c.id == trial.id).values(total=len(places) * days))


def _places(connection: sqlalchemy.Connection) -> dict[str, Place]:
    """Every project ever registered, where it lies now, by id."""
    placed = {row.project: row.region for row in connection.execute(_PLACED)}
    found: dict[str, Place] = {}
    for (body,) in connection.execute(_REGISTERED, {"commons": COMMONS}):
        data = decoded(bytes(body)).data
        project = data["project"]
        found[project] = Place(project, placed.get(project, data["region_code"]), data["name"])
    return found


def _unfinished() -> sqlalchemy.ColumnElement[bool]:
    return whatifs.c.state.in_((WAITING, RUNNING))
