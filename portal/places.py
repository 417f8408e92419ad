"""What places are called: by the office that is responsible there, else by GB/T 2260."""

import re
from functools import cache
from typing import Final

from stdnum import numdb

from schemas.office import Office

_LAPSED: Final = re.compile(r"\[\d{4}-\d{4}]")
_SINCE: Final = re.compile(r"\[\d{0,4}-\d{0,4}\]")
_OFFICE: Final = "人力资源和社会保障"


def place(code: str, offices: list[Office]) -> str:
    """A division's name: the beginning of its office's name where that names a place, else the official one."""
    for office in offices:
        name, found, _ = office.name.partition(_OFFICE)
        if found and name and office.region == code:
            return name
    return official(code)


@cache
def official(code: str) -> str:
    """The name that GB/T 2260 gives a division of two, four or six digits; the code where it knows none."""
    parts = [name for _, told in numdb.get("cn/loc").info(code.ljust(6, "0")) for name in told.values()]
    depth = max(1, len(code.rstrip("0") or code) + 1) // 2
    names = [_current(part) for part in parts]
    return next((name for name in reversed(names[:depth]) if name), code)


def _current(names: str) -> str:
    """Of the names that a code has had, the one that it has now."""
    now = [name for name in names.split(",") if not _LAPSED.match(name)]
    return _SINCE.sub("", (now or names.split(","))[-1])
