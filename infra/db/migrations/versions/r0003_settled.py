"""Rows set aside, with the one that took their place; answers of banks that somebody dealt with."""

from typing import Final

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_STEPS: Final = (
    "ALTER TABLE quarantine ADD COLUMN superseded_by BIGINT",
    "CREATE INDEX quarantine_by_superseding ON quarantine (superseded_by) WHERE superseded_by IS NOT NULL",
    "COMMENT ON COLUMN quarantine.superseded_by IS 'the row in which the same was sent again and was wrong again'",
    "ALTER TABLE fund_answers ADD COLUMN handled_by TEXT COLLATE \"C\", ADD COLUMN handled_on DATE,"
    " ADD COLUMN handled_why TEXT, ADD CONSTRAINT fund_answers_handled_wholly"
    " CHECK (num_nulls(handled_by, handled_on, handled_why) IN (0, 3))",
    "CREATE INDEX fund_answers_waiting ON fund_answers (fund, id) WHERE trouble <> '' AND handled_by IS NULL",
)


def upgrade() -> None:
    """Add them."""
    for step in _STEPS:
        op.execute(step)
