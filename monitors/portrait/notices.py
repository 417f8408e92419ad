"""The rights notice boards as an officer reads them: every mandatory item, there or missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from monitors.ledger import Said, visible
from monitors.rules.notice_incomplete import MANDATORY
from monitors.terms import Terms
from monitors.terms.boards import Board


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a board; `value` is None where it is missing."""

    key: str
    value: Any
    is_mandatory: bool


@dataclass(frozen=True, slots=True)
class Notice:
    """One board: whether it stands, its items, its photos, and who looked at it last."""

    id: str
    stands: bool
    posted_on: date
    items: tuple[Item, ...]
    photos: tuple[str, ...]
    verified_on: date | None
    verified_by: str
    is_verified: bool | None
    removed_on: date | None

    @property
    def missing(self) -> list[str]:
        """The mandatory items that are not there."""
        return [item.key for item in self.items if item.is_mandatory and item.value is None]


def notices(terms: Terms) -> tuple[Notice, ...]:
    """Every board that was ever posted, those that stand first."""
    found = [_notice(terms, board) for board in terms.boards.all]
    return tuple(sorted(found, key=lambda notice: (not notice.stands, notice.id)))


def _notice(terms: Terms, board: Board) -> Notice:
    seen = _last(terms, "verification", board)
    removed = _last(terms, "removal", board)
    return Notice(
        board.id,
        board.stands,
        board.posting.on,
        tuple(_items(board, has_subs=bool(terms.site.subcontractors))),
        tuple(board.posting.data.get("photo_sha256") or ()),
        seen.on if seen else None,
        seen.data["verified_by"] if seen else "",
        bool(seen.data["ok"]) if seen else None,
        removed.on if removed else None,
    )


def _items(board: Board, *, has_subs: bool) -> Iterator[Item]:
    for key in (*MANDATORY, "subcontractors"):
        yield Item(key, board.items.get(key), key != "subcontractors" or has_subs)


def _last(terms: Terms, group: str, board: Board) -> Said | None:
    """The last word of a kind that follows the board's posting."""
    told = visible(terms.ledger.said(group, board.id), terms.as_of)
    following = (said for said in told if said.place > board.posting.place)
    return max(following, key=lambda said: said.place, default=None)
