"""Machine clients, their keys, and what they asked already."""

from infra.db.clients.known import KnownThings
from infra.db.clients.store import ClientKey, Clients, Listed, Taken, Unknown

__all__ = ["ClientKey", "Clients", "KnownThings", "Listed", "Taken", "Unknown"]
