"""The terms of the rules: what is known of one project at the end of a day."""

from monitors.terms.paymonth import PayMonth
from monitors.terms.terms import Terms

__all__ = ["PayMonth", "Terms"]
