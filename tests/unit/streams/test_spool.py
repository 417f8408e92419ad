import hashlib
from typing import NamedTuple

import pytest
import zstandard

from streams import spool
from streams.spool import Chunks, RawBytes


class Item(NamedTuple):
    number: int


def test_chunks_come_in_order_as_often_as_asked() -> None:
    chunks = Chunks(Item._make)
    assert chunks.is_one
    for number in range(5_000):
        chunks.add(Item(number), 1)
    assert not chunks.is_one
    for _ in range(2):
        assert [item for chunk in chunks for item in chunk] == list(map(Item, range(5_000)))
    chunks.close()


def test_heavy_items_make_small_chunks() -> None:
    chunks = Chunks(Item._make)
    for number in range(4):
        chunks.add(Item(number), 3 * 1024 * 1024)
    assert [len(chunk) for chunk in chunks] == [2, 2]
    chunks.close()


def test_the_bytes_come_back_as_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "_PART", 7)
    raw, sent = RawBytes(), [b"one\n", b"", b"two\r\n", b"\xff"]
    for part in sent:
        raw.add(part)
    assert raw.finish() == hashlib.sha256(b"".join(sent)).hexdigest()
    decompress = zstandard.ZstdDecompressor().decompressobj().decompress
    assert b"".join(map(decompress, raw.parts())) == b"".join(sent)
    assert raw.size == len(b"".join(sent))
    raw.close()
