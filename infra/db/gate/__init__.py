"""The freeze gate's rows: protection marks, restriction reviews, answers, callbacks."""

from infra.db.gate.marks import Marks, Version
from infra.db.gate.store import NotFound, Reviews, Stale

__all__ = ["Marks", "NotFound", "Reviews", "Stale", "Version"]
