"""Prints a paper: the same data and date give the same bytes, on every machine."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Final

import msgspec
import typst

from portal.documents.punctuation import typeset

_TEMPLATES: Final = Path(__file__).parent
_FONTS: Final = _TEMPLATES.parent / "fonts"
_UNPRINTABLE: Final = re.compile(r"the text `\"(.+?)\"` could not be displayed")
_ESCAPED: Final = re.compile(r"\\u\{([0-9a-f]+)\}")
_ARCHIVAL: Final = "a-2b"


class MissingGlyphError(ValueError):
    """A paper has characters that no font here can show; it was not printed rather than printed with boxes."""

    def __init__(self, characters: str) -> None:
        super().__init__(f"no font has: {characters}")
        self.characters = characters


def document(name: str, data: Mapping[str, Any], *, dated: date) -> bytes:
    """The paper of a template as PDF/A-2b, filled with data.

    Rare characters are looked for in the system's fonts; only then may two machines differ.

    Args:
        name: `rectification-order`, `dossier`, `notice-board`: a template beside this file.
        data: What the template asks for; see its first lines. `dated` is added to it.
        dated: The day that the paper bears, and the file's own date.

    Raises:
        MissingGlyphError: a character that no font has.
    """
    filled = msgspec.json.encode(typeset({**msgspec.to_builtins(data), "dated": dated.isoformat()})).decode()
    try:
        return _printed(name, filled, dated, ours_only=True)
    except typst.TypstError as error:
        if not _UNPRINTABLE.search(error.diagnostic):
            raise
    try:
        return _printed(name, filled, dated, ours_only=False)
    except typst.TypstError as error:
        if missing := _missing(error.diagnostic):
            raise MissingGlyphError(missing) from error
        raise


def _missing(diagnostic: str) -> str:
    """The characters that Typst names, each once; what is invisible it writes by its number."""
    named = "".join(dict.fromkeys(_UNPRINTABLE.findall(diagnostic)))
    return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), named)


def _printed(name: str, data: str, dated: date, *, ours_only: bool) -> bytes:
    return typst.compile(
        _TEMPLATES / f"{name}.typ",
        root=_TEMPLATES,
        font_paths=[_FONTS],
        ignore_system_fonts=ours_only,
        sys_inputs={"data": data},
        pdf_standards=_ARCHIVAL,
        timestamp=datetime.combine(dated, time(), UTC),
    )
