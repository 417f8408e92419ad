"""Every feed that comes as a table, by name, and which of them a row of headings means."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from schemas.feeds import accounts, money, registry, site
from schemas.feeds.feed import Feed

FEEDS: Final[Mapping[str, Feed]] = MappingProxyType(
    {feed.name: feed for feed in (*money.FEEDS, *accounts.FEEDS, *site.FEEDS, *registry.FEEDS)}
)
"""The feeds, by the name that commands and addresses use."""
