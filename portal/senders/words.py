"""Fields of events by the headings under which people know them."""

import re
from functools import cache
from typing import Final

from schemas.feeds.catalogue import FEEDS
from schemas.feeds.column import Column

_PLACE: Final = re.compile(r"^(?:data\.)?(?:\w+\[\d*\]\.)?(\w+)$")


@cache
def _columns() -> dict[str, Column]:
    known: dict[str, Column] = {}
    for feed in FEEDS.values():
        for column in feed.columns:
            known.setdefault(column.field, column)
    return known


def heading(field: str, lang: str) -> str:
    """`账号` for `data.account_id`; what is no column's stands as it is."""
    found = _PLACE.match(field)
    column = _columns().get(found[1]) if found else None
    if column is None:
        return field
    return column.zh if lang == "zh" else column.en.capitalize()
