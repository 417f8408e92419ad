"""A document that sets rules of a fund: for whom, from when, and what it says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from fund.parameters import Value
from schemas.measures import Mark

EVERYONE: Final = ""
BEGINNING: Final = date.min


@dataclass(frozen=True, slots=True)
class Document:
    """What one document sets for one region (a prefix of GB/T 2260 codes) from a day on."""

    prefix: str
    since: date
    source: str
    mark: Mark
    values: Mapping[str, Value]
