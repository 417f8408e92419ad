"""The read models behind the pages of projects, districts, workers and campaigns."""

from infra.db.portraits.campaign import Campaign, Check, Look, Progress
from infra.db.portraits.campaigns import Campaigns
from infra.db.portraits.coverage import Coverage, Feed, Point
from infra.db.portraits.listing import Listed, Portraits
from infra.db.portraits.lookups import Lookup, Lookups, Purpose, Question
from infra.db.portraits.refreshing import Made, Refreshing
from infra.db.portraits.wanted import Wanted

__all__ = [
    "Campaign",
    "Campaigns",
    "Check",
    "Coverage",
    "Feed",
    "Listed",
    "Look",
    "Lookup",
    "Lookups",
    "Made",
    "Point",
    "Portraits",
    "Progress",
    "Purpose",
    "Question",
    "Refreshing",
    "Wanted",
]
