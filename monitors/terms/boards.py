"""The rights notice boards: which stand, and what is on them."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from monitors.ledger import Ledger, Said, standing, visible


@dataclass(frozen=True, slots=True)
class Board:
    """A board in its last posting."""

    id: str
    posting: Said
    stands: bool

    @property
    def items(self) -> dict[str, Any]:
        """Its items that are not missing; absent, null, empty string and empty list are missing."""
        items: dict[str, Any] = self.posting.data["items"]
        return {key: value for key, value in items.items() if value not in (None, "", [])}


class Boards:
    """A project's boards as known on `as_of`."""

    def __init__(self, ledger: Ledger, as_of: date) -> None:
        self._ledger = ledger
        self._as_of = as_of

    @cached_property
    def all(self) -> list[Board]:
        """Every board ever posted, by id.

        A board stands if no removal follows its last posting, and the latest verification that follows it is ok.
        """
        boards = []
        for key, versions in sorted(self._ledger.things("board").items()):
            posting = standing(versions, self._as_of)
            if posting is not None:
                stands = not self._following("removal", key, posting) and self._is_verified(key, posting)
                boards.append(Board(key, posting, stands))
        return boards

    @property
    def standing(self) -> list[Board]:
        """The boards that stand."""
        return [board for board in self.all if board.stands]

    def _is_verified(self, key: str, posting: Said) -> bool:
        following = self._following("verification", key, posting)
        return not following or bool(max(following, key=lambda said: said.place).data["ok"])

    def _following(self, group: str, key: str, posting: Said) -> list[Said]:
        return [said for said in visible(self._ledger.said(group, key), self._as_of) if said.place > posting.place]
