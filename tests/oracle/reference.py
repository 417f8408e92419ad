"""`replay`: the whole contract and every rule, computed by brute force from the file.

Neither quick nor clever on purpose: it exists to be compared with. It shares no code with the product.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from tests.oracle import policy as policies
from tests.oracle.days import shanghai_day
from tests.oracle.reading import Event, Line, read_line
from tests.oracle.rules import RULES
from tests.oracle.rules.found import LEVELS, Found
from tests.oracle.rules.whole import feed_late, lead_overdue
from tests.oracle.terms import Project, visible


def replay(lines: Iterable[bytes | str], as_of: date, policy_toml: str | None = None) -> dict[str, Any]:
    """Return the JSON object of `wagewatch replay`, each finding with its contract keys only."""
    tables = policies.tables(policy_toml)
    accounting, accepted = accept(lines, as_of)
    everything = visible(accepted, as_of)
    named = sorted({event.project for event in everything if event.project is not None})
    views = [
        Project(
            name,
            as_of,
            tables,
            [event for event in everything if event.project == name and not event.type.startswith("lead.")],
            everything,
        )
        for name in named
    ]
    # "A project is evaluated once its `project.registered` is accepted; what came before counts then."
    registered = {view.ident: view for view in views if view.of("project.registered")}
    found = [(view.ident, finding) for view in registered.values() for rule in RULES for finding in rule(view)]
    found += lead_overdue(everything, registered, tables, as_of)
    found += feed_late(everything, views, tables, as_of)
    return {"as_of": as_of.isoformat(), "accounting": accounting, "findings": list(merged(found))}


def accept(lines: Iterable[bytes | str], as_of: date) -> tuple[dict[str, int], list[Event]]:
    """Return the accounting and the accepted events in the order of the file.

    “Events not received by the end of `as_of` are not counted; where `id`, `source`, `time` or `receivedtime` cannot be
    read, the event is quarantined on every day.” “The first line that carries a (`source`, `id`) takes it, even if it
    is quarantined”.
    """
    counted: Counter[str] = Counter(received=0, applied=0, duplicate=0, quarantined=0)
    taken: set[tuple[str, str]] = set()
    accepted: list[Event] = []
    for line in filter(None, map(read_line, lines)):
        if line.received is not None and shanghai_day(line.received) > as_of:
            continue
        counted["received"] += line.records
        if line.key in taken and line.received is not None:
            counted["duplicate"] += line.records
            continue
        if line.key is not None:
            taken.add(line.key)
        counted["quarantined"] += line.quarantined
        counted["applied"] += line.records - line.quarantined
        accepted.extend(event_of(line, len(accepted)))
    return dict(counted), accepted


def event_of(line: Line, seq: int) -> Iterator[Event]:
    """Yield the event that is left of a line, if any is."""
    if line.data is not None and line.type is not None and line.time is not None:
        yield Event(seq, line.type, line.project, line.time, line.data)


def merged(found: Iterable[tuple[str, Found]]) -> Iterator[dict[str, Any]]:
    """“at most one finding per rule, project and subject; where several would have the same, the highest level and all
    workers”; “sorted by rule, project, subject; `workers` is sorted”."""
    by_key: dict[tuple[str, str, str], list[Found]] = {}
    for project, finding in found:
        by_key.setdefault((finding.rule, project, finding.subject), []).append(finding)
    for (rule, project, subject), findings in sorted(by_key.items()):
        level = max((finding.level for finding in findings), key=LEVELS.index)
        result: dict[str, Any] = {"rule": rule, "project": project, "subject": subject, "level": level}
        if any(finding.workers is not None for finding in findings):
            result["workers"] = sorted({worker for finding in findings for worker in finding.workers or ()})
        yield result
