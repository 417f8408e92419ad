"""What happens to hand-offs without anybody asking: the offices hear when the other side's limit has come."""

from datetime import date
from typing import Final

from sqlalchemy import Engine, text

from alerts.handoffs import KINDS, Kind
from alerts.notices import Notice, Reason
from infra.db.clock import ClockStore
from infra.db.engine import connected
from infra.db.notices.posting import post

_DUE: Final = text("""
    SELECT id, kind, work_id, office, project, due_on FROM handoffs
    WHERE state <> 'closed' AND due_on <= :today ORDER BY id
""")


def remind_of_handoffs(engine: Engine) -> int:
    """Tell the offices once of each limit that has come; return how many were told."""
    day = ClockStore(engine).today()
    return 0 if day is None else _remind(engine, day)


def _remind(engine: Engine, day: date) -> int:
    with connected(engine) as connection:
        notices = [
            Notice(
                f"alert:{row.work_id}",
                row.office,
                Reason.HAND_OFF_DUE,
                day,
                mark=f"{row.id}/{row.due_on}",
                facts={
                    "what": list(KINDS[Kind(row.kind)].title),
                    "project": row.project,
                    "due_on": row.due_on.isoformat(),
                },
            )
            for row in connection.execute(_DUE, {"today": day})
        ]
        return post(connection, notices) if notices else 0
