"""The address of a view of the queue: what is asked for, written into the query string and read out of it."""

import base64
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from starlette.datastructures import QueryParams

from infra.db.works.asking import FACETS, Asked, Filters, Order, Scope
from schemas.office import Officer

NAMES: Final[Mapping[str, str]] = {
    "levels": "level",
    "rules": "rule",
    "districts": "district",
    "sectors": "sector",
    "fundings": "funding",
    "states": "state",
    "deadlines": "deadline",
    "assignees": "assignee",
}
"""The parameter of each facet."""
_KEYS: Final[Mapping[Order, tuple[type, ...]]] = {
    Order.URGENT: (int, date, int),
    Order.DUE: (date, int, int),
    Order.NEWEST: (date, int),
    Order.AMOUNT: (int, int),
}
"""What a place in the list consists of."""
_LARGEST: Final = 2**62
_LONGEST_TEXT: Final = 100
_MOST_VALUES: Final = 50


def asked_of(query: QueryParams, officer: Officer, today: date, size: int) -> Asked:
    """What an address asks for. Whatever cannot be read is left out: an old bookmark still shows something."""
    chosen: dict[str, Any] = {facet: tuple(query.getlist(name)[:_MOST_VALUES]) for facet, name in NAMES.items()}
    filters = Filters(**chosen, text=query.get("q", "").strip()[:_LONGEST_TEXT])
    scope = _one_of(Scope, query.get("scope"), Scope.OFFICE)
    order = _one_of(Order, query.get("order"), Order.URGENT)
    kinds = _KEYS[Order.NEWEST if scope is Scope.CLOSED else order]
    return Asked(officer, today, scope, filters, order, _key(query.get("after"), kinds), size)


def address(asked: Asked, **changed: Any) -> str:
    """The query string that asks for the same, with some parts changed; without the place in the list."""
    scope, order = changed.get("scope", asked.scope), changed.get("order", asked.order)
    filters: Filters = changed.get("filters", asked.filters)
    pairs = [("scope", str(scope))]
    pairs += [(NAMES[facet], value) for facet in NAMES for value in getattr(filters, facet)]
    pairs += [("q", filters.text)] if filters.text else []
    pairs += [("order", str(order))] if order is not Order.URGENT else []
    pairs += [("after", _token(changed["after"]))] if changed.get("after") else []
    return urlencode(pairs)


def without(asked: Asked, facet: str, value: str) -> str:
    """The address that no longer asks for one value of a facet."""
    left: dict[str, Any] = {name: getattr(asked.filters, name) for name in (*FACETS, "assignees", "text")}
    left[facet] = "" if facet == "text" else tuple(one for one in left[facet] if one != value)
    return address(asked, filters=Filters(**left))


def _token(key: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(key)).decode().rstrip("=")


def _key(token: str | None, kinds: tuple[type, ...]) -> tuple[Any, ...] | None:
    """The row after which the page begins; dates as dates, since the database compares them."""
    try:
        told = msgspec.json.decode(base64.urlsafe_b64decode(f"{token or ''}==="), type=list[int | str])
        key = tuple(date.fromisoformat(one) if isinstance(one, str) else one for one in told)
    except (ValueError, msgspec.DecodeError):
        return None
    fits = tuple(type(one) for one in key) == kinds and all(one < _LARGEST for one in key if isinstance(one, int))
    return key if fits else None


def _one_of(kind: Any, value: str | None, otherwise: Any) -> Any:
    return kind(value) if value in list(kind) else otherwise
