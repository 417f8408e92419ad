"""JSON batches: an array of events, `{"events": […]}`, or one event written over several lines; one event at a time."""

import codecs
import json
from collections.abc import Iterator
from typing import IO, Any, Final

from streams.formats.refused import Limits, Refused
from streams.formats.taken import Taken, Tally
from streams.identity import ASTERISKS, Tokens, tokenised
from streams.repair import numbers_said

_CHUNK: Final = 256 * 1024
_SPACE: Final = " \t\r\n"


def _digits(text: str) -> str:
    return text


_decoder = json.JSONDecoder(parse_int=_digits, parse_float=_digits)


class Batch:
    """The events of a batch on their way to the intake, each checked as if it were a line."""

    form = "json"
    feed = None

    def __init__(self, file: IO[bytes], limits: Limits, tokens: Tokens = ASTERISKS) -> None:
        self._tokens = tokens
        self._text = _Text(file, limits.element_bytes)
        self.tally = Tally()

    def close(self) -> None:
        """Nothing is kept."""

    def taken(self) -> Iterator[Taken]:
        """Every event, numbered from one."""
        for number, (sent, checked) in enumerate(tokenised(self.originals(), self._tokens), start=1):
            self.tally.rows += 1
            yield Taken(number, checked, numbers_said(sent))

    def originals(self) -> Iterator[bytes]:
        """The events as sent."""
        first = self._text.peek()
        if first == "[":
            yield from self._array()
        elif first == "{":
            yield from self._object()
        else:
            raise self._text.broken()
        if self._text.peek():
            raise self._text.broken()

    def _array(self) -> Iterator[bytes]:
        text = self._text
        text.skip("[")
        if text.peek() == "]":
            text.skip("]")
            return
        while True:
            yield text.value()
            if text.peek() == "]":
                text.skip("]")
                return
            text.skip(",")

    def _object(self) -> Iterator[bytes]:
        """The events in the object; an object without `events` is an event itself."""
        text = self._text
        whole: dict[str, Any] = {}
        batch = False
        text.skip("{")
        while text.peek() != "}":
            name = json.loads(text.value())
            text.skip(":")
            if name == "events" and text.peek() == "[" and not batch and isinstance(name, str):
                batch = True
                yield from self._array()
            else:
                whole[str(name)] = text.value()
            if text.peek() != "}":
                text.skip(",")
        text.skip("}")
        if not batch:
            fields = (json.dumps(name).encode() + b":" + said for name, said in whole.items())
            yield b"{" + b",".join(fields) + b"}"


class _Text:
    """JSON text, read on as far as it is needed."""

    def __init__(self, file: IO[bytes], longest: int) -> None:
        self._file = file
        self._longest = longest
        self._decode = codecs.getincrementaldecoder("utf-8-sig")("surrogateescape")
        self._buffer = ""
        self._at = 0
        self._ended = False

    def peek(self) -> str:
        """The next sign that is no space; empty at the end."""
        while True:
            while self._at < len(self._buffer) and self._buffer[self._at] in _SPACE:
                self._at += 1
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if not self._more():
                return ""

    def skip(self, sign: str) -> None:
        """Go past a sign. Raises `Refused` if another one stands there."""
        if self.peek() != sign:
            raise self.broken()
        self._at += 1

    def value(self) -> bytes:
        """The next value, as sent."""
        self.peek()
        wanted = _CHUNK
        while True:
            try:
                _, end = _decoder.raw_decode(self._buffer, self._at)
            except RecursionError as error:
                raise Refused("the JSON is nested too deeply", "JSON 嵌套过深") from error
            except ValueError:
                end = None
            if end is not None and (end < len(self._buffer) or not self._more()):
                raw = self._buffer[self._at : end].encode("utf-8", "surrogateescape")
                self._at = end
                return raw
            if end is None and not self._read(wanted):
                raise self.broken()
            wanted *= 2

    def _read(self, size: int) -> bool:
        """Read about so much more; false at the end, or beyond the longest event."""
        if len(self._buffer) - self._at > self._longest:
            return False
        grown = False
        while size > 0 and self._more():
            size -= _CHUNK
            grown = True
        return grown

    def _more(self) -> bool:
        if self._ended:
            return False
        raw = self._file.read(_CHUNK)
        self._ended = not raw
        try:
            text = self._decode.decode(raw, final=not raw)
        except UnicodeDecodeError as error:
            raise self.broken() from error
        self._buffer, self._at = self._buffer[self._at :] + text, 0
        return bool(text) or not self._ended

    def broken(self) -> Refused:
        """Why reading ends here."""
        near = self._buffer[self._at : self._at + 20].encode("utf-8", "replace").decode()
        return Refused(f"the JSON is broken or cut off near {near!r}", f"JSON 在 {near!r} 附近损坏或不完整")
