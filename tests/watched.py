"""The watch without a broker: every project's frames folded, judged and checkpointed here and now."""

from collections.abc import Iterator

from sqlalchemy import Engine

from infra.db.engine import transaction
from infra.db.journal import Journal
from infra.db.ledgers import LedgerStore
from monitors.evaluate import evaluate
from monitors.policy import Policy
from schemas.frame import Frame, decoded
from streams.case import Case

_PAGE = 5_000


def watched(engine: Engine, policy: Policy | None = None) -> None:
    """Bring every ledger and its alerts to the end of the journal, as a worker would."""
    law = policy or Policy.shipped()
    with transaction(engine) as connection:
        projects = [project for (project,) in connection.execute("SELECT project FROM heads WHERE seq > 0 ORDER BY 1")]
    store = LedgerStore(engine)
    for project in projects:
        loaded = store.load([project]).get(project)
        case = Case.of(project, 0, lambda ledger, day: evaluate(ledger, day, law), loaded)
        for frame in _frames(engine, project, case.ledger.seq):
            case.fold(frame)
        if case.to_judge:
            case.judge()
        store.checkpoint([case.capture()])


def _frames(engine: Engine, project: str, after: int) -> Iterator[Frame]:
    journal = Journal(engine)
    while page := journal.frames(project, after, _PAGE):
        frames = [decoded(body) for body in page]
        yield from frames
        after = frames[-1].seq
