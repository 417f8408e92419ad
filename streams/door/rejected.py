"""What was set aside of a delivery, as a file of the same kind with the reasons: to be repaired and delivered again."""

import io
import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import IO, Any, Final

from infra.db.quarantine import QuarantineStore, SetAside
from infra.db.readings import ReadingStore, Stored
from infra.sealed_file.scratch import Scratch
from infra.vault import Tokens
from schemas.reasons import blotted
from streams.formats.again import Exported, exported
from streams.formats.batch import Batch
from streams.formats.handback import Aside, handed_back
from streams.formats.reading import Lines, Reading
from streams.formats.refused import Limits
from streams.formats.tables import Table
from streams.formats.taken import Manner
from streams.repair import NUMBER, NotRepairableError, comes_whole, repaired_event

REASONS: Final = "quarantinereasons"
_NOBODY: Final = "urn:wagewatch:again"


def rejected(quarantine: QuarantineStore, readings: ReadingStore, submission: int, lang: str) -> Exported:
    """The rows set aside: a table with two more columns, events with two more attributes, or a message with notes.

    Tokens stand in place of persons' numbers, asterisks in place of a misspelt one.

    Raises:
        LookupError: there is no such submission.
        streams.formats.refused.Refused: the file cannot be read again.
    """
    stored = readings.stored(submission)
    if stored is None:
        raise LookupError(submission)
    with _reading(readings, stored) as reading:
        if not isinstance(reading.reader, Table):
            tokens = readings.tokens()
            if isinstance(reading.reader, Lines | Batch):
                made = _events(quarantine, reading.reader, submission, lang, tokens)
            else:
                made = _message(quarantine, reading.file, submission, lang, tokens)
            tokens.keep()
            return made
    return exported(quarantine, readings, submission, lang)


def _reading(readings: ReadingStore, stored: Stored) -> Reading:
    manner = Manner(feed=stored.feed, source=_NOBODY, sheet=stored.sheet)
    return Reading(readings.raw(stored.submission), stored.name, manner, Limits())


def _message(quarantine: QuarantineStore, file: IO[bytes], submission: int, lang: str, tokens: Tokens) -> Exported:
    """The message, however large: it waits where nobody can read it until it is fetched."""
    closing = next(iter([*quarantine.each(submission, "bank.feed_completed")]), None)
    aside = Aside(submission, quarantine.each(submission), closing)
    file.seek(0)
    with ExitStack() as stack:
        out = stack.enter_context(Scratch())
        rows = handed_back(file, out, aside, tokens, lang)
        stack.pop_all()
    return Exported(f"quarantine-{submission}.xml", out.whole(), rows)


def _events(quarantine: QuarantineStore, reader: Lines | Batch, submission: int, lang: str, tokens: Tokens) -> Exported:
    aside: dict[int, list[SetAside]] = {}
    for row in quarantine.of_submission(submission):
        aside.setdefault(row.line_no, []).append(row)
    lines = [tokens.value(line) for line in _repairable(reader, aside, lang)]
    body = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    return Exported(f"quarantine-{submission}.jsonl", io.BytesIO(body.encode("utf-8", "replace")), len(lines))


def _repairable(reader: Lines | Batch, aside: dict[int, list[SetAside]], lang: str) -> Iterator[dict[str, Any]]:
    """Each row as an event; a sheet, which comes whole, is one event for all of its rows."""
    left = len(aside)
    for number, sent in enumerate(reader.originals(), start=1):
        rows = aside.get(number, ())
        if rows and comes_whole(rows[0]):
            yield _event(rows, sent, lang)
        else:
            yield from (_event([row], sent, lang) for row in rows)
        left -= number in aside
        if not left:
            return


def _event(rows: Sequence[SetAside], sent: bytes, lang: str) -> dict[str, Any]:
    """The event with its broken line alone; what is no event stands as text beside its number."""
    told = {NUMBER: str(rows[0].id), REASONS: "; ".join(_why(row, lang) for row in rows)}
    try:
        return {**repaired_event(rows[0], sent, None), **told}
    except NotRepairableError:
        return {**told, "sent": blotted(sent.decode("utf-8", "replace"))}


def _why(row: SetAside, lang: str) -> str:
    return "; ".join(_said(why, lang) for why in row.reasons)


def _said(why: Any, lang: str) -> str:
    if lang == "zh":
        return f"{why.field or '整行'}:收到 {why.found},应为 {why.expected_zh}"
    return f"{why.field or 'the line'}: found {why.found}, expected {why.expected}"
