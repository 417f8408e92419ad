"""XML in bounded memory: no document type, so no entities; no depth, no text and no tag without a limit.

defusedxml's parser refuses what is hostile; its target tells the elements as they begin and end.
"""

import re
from collections.abc import Iterator
from typing import IO, Any, Final, NamedTuple
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from streams.formats.refused import MEBIBYTE, Limits, Refused

MARK: Final = "?wagewatch"
"""The name of a processing instruction of ours, whose words are its attributes."""
_CHUNK: Final = 64 * 1024
_DEEPEST: Final = 64
_LONGEST_TOKEN: Final = 1 * MEBIBYTE
_WORDS: Final = re.compile(r'([a-z]+)="([^"]*)"')


class Element(NamedTuple):
    """An element that begins (`text` is None) or ends (with the text in it); names without their namespace.

    An instruction of ours (`MARK`) only begins.
    """

    name: str
    depth: int
    attributes: dict[str, str]
    text: str | None


class _Target:
    """Collects what the parser tells between two pieces of the file."""

    def __init__(self, limits: Limits) -> None:
        self._longest = limits.cell_characters * 4
        self._text: list[str] = []
        self._size = 0
        self._depth = 0
        self.told: list[Element] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Refused("the XML is nested too deeply", "XML 嵌套过深")
        self._text, self._size = [], 0
        self.told.append(
            Element(_local(tag), self._depth, {_local(key): said for key, said in attributes.items()}, None)
        )

    def end(self, tag: str) -> None:
        self.told.append(Element(_local(tag), self._depth, {}, "".join(self._text)))
        self._text, self._size = [], 0
        self._depth -= 1

    def pi(self, name: str, words: str | None) -> None:
        if f"?{name}" == MARK:
            self.told.append(Element(MARK, self._depth, dict(_WORDS.findall(words or "")), None))

    def data(self, text: str) -> None:
        self._size += len(text)
        if self._size > self._longest:
            raise Refused(f"a text has more than {self._longest} characters", f"有文字超过 {self._longest} 个字符")
        self._text.append(text)

    def close(self) -> None:
        """Nothing is built."""


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def elements(file: IO[bytes], limits: Limits) -> Iterator[Element]:
    """The elements of a file from where it stands.

    Raises:
        Refused: it is no XML, declares a document type, or goes beyond the limits.
    """
    target = _Target(limits)
    parser: Any = DefusedXMLParser(target=target, forbid_dtd=True)
    fed = 0
    try:
        while chunk := file.read(_CHUNK):
            parser.feed(chunk)
            fed += len(chunk)
            if fed - parser.parser.CurrentByteIndex > _LONGEST_TOKEN:
                raise Refused("a tag or a text has no end", "XML 中有标签或文字没有结尾")
            yield from target.told
            target.told = []
        parser.close()
    except DefusedXmlException as error:
        raise Refused("the XML declares a document type or entities", "XML 含有文档类型或实体声明,不予读取") from error
    except (ParseError, ValueError, LookupError) as error:
        raise Refused(f"the XML is broken: {error}", f"XML 已损坏:{error}") from error
    yield from target.told
