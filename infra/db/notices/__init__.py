"""What the offices are told: notices in the portal, contact points, and the outbox of deliveries.

`post` is called inside the transaction of the change: what it writes is told if and only if the change is committed.
"""

from infra.db.notices.posting import post

__all__ = ["post"]
