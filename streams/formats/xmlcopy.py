"""XML as it is written, to be written again: names with their prefixes, and what stands between elements.

Comments and instructions are not told: of what is handed back again, they are those of the last time.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO, Any, Final, Protocol
from xml.parsers import expat

from streams.formats.isotree import Node
from streams.formats.refused import MEBIBYTE, Refused

HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
MOST_HELD: Final = 1 * MEBIBYTE
"""So many characters wait at most; then they are written, whatever comes."""
_NOWHERE: Final = -1
_NO_CHARACTER: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_IN_ATTRIBUTES: Final = {ord("\t"): "&#9;", ord("\n"): "&#10;", ord("\r"): "&#13;"}


class Listener(Protocol):
    """Who is told what is in a file."""

    def begin(self, name: str, attributes: dict[str, str], /) -> None:
        """An element begins."""
        ...

    def text(self, text: str, /) -> None:
        """Some text, perhaps not all of it."""
        ...

    def end(self, name: str, /) -> None:
        """An element ends."""
        ...


class Markup(str):
    """Something between elements that is XML already."""

    __slots__ = ()


@dataclass(slots=True)
class Kept(Node):
    """An element that can be written again."""

    said: str = ""
    """Its name with its prefix."""
    pieces: list["str | Kept"] = field(default_factory=list)
    """What is in it, in its order: texts, markup and elements."""

    def xml(self) -> str:
        """The element as XML."""
        inside = "".join(_inside(piece) for piece in self.pieces)
        return f"{begun(self.said, self.attributes)}{inside}</{self.said}>"


def _inside(piece: str | Kept) -> str:
    if isinstance(piece, Kept):
        return piece.xml()
    return piece if isinstance(piece, Markup) else escaped(piece)


def local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]


def begun(name: str, attributes: Mapping[str, str]) -> str:
    """The beginning of an element."""
    said = "".join(f' {key}="{html.escape(value).translate(_IN_ATTRIBUTES)}"' for key, value in attributes.items())
    return f"<{name}{said}>"


def escaped(text: str) -> str:
    """A text as XML."""
    return html.escape(text, quote=False).replace("\r", "&#13;")


def comment(text: str) -> Markup:
    """A comment that ends where it ends, whatever it says."""
    said = re.sub("-(?=-)", "- ", _NO_CHARACTER.sub("\N{REPLACEMENT CHARACTER}", text))
    return Markup(f"<!-- {said} -->")


def instruction(name: str, **words: str) -> Markup:
    """A processing instruction; its words are names, numbers and digests."""
    return Markup(f"<?{name}" + "".join(f' {key}="{said}"' for key, said in words.items()) + "?>")


def tell(file: IO[bytes], to: Listener) -> None:
    """Tell what is in a file, from where it stands.

    Raises:
        Refused: it is no XML, or declares a document type.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = to.begin
    parser.CharacterDataHandler = to.text
    parser.EndElementHandler = to.end
    parser.StartDoctypeDeclHandler = _no_document_type
    try:
        parser.ParseFile(file)
    except expat.ExpatError as error:
        raise Refused(f"the XML is broken: {error}", f"XML 已损坏:{error}") from error


def _no_document_type(*_: Any) -> None:
    raise Refused("the XML declares a document type or entities", "XML 含有文档类型或实体声明,不予读取")


class Writing(Protocol):
    """Where the message is written."""

    def write(self, piece: bytes, /) -> int:
        """Append bytes."""
        ...


class Paper:
    """What is written: the space before a part goes with it, the head of a statement waits for its first part."""

    def __init__(self, out: Writing) -> None:
        self.gap = ""
        self._out = out
        self._held: list[str] = []
        self._held_at = _NOWHERE
        self._held_size = 0

    def put(self, said: str) -> None:
        """Write something, after the space before it."""
        piece, self.gap = self.gap + said, ""
        if self._held_at == _NOWHERE:
            self._out.write(piece.encode())
            return
        self._held.append(piece)
        self._held_size += len(piece)
        if self._held_size > MOST_HELD:
            self.keep()

    def begin(self, said: str, depth: int, *, hold: bool) -> None:
        """Begin an element; if it is to be held back, nothing of it is written before something in it is kept."""
        if hold and self._held_at == _NOWHERE:
            self._held_at = depth
        self.put(said)

    def end(self, name: str, depth: int) -> None:
        """End an element; one that is still held back never was."""
        if depth != self._held_at:
            self.put(f"</{name}>")
            return
        self._forget()
        self.gap = ""

    def keep(self) -> None:
        """What was held back is written."""
        held = "".join(self._held)
        self._forget()
        self._out.write(held.encode())

    def _forget(self) -> None:
        self._held, self._held_at, self._held_size = [], _NOWHERE, 0
