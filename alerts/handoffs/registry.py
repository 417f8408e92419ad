"""Every kind of hand-off there is."""

from typing import Final

from alerts.handoffs.claims import ARBITRATION, LEGAL_AID, WAGE_FUND
from alerts.handoffs.enforcement import BLACKLIST, COURT, POLICE, SECTOR_AUTHORITY

KINDS: Final = {
    spec.kind: spec for spec in (ARBITRATION, LEGAL_AID, POLICE, COURT, SECTOR_AUTHORITY, BLACKLIST, WAGE_FUND)
}
"""In the order in which they are offered."""
