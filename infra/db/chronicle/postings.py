"""What binds the funds' books to the chronicle: whoever posts stamps the postings into the entry that tells of them."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from psycopg import Connection

from infra.db.chronicle.entry import sha256_of

KEY: Final = "books"
"""Where an entry's body keeps the stamp."""
_ROWS: Final = """
    SELECT id, fund, kind, day, case_id, worker, party, evidence, actor, array(
        SELECT concat_ws('|', n, account, coalesce(case_id::text, ''), debtor, fen)
        FROM fund_entries WHERE posting_id = fund_postings.id ORDER BY n
    )
    FROM fund_postings WHERE id = ANY(%s) ORDER BY id
"""
_ALL: Final = "SELECT id FROM fund_postings ORDER BY id"


def postings_stamp(connection: Connection[Any], ids: Sequence[int]) -> dict[str, Any]:
    """The numbers of postings and the digest of their rows and entries as they stand in the database."""
    rows = connection.execute(_ROWS, (list(ids),)).fetchall()
    return {"ids": sorted(ids), "sha256": sha256_of(msgspec.json.encode(rows))}


def unstamped(connection: Connection[Any], stamped: set[int]) -> list[int]:
    """The postings that no entry tells of, and those that an entry tells of and that are gone."""
    there = {number for (number,) in connection.execute(_ALL)}
    return sorted(there ^ stamped)
