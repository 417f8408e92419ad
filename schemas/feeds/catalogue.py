"""Every feed that comes as a table, by name, and which of them a row of headings means."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from schemas.feeds import money, site
from schemas.feeds.accounts import ACCOUNTS
from schemas.feeds.boards import BOARDS
from schemas.feeds.bonds import BONDS
from schemas.feeds.feed import Feed
from schemas.feeds.leads import LEADS
from schemas.feeds.pay_sheets import PAY_SHEETS
from schemas.feeds.registry import MILESTONES, PROJECTS
from schemas.feeds.restrictions import RESTRICTIONS

_BANKS: Final = (*money.FEEDS, ACCOUNTS, RESTRICTIONS, BONDS)
_SITES: Final = (*site.FEEDS, PAY_SHEETS)
_REGISTRIES: Final = (PROJECTS, MILESTONES, BOARDS, LEADS)
FEEDS: Final[Mapping[str, Feed]] = MappingProxyType({feed.name: feed for feed in (*_BANKS, *_SITES, *_REGISTRIES)})
"""The feeds, by the name that commands and addresses use."""
