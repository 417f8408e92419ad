"""PostgreSQL: the tables, their migrations, and a store for each room that needs one."""

from infra.db.upgrade import migrate

__all__ = ["migrate"]
