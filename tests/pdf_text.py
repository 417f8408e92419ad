"""What a reader sees in a PDF of Typst's, as text."""

import re
import zlib
from collections.abc import Iterator
from typing import Final

_STREAM: Final = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_SIGN: Final = re.compile(r"<([0-9A-F]{4})> <([0-9A-F]+)>")
_SHOWN: Final = re.compile(rb"\[((?:\((?:[^\\()]|\\.)*\)[^()\]]*)+)\]TJ|(\((?:[^\\()]|\\.)*\))Tj", re.DOTALL)
_TEXT: Final = re.compile(rb"\(((?:[^\\()]|\\.)*)\)", re.DOTALL)
_ESCAPED: Final = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_LETTERS: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pdf_text(pdf: bytes) -> str:
    """All text, read with every font: what is seen is among it."""
    streams = list(_streams(pdf))
    fonts = [dict(_SIGN.findall(text.decode())) for text in streams if b"beginbfchar" in text]
    pieces = [_plain(shown[1] or shown[2]) for text in streams if b" Tf" in text for shown in _SHOWN.finditer(text)]
    return "\n".join("".join(_read(piece, font) for piece in pieces) for font in fonts)


def _streams(pdf: bytes) -> Iterator[bytes]:
    for found in _STREAM.finditer(pdf):
        try:
            yield zlib.decompress(found[1])
        except zlib.error:
            yield found[1]


def _plain(shown: bytes) -> bytes:
    return b"".join(_ESCAPED.sub(_meant, text) for text in _TEXT.findall(shown))


def _meant(escaped: re.Match[bytes]) -> bytes:
    sign = escaped[1]
    return bytes([int(sign, 8)]) if sign.isdigit() else _LETTERS.get(sign, sign)


def _read(piece: bytes, font: dict[str, str]) -> str:
    signs = (piece[at : at + 2].hex().upper() for at in range(0, len(piece), 2))
    read = "".join(bytes.fromhex(font.get(sign, "FFFD")).decode("utf-16-be") for sign in signs)
    return read.replace("\N{ZERO WIDTH SPACE}", "")
