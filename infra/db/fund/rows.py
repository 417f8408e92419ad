"""A case of the fund as its row, and back."""

from typing import Any, Final

import msgspec

from fund.case import FundCase

_CASE: Final = msgspec.json.Decoder(FundCase)


def case_of(body: str) -> FundCase:
    """The case of a row's body."""
    return _CASE.decode(body)


def columns_of(case: FundCase) -> dict[str, Any]:
    """The row of a case."""
    return {
        "id": case.id,
        "number": case.number,
        "version": case.version,
        "fund": case.fund,
        "region": case.region,
        "office": case.office,
        "project": case.project,
        "project_name": case.project_name,
        "employer": case.employer,
        "state": case.state.value,
        "due_on": case.due_on,
        "opened_on": case.opened_on,
        "closed_on": case.closed_on,
        "workers": case.workers,
        "amount_fen": case.total_fen,
        "origin": case.origin,
        "body": msgspec.json.encode(case).decode(),
    }
