"""The county is an invented one in Guizhou: seeded, believable, lawful but for the offences put into it.

It serves the demonstration, the tests and the measurements. Names of places, firms and people are made up;
its region code is a real one so that Guizhou's parameters apply.
"""

from streams.county.county import County, county
from streams.county.injected import Expected, Injected
from streams.county.shape import Shape

__all__ = ["County", "Expected", "Injected", "Shape", "county"]
