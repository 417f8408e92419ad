"""Whose number an officer may ask for: the workers of an alert or a case within sight, and their wage cards."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from fastapi import HTTPException
from sqlalchemy import Engine

from alerts.work import Work
from infra.db.works.store import Works
from portal.visitor import Visitor
from streams.history import History, NoSuchProjectError
from streams.sentence import sentence

_LARGEST_NUMBER: Final = 2**63


@dataclass(frozen=True, slots=True)
class Matter:
    """An alert or a case as the ground for seeing a number."""

    about: str
    """As the chronicle names it."""
    path: str
    name: str
    number: str
    projects: tuple[str, ...]
    workers: tuple[str, ...]


def of_alert(visitor: Visitor, number: int) -> Matter:
    """An alert in sight that names workers; anything else is not there."""
    work = Works(visitor.engine).get(number, visitor.sight) if number < _LARGEST_NUMBER else None
    if work is None:
        raise HTTPException(404)
    told = sentence(work.finding, visitor.lang)
    return _matter(f"alert:{number}", f"/alerts/{number}", told, f"#{number}", (work,))


def of_case(visitor: Visitor, number: int) -> Matter:
    """A case in sight."""
    file = Works(visitor.engine).case(number, visitor.sight) if number < _LARGEST_NUMBER else None
    if file is None:
        raise HTTPException(404)
    name = next((work.project_name for work in file.works if work.project_name), file.project)
    return _matter(f"case:{number}", f"/cases/{number}", name, file.number, file.works)


def _matter(about: str, path: str, name: str, number: str, works: tuple[Work, ...]) -> Matter:
    workers = sorted({worker for work in works for worker in work.finding.workers or ()})
    projects = dict.fromkeys(work.key.project for work in works)
    return Matter(about, path, name, number, tuple(projects), tuple(workers))


def cards_of(engine: Engine, matter: Matter, worker: str, today: date) -> list[str]:
    """The tokens of the cards that the worker was enrolled with or paid to in these projects, the latest first."""
    found = [card for project in matter.projects for card in _cards(engine, project, worker, today)]
    return list(dict.fromkeys(reversed(found)))


def _cards(engine: Engine, project: str, worker: str, today: date) -> Iterator[str]:
    try:
        past = History.of_engine(engine, project, today)
    except NoSuchProjectError:
        return
    for frame in past.frames():
        for told in (frame.data, *_lines(frame.data)):
            card = told.get("card_token") or told.get("payee_token")
            if told.get("worker_id") == worker and card:
                yield str(card)


def _lines(data: dict[str, Any]) -> list[dict[str, Any]]:
    lines = data.get("lines")
    return lines if isinstance(lines, list) else []
