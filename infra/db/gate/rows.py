"""A review as the row that keeps it."""

from typing import Any, Final

import msgspec

from alerts.gate import Review

_REVIEW: Final = msgspec.json.Decoder(Review)


def read(body: str) -> Review:
    """The review of a row's `body`."""
    return _REVIEW.decode(body)


def row_of(review: Review) -> dict[str, Any]:
    """The columns of a review; `region`, which decides who sees it, is not its to change."""
    check = review.check
    return {
        "case_no": review.case,
        "client": check.client,
        "bank_code": check.bank_code,
        "account_id": check.account_id,
        "project": review.project,
        "office": review.office,
        "state": review.state.value,
        "due_on": review.due_on,
        "asked_at": review.asked_at,
        "version": review.version,
        "body": msgspec.json.encode(review).decode(),
    }
