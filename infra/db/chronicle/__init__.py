"""The chronicle: what was decided, done and looked up, appended only and hash-chained."""

from infra.db.chronicle.entry import Entry, Written, history_stamp, sha256_of
from infra.db.chronicle.seal import seal
from infra.db.chronicle.store import ChronicleStore, append
from infra.db.chronicle.verify import Proof, verify
from infra.db.chronicle.walk import Break

__all__ = [
    "Break",
    "ChronicleStore",
    "Entry",
    "Proof",
    "Written",
    "append",
    "history_stamp",
    "seal",
    "sha256_of",
    "verify",
]
