import io
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from infra.sealed_file.scratch import Scratch
from tests.nameless import nameless

NUMBER = b"11010519491231002X,"
PIECE = 64 * 1024


@given(st.lists(st.binary(max_size=PIECE * 2)), st.integers(0, PIECE * 3))
def test_what_was_written_is_read_again(pieces: list[bytes], in_memory: int) -> None:
    with Scratch(in_memory) as scratch:
        for piece in pieces:
            scratch.write(piece)
        assert scratch.tell() == len(b"".join(pieces))
        for _ in range(2):
            assert scratch.whole().read() == b"".join(pieces)


def test_it_is_read_line_by_line_and_from_any_place() -> None:
    lines = [b"%d %s\n" % (number, NUMBER) for number in range(12_000)]
    text = b"".join(lines)
    with Scratch(100) as scratch:
        for line in lines:
            scratch.write(line)
        file = scratch.whole()
        assert list(file) == lines
        for place in (len(text) - 3, 0, 5, PIECE - 1, PIECE, PIECE + 1):
            assert file.seek(place) == place
            assert file.read(7) == text[place : place + 7]
        assert file.seek(0, io.SEEK_END) == len(text)
        assert file.read() == b""


def test_beyond_the_memory_nothing_of_it_stands_on_the_disk_and_it_has_no_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = set(nameless())
    with Scratch(1_000) as scratch:
        for _ in range(PIECE):
            scratch.write(NUMBER)
        file = scratch.whole()
        (made,) = set(nameless()) - before
        on_disk = made.read_bytes()
        assert len(on_disk) > PIECE * (len(NUMBER) - 1)
        assert NUMBER not in on_disk
        assert list(tmp_path.iterdir()) == []
        assert file.read() == NUMBER * PIECE
    assert not set(nameless()) - before


def test_what_is_few_touches_no_disk() -> None:
    before = set(nameless())
    with Scratch() as scratch:
        scratch.write(NUMBER * PIECE)
        assert set(nameless()) == before


def test_what_somebody_changed_on_the_disk_is_not_read() -> None:
    before = set(nameless())
    with Scratch(0) as scratch:
        scratch.write(b"a" * (3 * PIECE))
        file = scratch.whole()
        (made,) = set(nameless()) - before
        with made.open("r+b") as other:
            other.write(b"?")
        with pytest.raises(InvalidTag):
            file.read()
