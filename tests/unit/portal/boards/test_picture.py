import io
import struct
import zlib
from datetime import datetime

import pytest
from PIL import Image

from infra.clock import SHANGHAI
from portal.boards.picture import NEAR_BITS, NotAPictureError, distance_m, examined
from tests.photographs import photograph

HERE = (106.6302, 26.6470)


def bits(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def test_place_and_time_are_read_and_then_taken_out() -> None:
    taken = datetime(2026, 5, 17, 9, 30, tzinfo=SHANGHAI)
    picture = examined(photograph(place=HERE, taken=taken))
    assert picture.longitude == pytest.approx(HERE[0], abs=1e-5)
    assert picture.latitude == pytest.approx(HERE[1], abs=1e-5)
    assert picture.taken_at == taken
    shown = Image.open(io.BytesIO(picture.shown))
    assert not shown.getexif()
    assert shown.format == "JPEG"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_whatever_phones_write_is_taken(form: str) -> None:
    assert examined(photograph(form=form)).width == 1600


def test_a_photo_without_place_and_time_says_so() -> None:
    picture = examined(photograph())
    assert (picture.longitude, picture.latitude, picture.taken_at) == (None, None, None)


def test_the_same_scene_smaller_and_worse_is_alike_and_another_scene_is_not() -> None:
    first = examined(photograph(1)).dhash
    assert bits(first, examined(photograph(1, size=(800, 600), quality=40)).dhash) <= NEAR_BITS
    others = [examined(photograph(seed, size=(800, 600))).dhash for seed in range(2, 12)]
    assert min(bits(first, other) for other in others) > NEAR_BITS


@pytest.mark.parametrize(
    "content",
    [b"", b"no photo", photograph()[:2000], photograph(size=(400, 300)), b"\0" * (12 * 1024 * 1024 + 1)],
    ids=["nothing", "text", "cut off", "too small", "too large"],
)
def test_what_cannot_be_used_is_refused(content: bytes) -> None:
    with pytest.raises(NotAPictureError):
        examined(content)


@pytest.mark.parametrize("side", [9_000, 12_000, 40_000])
def test_a_small_file_that_unpacks_to_gigabytes_is_refused_unread(side: int) -> None:
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    parts = [struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in chunks]
    with pytest.raises(NotAPictureError):
        examined(b"\x89PNG\r\n\x1a\n" + b"".join(parts))


def test_distances_are_metres() -> None:
    assert distance_m(HERE, HERE) == 0
    assert distance_m((106.0, 26.0), (106.0, 27.0)) == pytest.approx(111_195, rel=1e-3)
