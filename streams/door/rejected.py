"""What was set aside of a delivery, as a file of the same kind with the reasons: to be repaired and delivered again."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from infra.db.quarantine import QuarantineStore, SetAside
from infra.db.readings import ReadingStore, Stored
from infra.vault import Tokens
from schemas.reasons import blotted
from streams.formats.again import Exported, exported
from streams.formats.batch import Batch
from streams.formats.reading import Lines, Reading
from streams.formats.refused import Limits
from streams.formats.tables import Table
from streams.formats.taken import Manner
from streams.repair import NotRepairableError, repaired_event

NUMBER: Final = "quarantineno"
_NUMBER: Final = NUMBER.encode()
REASONS: Final = "quarantinereasons"
Repair = tuple[int, str, str]
"""The number of a quarantined record, and the event that repairs it: its source and id."""
_NOBODY: Final = "urn:wagewatch:again"


def rejected(quarantine: QuarantineStore, readings: ReadingStore, submission: int, lang: str) -> Exported:
    """The rows set aside: a table with two more columns, or events with two more attributes, under new ids.

    Tokens stand in place of persons' numbers, asterisks in place of a misspelt one.

    Raises:
        streams.formats.refused.Refused: the file cannot be read again, or is a message of another system.
    """
    stored = readings.stored(submission)
    if stored is None:
        raise LookupError(submission)
    with _reading(readings, stored) as reading:
        is_table = isinstance(reading.reader, Table)
        if not is_table and isinstance(reading.reader, Lines | Batch):
            tokens = readings.tokens()
            made = _events(quarantine, reading.reader, submission, lang, tokens)
            tokens.keep()
            return made
    return exported(quarantine, readings, submission, lang)


def _reading(readings: ReadingStore, stored: Stored) -> Reading:
    manner = Manner(feed=stored.feed, source=_NOBODY, sheet=stored.sheet)
    return Reading(readings.raw(stored.submission), stored.name, manner, Limits())


def _events(quarantine: QuarantineStore, reader: Lines | Batch, submission: int, lang: str, tokens: Tokens) -> Exported:
    aside: dict[int, list[SetAside]] = {}
    for row in quarantine.of_submission(submission):
        aside.setdefault(row.line_no, []).append(row)
    lines = [tokens.value(line) for line in _repairable(quarantine, reader, aside, lang)]
    body = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    return Exported(f"quarantine-{submission}.jsonl", body.encode("utf-8", "replace"), len(lines))


def _repairable(
    quarantine: QuarantineStore, reader: Lines | Batch, aside: dict[int, list[SetAside]], lang: str
) -> Iterator[dict[str, Any]]:
    left = len(aside)
    for number, sent in enumerate(reader.originals(), start=1):
        for index, row in enumerate(aside.get(number, ())):
            yield _event(row, sent, quarantine.tries(row) + index, lang)
        left -= number in aside
        if not left:
            return


def _event(row: SetAside, sent: bytes, tries: int, lang: str) -> dict[str, Any]:
    """The event with its broken line alone; what is no event stands as text beside its number."""
    told = {NUMBER: str(row.id), REASONS: _why(row, lang)}
    try:
        return {**repaired_event(row, sent, None, tries), **told}
    except NotRepairableError:
        return {**told, "sent": blotted(sent.decode("utf-8", "replace"))}


def _why(row: SetAside, lang: str) -> str:
    return "; ".join(_said(why, lang) for why in row.reasons)


def _said(why: Any, lang: str) -> str:
    if lang == "zh":
        return f"{why.field or '整行'}:收到 {why.found},应为 {why.expected_zh}"
    return f"{why.field or 'the line'}: found {why.found}, expected {why.expected}"


def repaired_by(line: bytes, source: str | None, event_id: str | None) -> Sequence[Repair]:
    """Which quarantined record a line says that it repairs: (number, source, id of the event that does)."""
    if source is None or event_id is None or _NUMBER not in line:
        return ()
    try:
        said = str(json.loads(line).get(NUMBER, ""))
    except (ValueError, AttributeError, RecursionError):
        return ()
    return ((int(said), source, event_id),) if said.isascii() and said.isdigit() and len(said) < 19 else ()
