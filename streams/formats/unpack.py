"""A private copy of what was sent, and what is in it where it is packed. Nothing is unpacked without a limit."""

import zlib
from collections.abc import Iterable, Iterator
from typing import IO, Any, Final, Protocol

import zstandard

from infra.sealed_file.scratch import Scratch
from streams.formats.refused import MEBIBYTE, Limits, Refused

_SMALL: Final = 16 * MEBIBYTE
_CHUNK: Final = 256 * 1024
_GZIP: Final = b"\x1f\x8b"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"


class _Digestive(Protocol):
    """Something that unpacks: the packed bytes in, at most so many bytes out."""

    def pieces(self, packed: bytes) -> Iterator[bytes]:
        """What the bytes unpack to, piece by piece."""
        ...

    def finished(self) -> bool:
        """Whether the packed stream is whole."""
        ...


def copied(chunks: Iterable[bytes]) -> IO[bytes]:
    """The bytes in a file of our own, which nobody reads or changes meanwhile; close it."""
    scratch = Scratch()
    for chunk in chunks:
        scratch.write(chunk)
    return scratch.whole()


def chunks_of(file: IO[bytes]) -> Iterator[bytes]:
    """The file from where it stands, piece by piece."""
    while chunk := file.read(_CHUNK):
        yield chunk


def packing_of(head: bytes) -> str | None:
    """How a file is packed, by its first bytes."""
    if head.startswith(_GZIP):
        return "gzip"
    return "zstd" if head.startswith(_ZSTD) else None


def unpacked(file: IO[bytes], packing: str, limits: Limits) -> IO[bytes]:
    """What is in the packed file, in a file of our own; close it.

    Raises:
        Refused: it is broken, cut off, or unpacks to more than the limits allow.
    """
    digest: _Digestive = _Gzip() if packing == "gzip" else _Zstd()
    out = Scratch()
    try:
        _pour(file, digest, out, limits)
    except (zlib.error, zstandard.ZstdError) as error:
        out.close()
        raise Refused(f"the {packing} file is broken: {error}", f"{packing} 压缩文件已损坏") from error
    except Refused:
        out.close()
        raise
    if not digest.finished():
        out.close()
        raise Refused(f"the {packing} file is cut off", f"{packing} 压缩文件不完整")
    return out.whole()


def _pour(file: IO[bytes], digest: _Digestive, out: Scratch, limits: Limits) -> None:
    packed_size = size = 0
    for packed in chunks_of(file):
        packed_size += len(packed)
        for piece in digest.pieces(packed):
            size += len(piece)
            check_growth(size, packed_size, limits)
            out.write(piece)


def check_growth(size: int, packed_size: int, limits: Limits) -> None:
    """Raise `Refused` where something unpacks to more than anybody packs."""
    if size > limits.unpacked_bytes:
        most = limits.unpacked_bytes // MEBIBYTE
        raise Refused(f"unpacked it is more than {most} MiB", f"解压后超过 {most} MiB")
    if size > _SMALL and size > limits.unpacked_ratio * max(packed_size, 1):
        raise Refused(
            f"it unpacks to more than {limits.unpacked_ratio} times its size (a bomb)",
            f"解压后超过原大小的 {limits.unpacked_ratio} 倍(疑似压缩炸弹)",
        )


class _Gzip:
    """Gzip, also of several members one after the other."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(wbits=31)
        self._fresh = True

    def pieces(self, packed: bytes) -> Iterator[bytes]:
        while packed:
            if self._member.eof:
                packed = packed.lstrip(b"\0") if self._fresh else packed
                if not packed:
                    return
                self._member = zlib.decompressobj(wbits=31)
            yield self._member.decompress(packed, _CHUNK)
            packed = self._member.unused_data if self._member.eof else self._member.unconsumed_tail
            self._fresh = self._member.eof

    def finished(self) -> bool:
        return self._member.eof


class _Zstd:
    """Zstandard, also of several frames one after the other."""

    def __init__(self) -> None:
        self._frame = _frame()
        self._begun = False

    def pieces(self, packed: bytes) -> Iterator[bytes]:
        at = 0
        while at < len(packed):
            if self._frame.eof:
                self._frame = _frame()
            self._begun = True
            for start in range(at, len(packed), _SIP):
                yield self._frame.decompress(packed[start : start + _SIP])
                if self._frame.eof:
                    at = min(start + _SIP, len(packed)) - len(self._frame.unused_data)
                    break
            else:
                return

    def finished(self) -> bool:
        return self._begun and self._frame.eof


_SIP: Final = 256
"""Packed bytes given to zstd at a time: a block of 128 KiB may hide in a few of them."""
_WINDOW: Final = 128 * MEBIBYTE


def _frame() -> Any:
    return zstandard.ZstdDecompressor(max_window_size=_WINDOW).decompressobj()
