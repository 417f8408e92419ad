"""By how much terminals' clocks go wrong: kept beside what they delivered."""

from sqlalchemy import Engine, select
from sqlalchemy.dialects.postgresql import insert as upsert

from infra.db.door.tables import deliveries, punch_clocks
from infra.db.engine import connected


def keep_skew(engine: Engine, client: str, delivery: str, skew_ms: int) -> None:
    """Keep how far ahead the terminal's clock was when it delivered; the first word stands."""
    query = select(deliveries.c.submission_id).where(deliveries.c.id == delivery, deliveries.c.client == client)
    with connected(engine) as connection:
        submission = connection.execute(query).scalar()
        if submission is not None:
            row = {"submission_id": submission, "client": client, "skew_ms": skew_ms}
            connection.execute(upsert(punch_clocks).values(row).on_conflict_do_nothing())
