"""A part of a message with the reasons in it, and without persons' numbers: as its sender gets it back.

Reasons are comments, and what links the repaired part to its row is a processing instruction, both within the part:
the ISO schema sees neither, and with the part they are deleted. Elements of the message itself (`AddtlNtryInf`,
`SplmtryData`) are the bank's: what we wrote there would come back as told by it, and they are not in every version.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from infra.db.quarantine import SetAside
from schemas.sensitive import replaced
from streams.formats.again import why
from streams.formats.isoparts import Bookings, reference_given
from streams.formats.xml import MARK
from streams.formats.xmlcopy import Kept, Markup, comment, instruction
from streams.identity import Tokens

_SET_ASIDE: Final = {"zh": "隔离编号 {}:{}", "en": "quarantine no. {}: {}"}
_ACCEPTED: Final = {
    "zh": "这笔分录本身已受理,请勿改动;只需更正其中的退回",
    "en": "this entry itself was accepted, leave it as it is; only the return in it is to be repaired",
}
_NEWLINE: Final = "\n"
_ACCOUNT: Final = re.compile(r"(^|/)(Acct|OrgnlTxRef/DbtrAcct)/Id/").search
"""Numbers of the accounts that we are told of; what else stands about them, such as owners, is about persons."""
_NAME: Final = MARK.removeprefix("?")


def languages(first: str) -> list[str]:
    """Both, the sender's first."""
    return sorted(_SET_ASIDE, key=lambda lang: lang != first)


def private(part: Kept, tokens: Tokens, above: Sequence[str] = ()) -> None:
    """Put tokens in place of persons' numbers, in everything that the part says."""
    path = (*above, part.name)
    field = field_of(path)
    part.text = replaced(part.text, tokens.of, field)
    if part.attributes:
        part.attributes = {name: replaced(text, tokens.of) for name, text in part.attributes.items()}
    part.pieces = [one if isinstance(one, Kept) else replaced(one, tokens.of, field) for one in part.pieces]
    for one in part.pieces:
        if isinstance(one, Kept):
            private(one, tokens, path)


def field_of(path: Sequence[str]) -> str:
    """What the contract calls what an element holds, for whoever looks for persons' numbers in it."""
    if "PrvtId" in path:
        return "id_number"
    if "CdtrAcct" in path or ("DbtrAcct" in path and "OrgnlTxRef" not in path):
        return "payee_card"
    if path and path[-1] == "AcctSvcrRef":
        return "transaction_id"
    return "account_id" if _ACCOUNT("/".join(path)) else ""


def marked(part: Kept, rows: Sequence[SetAside], lang: str, gap: str) -> None:
    """Write at the part's beginning which rows it is to repair, and why; `gap` is the space before the part."""
    _begin_with(part, [*_marks(rows), *_reasons(rows, lang)], gap)


def marked_entry(  # noqa: PLR0913, PLR0917 (the same, and how it is called)
    entry: Kept, rows: Sequence[SetAside], lang: str, gap: str, bookings: Bookings, called: str
) -> None:
    """The same for an entry that is booked; what has no name of the bank's keeps the one that we gave it."""
    marks = list(_marks(rows))
    if not reference_given(entry):
        digest = bookings.digest(entry)  # of what is shown: with tokens it may be another
        marks.append(instruction(_NAME, booking=called, **({} if digest in called else {"of": digest})))
    notes = list(_reasons(rows, lang)) or [comment(_ACCEPTED[one]) for one in languages(lang)]
    _begin_with(entry, marks + notes, gap)


def marks_before(rows: Sequence[SetAside], lang: str, gap: str) -> str:
    """The same for a part that is a word only, to stand before it."""
    return "".join(f"{one}{gap}" for one in (*_marks(rows), *_reasons(rows, lang)))


def _marks(rows: Sequence[SetAside]) -> Iterator[Markup]:
    return (instruction(_NAME, quarantine=str(row.id)) for row in rows)


def _reasons(rows: Sequence[SetAside], lang: str) -> Iterator[Markup]:
    return (comment(_SET_ASIDE[one].format(row.id, why(row, one))) for row in rows for one in languages(lang))


def _begin_with(part: Kept, notes: Sequence[Markup], gap: str) -> None:
    """The notes in lines of their own, where the part's first element would stand."""
    first = part.pieces[0] if part.pieces else ""
    if isinstance(first, str) and first.isspace():
        part.pieces[:0] = [Markup(f"{first}{note}") for note in notes]
    else:
        space = f"{gap or _NEWLINE}  "
        part.pieces[:0] = [*(Markup(f"{space}{note}") for note in notes), Markup(space)]
