"""Offices, officers, their roles and substitutes, their sessions, and the phones of each district."""

from infra.db.offices.phones import KINDS, Phones
from infra.db.offices.sessions import Session, Sessions
from infra.db.offices.store import Listed, Offices, Substitute

__all__ = ["KINDS", "Listed", "Offices", "Phones", "Session", "Sessions", "Substitute"]
