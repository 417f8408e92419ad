"""What kind of file each submission is, and the file itself."""

from infra.db.readings.store import ReadingStore, Stored

__all__ = ["ReadingStore", "Stored"]
