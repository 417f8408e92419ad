"""A record from the quarantine, repaired, as the new event that carries it."""

import json
from collections.abc import Mapping
from typing import Any, Final, Protocol

from infra.db.quarantine import SetAside
from schemas.catalogue import CATALOGUE
from schemas.checking import Checked, Reason

NUMBER: Final = "quarantineno"
"""The attribute of an event that says which quarantined record it repairs."""
_NUMBER: Final = NUMBER.encode()
_REPLACES_ITS_LINES: Final = "project.pay_sheet_submitted"
"""The kind whose event replaces the earlier one with all its lines: the good ones must come along again."""


class Placed(Protocol):
    """A quarantined record by its kind and the broken line's place in its event, None for all of it."""

    @property
    def kind(self) -> str | None:
        """The event type."""
        ...

    @property
    def line_index(self) -> int | None:
        """The place."""
        ...


class NotRepairableError(Exception):
    """What was sent cannot be made into an event; the text says what to bring."""


def repaired_event(row: SetAside, sent: bytes, repaired: Any) -> dict[str, Any]:
    """The event to be accepted in place of the quarantined record: what was set aside, under an id of its own.

    Args:
        row: the quarantined record.
        sent: the event that it is part of, as sent (of a sheet: as sent last).
        repaired: the repaired line, or event where all of it was set aside; None takes what was sent.

    Raises:
        NotRepairableError: what was sent is no event, and no repaired one was given.
    """
    original = _object(sent)
    if row.line_index is None:
        event = original if repaired is None else repaired
    else:
        event = _with_line(original, row.line_index, repaired)
    if not isinstance(event, dict):
        raise NotRepairableError("what was sent is no JSON object; bring the repaired event with --file")
    name = row.event_id or event.get("id")
    if not isinstance(name, str) or not name:
        raise NotRepairableError("the event has no readable id; bring one with --file")
    kept = {key: value for key, value in event.items() if key != "receivedtime"}
    return {**kept, "id": f"{name}/retry-{row.id}"}


def numbers_said(line: bytes) -> tuple[int, ...]:
    """Which quarantined record an event says that it repairs."""
    if _NUMBER not in line:
        return ()
    try:
        said = str(json.loads(line).get(NUMBER, ""))
    except (ValueError, AttributeError, RecursionError):
        return ()
    return (int(said),) if said.isascii() and said.isdigit() and len(said) < 19 else ()


def comes_whole(row: Placed) -> bool:
    """Whether a line of the record's event goes again only together with the event's other lines."""
    return row.line_index is not None and row.kind == _REPLACES_ITS_LINES


def still_wrong(row: SetAside, checked: Checked) -> list[Reason]:
    """Why the repaired event would be set aside again. The other lines of a sheet may be as wrong as they were."""
    return [
        reason
        for rejected in checked.rejected
        if not comes_whole(row) or rejected.line in (None, row.line_index)
        for reason in rejected.reasons
    ]


def _with_line(original: Any, index: int, repaired: Any) -> Any:
    """The event with that line alone, or, of a sheet, with that line among the others."""
    if not isinstance(original, Mapping):
        return None
    kind, data = original["type"], original["data"]
    field = CATALOGUE[kind].lines
    assert field is not None  # a line was set aside, so the kind has lines
    lines = list(data[field])
    line = lines[index] if repaired is None else repaired
    if kind == _REPLACES_ITS_LINES:
        lines[index] = line
    else:
        lines = [line]
    return {**original, "data": {**data, field: lines}}


def _object(sent: bytes) -> Any:
    try:
        return json.loads(sent)
    except ValueError:
        return None
