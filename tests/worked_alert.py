"""One alert as the running system would have it, with its submissions, its history and its row among the works."""

from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Engine, insert

from alerts.work import Rung, Work
from infra.db.chronicle import ChronicleStore, Entry
from infra.db.clock import ClockStore
from infra.db.engine import connected
from infra.db.ledgers import LedgerStore
from infra.db.tables import alert_history
from infra.db.works.rows import row_of
from infra.db.works.tables import works
from monitors.evaluate import evaluate
from monitors.policy import Policy
from schemas.finding import Finding
from streams.case import Case
from streams.history import History
from streams.intake import Intake
from tests.build import event
from tests.database import line

STARTED = date(2026, 4, 1)
JUDGED = date(2026, 5, 18)
REGION = "520103"


def submitted(engine: Engine, project: str = "P1", **fields: Any) -> None:
    """A registered project that began to work in April, in two submissions; the clock stands on the day judged."""
    registered = event("project.registered", "2026-01-05", subject=project, **{"region_code": REGION, **fields})
    intake = Intake(engine)
    intake.accept([line(registered)], name="registry.jsonl", channel="file")
    lines = [line(event("project.started", STARTED.isoformat(), subject=project))]
    intake.accept(lines, name="site.jsonl", channel="file")
    ClockStore(engine).tick_to(JUDGED)


def found(engine: Engine, rule: str = "notice.unposted", project: str = "P1") -> Finding:
    """What the rules say of the project on the day."""
    ledger = History.of_engine(engine, project, JUDGED).ledger
    return next(f for f in evaluate(ledger, JUDGED, Policy.shipped()).findings if f.rule == rule)


def worked_alert(engine: Engine, finding: Finding, *, region: str = REGION, number: int = 17) -> int:
    """Write the alert's history, its row and three entries about it; return its number."""
    rule, project, subject = finding.key
    text = msgspec.json.encode(finding).decode()
    key = {"rule": rule, "project": project, "subject": subject, "finding": text}
    with connected(engine) as connection:
        connection.execute(insert(alert_history).values(**key, kind="opened", as_of=JUDGED, seq=3))
        work = Work(
            id=number, finding=finding, region=region, office="yunshan", chain=(Rung("yunshan", "云山县"),),
            opened_on=JUDGED, state_since=JUDGED, due_on=date(2026, 5, 25), project_name="Primary school",
        )  # fmt: skip
        connection.execute(insert(works).values(**row_of(work)))
    about = f"alert:{number}"
    entries = [
        Entry(about, "opened", "", "yunshan", JUDGED, {"why": "首次"}),
        Entry("alert:99", "opened", "", "linshui", JUDGED, {}),
        Entry(about, "acknowledged", "officer-a", "yunshan", JUDGED, {"why": '已看到,"before":x'}),
        Entry(about, "investigated", "officer-a", "yunshan", JUDGED, {"why": "去现场"}),
    ]
    ChronicleStore(engine).write(entries)
    return number


def folded(engine: Engine, project: str = "P1") -> None:
    """Fold, judge and write the project as a worker does."""
    history = History.of_engine(engine, project, JUDGED)
    case = Case.of(project, 0, lambda ledger, day: evaluate(ledger, day, Policy.shipped()), None)
    for frame in history.frames():
        case.fold(frame)
    case.judge()
    assert LedgerStore(engine).checkpoint([case.capture()]) == frozenset()
