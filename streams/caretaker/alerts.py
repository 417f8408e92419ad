"""What happens to alerts without anybody asking: news admitted, deadlines that passed acted upon."""

import logging
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from infra.db.clock import ClockStore
from infra.db.engine import UnreachableError
from infra.db.works.admission import Admission
from infra.db.works.escalating import Escalations
from infra.db.works.sites import sites
from infra.db.works.store import mutes, timetable

log: Final = logging.getLogger("wagewatch.caretaker")


def look_after_alerts(engine: Engine) -> int:
    """One round; return how much there was to do, 0 when all is done. Harmless to repeat, at any time, by anybody."""
    by = timetable(engine)
    done = _admitted(engine, Admission(engine, by, mutes()))
    day = ClockStore(engine).today()
    if day is None:
        return done
    escalations = Escalations(engine, by, mutes())
    return done + escalations.escalate(day) + escalations.adopt(day)


def _admitted(engine: Engine, admission: Admission) -> int:
    """Admit what waits, project by project: one whose news cannot be admitted keeps no other waiting."""
    waiting = admission.waiting()
    known = sites(engine, list(waiting)) if waiting else {}
    admitted = 0
    for project, ids in waiting.items():
        try:
            admission.admit(project, ids, known[project])
            admitted += len(ids)
        except UnreachableError:
            raise
        except (DBAPIError, ValueError, LookupError):
            log.exception("the news of %s wait: they cannot be admitted", project)
    return admitted
