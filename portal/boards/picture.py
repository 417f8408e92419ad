"""What a photo from a phone says of itself, and the same photo with nothing left but its pixels."""

import hashlib
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import dhash
from PIL import ExifTags, Image, ImageOps

from infra.clock import SHANGHAI
from portal.i18n import mark

LARGEST_BYTES: Final = 12 * 1024 * 1024
LARGEST_PIXELS: Final = 60_000_000
SMALLEST_SIDE: Final = 480
SHOWN_SIDE: Final = 1800
FORMATS: Final = ("JPEG", "PNG", "WEBP")
NEAR_BITS: Final = 10
"""Two photos that differ in at most so many of 128 bits look the same. An assumption of ours."""
NEAR_M: Final = 1_000.0
"""Beyond it a photo was taken elsewhere: sites are large, phones inexact. An assumption of ours."""
_TOO_MANY: Final = mark("照片尺寸过大")
_GRAYS: Final = (9, 9)
_EARTH_M: Final = 6_371_000.0


class NotAPictureError(ValueError):
    """What was sent is no photo that can be taken; the text says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo examined. `shown` is a JPEG without anything that the camera wrote; `taken_at` is in Asia/Shanghai."""

    sha256: str
    dhash: str
    longitude: float | None
    latitude: float | None
    taken_at: datetime | None
    width: int
    height: int
    shown: bytes


def examined(content: bytes) -> Picture:
    """Read a photo.

    Raises:
        NotAPictureError: it is none, of no format that phones write, too large or too small.
    """
    if len(content) > LARGEST_BYTES:
        raise NotAPictureError(mark("照片太大，请压缩到12 MB以内"))
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            return _read(image, content)
    except NotAPictureError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NotAPictureError(_TOO_MANY) from error
    except (OSError, ValueError, SyntaxError, MemoryError, EOFError) as error:
        raise NotAPictureError(mark("这不是可以识别的照片（JPEG、PNG 或 WebP）")) from error


def distance_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two places, each longitude and latitude."""
    (x1, y1), (x2, y2) = ((math.radians(x), math.radians(y)) for x, y in (one, other))
    half = math.sin((y2 - y1) / 2) ** 2 + math.cos(y1) * math.cos(y2) * math.sin((x2 - x1) / 2) ** 2
    return 2 * _EARTH_M * math.asin(math.sqrt(half))


def _read(image: Image.Image, content: bytes) -> Picture:
    if image.width * image.height > LARGEST_PIXELS:
        raise NotAPictureError(_TOO_MANY)
    if min(image.size) < SMALLEST_SIDE:
        raise NotAPictureError(mark("照片太小，看不清内容"))
    exif = image.getexif()
    longitude, latitude = _place(exif.get_ifd(ExifTags.IFD.GPSInfo))
    taken_at = _taken(exif)
    upright = ImageOps.exif_transpose(image).convert("RGB")
    row, column = dhash.dhash_row_col(list(upright.convert("L").resize(_GRAYS).tobytes()))
    bits = f"{row:064b}{column:064b}"
    shown = _plain(upright)
    return Picture(
        hashlib.sha256(content).hexdigest(), bits, longitude, latitude, taken_at, upright.width, upright.height, shown
    )


def _plain(image: Image.Image) -> bytes:
    """The pixels alone, no larger than a screen needs."""
    image.thumbnail((SHOWN_SIDE, SHOWN_SIDE))
    image.info.clear()
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()


def _place(gps: Mapping[int, Any]) -> tuple[float | None, float | None]:
    longitude = _degrees(gps.get(ExifTags.GPS.GPSLongitude), gps.get(ExifTags.GPS.GPSLongitudeRef), "W", 180.0)
    latitude = _degrees(gps.get(ExifTags.GPS.GPSLatitude), gps.get(ExifTags.GPS.GPSLatitudeRef), "S", 90.0)
    return (None, None) if longitude is None or latitude is None else (longitude, latitude)


def _degrees(parts: Any, side: Any, negative: str, most: float) -> float | None:
    """Degrees of three numbers; None where they are none. Cameras without a fix write zeros or nonsense."""
    try:
        degrees, minutes, seconds = (float(part) for part in parts)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    value = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(value) or not 0 < value <= most:
        return None
    return -value if side == negative else value


def _taken(exif: Image.Exif) -> datetime | None:
    told = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
    try:
        return datetime.strptime(str(told).strip("\0 "), "%Y:%m:%d %H:%M:%S").replace(tzinfo=SHANGHAI)
    except ValueError:
        return None
