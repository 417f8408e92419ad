"""The one place where what a person may see becomes a condition of a query."""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true

from schemas.office import EVERYWHERE, Sight

_AFTER_DIGITS = ":"
"""The character that follows the digits in the collation C: the end of a prefix's range."""


def within(region: ColumnElement[Any], sight: Sight) -> ColumnElement[bool]:
    """Whether a region column (collation C) lies within the sight; a range, so that an index serves it."""
    if EVERYWHERE in sight.regions:
        return true()
    ranges = [and_(region >= prefix, region < prefix + _AFTER_DIGITS) for prefix in sight.regions]
    return or_(*ranges) if ranges else false()
