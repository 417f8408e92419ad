"""The languages of the pages. Message ids are the Chinese texts themselves; English stands in `locale/en/*.po`."""

from functools import cache
from pathlib import Path
from typing import Any, Final

from babel.messages.pofile import read_po

LANGUAGES: Final = ("zh", "en")
_LOCALE: Final = Path(__file__).parent / "locale"


class Untranslatable(Exception):
    """Two areas translate the same text differently; the message names both files."""


def mark(text: str) -> str:
    """The text itself, marked for translation at the place where it stands and said elsewhere."""
    return text


def say(text: str, lang: str, **values: Any) -> str:
    """The text in the language, its `%(name)s` filled in where values are given."""
    said = text if lang == "zh" else english().get(text, text)
    return said % values if values else said


@cache
def english() -> dict[str, str]:
    """Every Chinese text with its English, merged from all areas.

    Raises:
        Untranslatable: two areas disagree.
    """
    merged: dict[str, tuple[str, str]] = {}
    for path in sorted((_LOCALE / "en").glob("*.po")):
        for text, said in entries(path).items():
            known, where = merged.setdefault(text, (said, path.name))
            if known != said:
                raise Untranslatable(f"{text!r} is {known!r} in {where} and {said!r} in {path.name}")
    return {text: said for text, (said, _) in merged.items()}


def entries(path: Path) -> dict[str, str]:
    """The translations of one file."""
    with path.open("rb") as file:
        catalog = read_po(file, locale="en", abort_invalid=True)
    return {str(message.id): str(message.string) for message in catalog if message.id and message.string}
