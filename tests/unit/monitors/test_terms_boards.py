from datetime import date

import pytest

from monitors.terms.boards import Board, Boards
from tests.build import Project


def board(told: Project, as_of: str = "2026-12-31") -> Board:
    (found,) = Boards(told.ledger(), date.fromisoformat(as_of)).all
    return found


def posted(on: str = "2026-03-10") -> Project:
    return Project().happened("project.notice_board_posted", on)


@pytest.mark.parametrize(("removed_on", "stands"), [("2026-03-09", True), ("2026-03-10", False), ("2026-03-11", False)])
def test_a_removal_counts_if_it_follows_the_posting(removed_on: str, *, stands: bool) -> None:
    assert board(posted().happened("project.notice_board_removed", removed_on)).stands is stands


def test_on_one_date_what_was_accepted_later_follows() -> None:
    told = (
        Project()
        .happened("project.notice_board_removed", "2026-03-10")
        .happened("project.notice_board_posted", "2026-03-10")
    )
    assert board(told).stands


def test_the_latest_verification_that_follows_the_posting_decides() -> None:
    told = posted().happened("project.notice_board_verified", "2026-03-20")
    told.happened("project.notice_board_verified", "2026-03-15", ok=False)
    assert board(told).stands
    assert not board(told, "2026-03-19").stands
    assert not board(told.happened("project.notice_board_verified", "2026-03-20", ok=False)).stands


def test_a_new_posting_is_judged_afresh() -> None:
    told = posted().happened("project.notice_board_verified", "2026-03-15", ok=False)
    assert board(told.happened("project.notice_board_posted", "2026-03-16")).stands


def test_a_new_posting_replaces_the_items_whole() -> None:
    told = posted().happened("project.notice_board_posted", "2026-03-16", items={"pay_day": 3, "owner_unit": ""})
    assert board(told).items == {"pay_day": 3}
    assert len(board(told, "2026-03-15").items) == 12


def test_a_board_that_is_posted_tomorrow_is_not_there_today() -> None:
    assert Boards(posted().ledger(), date(2026, 3, 9)).all == []
    assert Boards(posted().ledger(), date(2026, 3, 10)).standing != []
