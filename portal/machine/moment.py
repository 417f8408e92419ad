"""A time in a request: with its offset, and on Shanghai's clocks as well."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime

from schemas.instants import SHANGHAI


def _here(moment: datetime) -> datetime:
    try:
        return moment.astimezone(SHANGHAI)
    except OverflowError as error:
        raise ValueError("a time that Shanghai's clocks can show") from error


Moment = Annotated[AwareDatetime, AfterValidator(_here)]
"""The first and the last hours that a `datetime` knows are none."""
