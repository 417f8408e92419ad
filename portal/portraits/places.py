"""Names of regions: an office's own word for its region first, GB/T 2260's where there is no office."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from stdnum import numdb

from infra.db.offices import Offices
from portal.i18n import mark
from portal.visitor import Visitor
from schemas.office import Office

LENGTHS: Final = (0, 2, 4, 6, 9)
"""Digits of the levels: country, province, prefecture, county, township."""
_OFFICE: Final = re.compile(r"(人力资源|劳动保障|人社).*$")
_YEARS: Final = re.compile(r"\[[^]]*\]")
COUNTRY: Final = mark("全国")


class Places:
    """The names of the regions that a visitor may see something of."""

    def __init__(self, offices: Iterable[Office]) -> None:
        self._offices: Mapping[str, str] = {
            office.region: name for office in offices if (name := _OFFICE.sub("", office.name))
        }

    @classmethod
    def of(cls, visitor: Visitor) -> "Places":
        """The names as the offices around the visitor's sight have them."""
        store = Offices(visitor.engine)
        around = [office for region in visitor.sight.regions for office in store.chain(region)]
        return cls((*store.offices(visitor.sight), *around))

    def name(self, region: str) -> str:
        """The region's name; its code where nobody names it."""
        return self._offices.get(region) or official(region) or region or COUNTRY


@cache
def official(region: str) -> str:
    """The name by GB/T 2260 as python-stdnum has it; empty where it has none."""
    found = numdb.get("cn/loc").info(region) if region else []
    if sum(len(part) for part, _ in found) != len(region):
        return ""
    names = [value for key in ("county", "prefecture", "province") if (value := found[-1][1].get(key))]
    return _YEARS.sub("", names[0]).split(",")[0].strip() if names else ""


def parent_of(region: str) -> str:
    """The region one level up."""
    return region[: max(length for length in LENGTHS if length < len(region))] if region else ""


def child_digits(region: str) -> int | None:
    """How many digits the regions one level down have; None below townships."""
    return next((length for length in LENGTHS if length > len(region)), None)


def is_region(code: str) -> bool:
    """Whether a code has the form of a region's."""
    return code.isascii() and code.isdecimal() and len(code) in LENGTHS[1:]
