"""Parameters that officers publish: drafted by one person, published by another, in force in the whole system."""

from infra.db.policies.store import Draft, Kept, Policies
from infra.db.policies.text import FUND, KINDS, LIMITS, RULES, WrongError

__all__ = ["FUND", "KINDS", "LIMITS", "RULES", "Draft", "Kept", "Policies", "WrongError"]
