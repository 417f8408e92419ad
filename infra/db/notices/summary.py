"""The figures of each office's day: what its daily digest says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import sqlalchemy
from sqlalchemy import text

from alerts.notices import Reason

_WAITING: Final = text("""
    SELECT code FROM offices WHERE NOT EXISTS (
        SELECT FROM notices
        WHERE about = 'office:' || code AND reason = 'digest' AND mark = :mark AND office = code
    ) ORDER BY code
""")
_OWN: Final = text("""
    SELECT office,
        count(*) FILTER (WHERE state <> 'closed') AS open,
        count(*) FILTER (WHERE opened_on >= :since AND opened_on < :day) AS new,
        count(*) FILTER (WHERE state <> 'closed' AND (due_on < :day OR step > 0)) AS overdue,
        count(*) FILTER (WHERE state <> 'closed' AND due_on = :day) AS due_today,
        count(*) FILTER (WHERE state = 'waived' AND state_since >= :since AND state_since < :day) AS waived,
        count(*) FILTER (WHERE outcome = 'cured' AND closed_on >= :since AND closed_on < :day) AS cured,
        count(*) FILTER (WHERE escalated_on > :since AND escalated_on <= :day) AS escalated
    FROM works WHERE state <> 'closed' OR closed_on >= :since OR opened_on >= :since
    GROUP BY office
""")
_TO_THEM: Final = text("""
    SELECT escalated_to AS office, count(*) AS escalated FROM works
    WHERE state <> 'closed' AND escalated_to IS NOT NULL AND escalated_on > :since AND escalated_on <= :day
    GROUP BY escalated_to
""")
_RETURNED: Final = text("""
    SELECT office, count(DISTINCT about) AS returned FROM notices
    WHERE reason = :returned AND day >= :since AND day < :day GROUP BY office
""")
_URGENT: Final = text("""
    SELECT office, id, rule, project, project_name, subject, level, due_on FROM (
        SELECT *, row_number() OVER (PARTITION BY office ORDER BY rank DESC, due_on, id) AS place
        FROM works WHERE state <> 'closed' AND (due_on <= :day OR step > 0)
    ) AS ranked WHERE place <= 10 ORDER BY office, place
""")


@dataclass(frozen=True, slots=True)
class Summary:
    """What an office's digest says: its figures by name, and its most urgent alerts."""

    office: str
    figures: Mapping[str, int]
    urgent: tuple[Mapping[str, Any], ...]


def summaries(connection: sqlalchemy.Connection, since: date, day: date) -> list[Summary]:
    """Of every office that has none of the day yet: what happened from `since` on, and what stands on the day.

    New, waived and cured are those of the days from `since` to the day before; escalated are those since then up to
    the day itself, whose escalations happen when it begins.
    """
    waiting = list(connection.execute(_WAITING, {"mark": day.isoformat()}).scalars())
    if not waiting:
        return []
    figures, urgent = _figures(connection, since, day), _urgent(connection, day)
    return [Summary(office, figures.get(office, {}), tuple(urgent.get(office, ()))) for office in waiting]


def _figures(connection: sqlalchemy.Connection, since: date, day: date) -> dict[str, dict[str, int]]:
    given = {"since": since, "day": day, "returned": Reason.RETURNED.value}
    counted: dict[str, dict[str, int]] = {}
    for query in (_OWN, _TO_THEM, _RETURNED):
        for row in connection.execute(query, given).mappings():
            mine = counted.setdefault(row["office"], {})
            for name, count in row.items():
                if name != "office" and count:
                    mine[name] = mine.get(name, 0) + count
    return counted


def _urgent(connection: sqlalchemy.Connection, day: date) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in connection.execute(_URGENT, {"day": day}).mappings():
        found.setdefault(row["office"], []).append({
            **{name: value for name, value in row.items() if name != "office" and value is not None},
            "due_on": row["due_on"].isoformat(),
        })  # fmt: skip
    return found
