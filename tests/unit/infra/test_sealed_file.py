import io
import os
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infra.seal import Seal, Unreadable
from infra.sealed_file import PIECE, BusyError, Damaged, Writing, reading, size_of

SEAL = Seal([Fernet.generate_key().decode()])
NUMBER = b"11010519491231002X"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "d1"


def put(path: Path, *pieces: bytes) -> None:
    writing = Writing(path, SEAL)
    for piece in pieces:
        writing.add(piece)
    writing.close()


def text(path: Path, seal: Seal = SEAL) -> bytes:
    with reading(path, seal) as file:
        return file.read()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(st.lists(st.binary(max_size=400_000), max_size=4), max_size=4))
def test_what_was_written_in_however_many_goes_is_read_again(path: Path, goes: list[list[bytes]]) -> None:
    path.unlink(missing_ok=True)
    for go in goes:
        put(path, *go)
    whole = b"".join(piece for go in goes for piece in go)
    assert size_of(path) == len(whole)
    assert not goes or text(path) == whole


def test_nothing_of_it_stands_on_the_disk_and_only_the_owner_may_look(path: Path) -> None:
    put(path, NUMBER * 100_000)
    assert NUMBER not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600


def test_it_is_read_line_by_line_and_from_any_place(path: Path) -> None:
    lines = [b"%d %s\n" % (number, NUMBER) for number in range(120_000)]
    put(path, b"".join(lines))
    with reading(path, SEAL) as file:
        assert list(file) == lines
        for place in (0, 5, PIECE - 1, PIECE, PIECE + 1, len(b"".join(lines)) - 3):
            assert file.seek(place) == place
            assert file.read(7) == b"".join(lines)[place : place + 7]
        assert file.seek(0, io.SEEK_END) == len(b"".join(lines))
        assert file.read() == b""


def test_half_a_piece_of_a_killed_process_is_cut_off_and_written_anew(path: Path) -> None:
    put(path, b"first")
    put(path, b"second")
    with path.open("ab") as file:
        file.truncate(path.stat().st_size - 3)
    assert size_of(path) == 5
    put(path, b", again")
    assert text(path) == b"first, again"


def test_what_was_appended_is_undone(path: Path) -> None:
    put(path, b"kept")
    writing = Writing(path, SEAL)
    writing.add(b"x" * (2 * PIECE + 5))
    writing.undo()
    assert writing.size == 4
    writing.add(b"!")
    writing.close()
    assert text(path) == b"kept!"


def test_one_writes_at_a_time(path: Path) -> None:
    writing = Writing(path, SEAL)
    with pytest.raises(BusyError):
        Writing(path, SEAL)
    writing.close()
    put(path, b"now")


def test_without_its_key_it_is_as_if_it_were_not_there(path: Path) -> None:
    put(path, b"x")
    other = Seal([Fernet.generate_key().decode()])
    with pytest.raises(Unreadable):
        text(path, other)
    writing = Writing(path, other)
    assert writing.size == 0
    writing.close()


def test_what_is_no_sealed_file_has_no_text(path: Path) -> None:
    path.write_bytes(b"plain")
    assert size_of(path) == 0
    assert size_of(path.with_name("none")) == 0
    with pytest.raises(Unreadable):
        text(path)


@pytest.mark.parametrize("swap", [False, True])
def test_a_piece_that_was_changed_or_moved_is_not_read(path: Path, swap: bool) -> None:  # noqa: FBT001 (a case)
    put(path, b"a" * 10)
    head = path.stat().st_size - 42
    put(path, b"b" * 10)
    raw = bytearray(path.read_bytes())
    if swap:
        raw[head : head + 42], raw[head + 42 :] = raw[head + 42 :], raw[head : head + 42]
    else:
        raw[-1] ^= 1
    path.write_bytes(bytes(raw))
    with pytest.raises(Damaged):
        text(path)
    assert os.path.getsize(path) == len(raw)  # noqa: PTH202 (reading changes nothing)


def test_a_file_that_was_begun_before_a_rotation_goes_on_after_it(path: Path) -> None:
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    begun = Writing(path, Seal([old]))
    begun.add(b"before")
    begun.close()
    after = Writing(path, Seal([new, old]))
    assert after.size == 6
    after.add(b", after")
    after.close()
    assert text(path, Seal([new, old])) == b"before, after"
