import io
import zipfile

from alerts.evidence import SUMS, Exhibit, archive, chained, sums

FILES = [Exhibit.of_text("a.txt", "工资\n"), Exhibit.of_json("b/c.json", {"b": 1, "a": [2]}), Exhibit("d", b"\0\xff")]


def test_the_same_files_are_the_same_bytes() -> None:
    assert archive(FILES) == archive(list(FILES))


def test_the_archive_holds_the_files_and_their_digests() -> None:
    packed = zipfile.ZipFile(io.BytesIO(archive(FILES)))
    assert packed.testzip() is None
    assert packed.namelist() == ["a.txt", "b/c.json", "d", SUMS]
    assert packed.read("d") == b"\0\xff"
    assert packed.read(SUMS).decode() == sums(FILES)
    assert {info.date_time for info in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_digests_are_written_as_sha256sum_reads_them() -> None:
    empty = Exhibit("x", b"")
    assert sums([empty]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  x\n"


def test_json_is_written_in_one_order_only() -> None:
    assert Exhibit.of_json("x", {"b": 1, "a": 2}) == Exhibit.of_json("x", {"a": 2, "b": 1})


def test_entries_are_files_in_their_order_byte_for_byte() -> None:
    files = chained(["{1}", "{2}"])
    assert [(file.name, file.content) for file in files] == [
        ("history/0001.json", b"{1}"),
        ("history/0002.json", b"{2}"),
    ]
