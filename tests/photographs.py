"""Photos as a phone writes them, drawn for tests."""

import io
import random
from datetime import datetime
from typing import Any

from PIL import ExifTags, Image, ImageDraw

_DRAWN = (1600, 1200)


def photograph(  # a site's board in front of some scenery that the seed decides
    seed: int = 1,
    *,
    place: tuple[float, float] | None = None,
    taken: datetime | None = None,
    size: tuple[int, int] = (1600, 1200),
    form: str = "JPEG",
    quality: int = 90,
) -> bytes:
    chance = random.Random(seed)
    image = Image.new("RGB", _DRAWN, _colour(chance))
    draw = ImageDraw.Draw(image)
    for _ in range(40):
        x, y = chance.randrange(_DRAWN[0]), chance.randrange(_DRAWN[1])
        draw.rectangle((x, y, x + chance.randrange(80, 500), y + chance.randrange(80, 400)), fill=_colour(chance))
    out = io.BytesIO()
    image.resize(size).save(out, form, quality=quality, exif=_exif(place, taken))
    return out.getvalue()


def _colour(chance: random.Random) -> tuple[int, int, int]:
    return chance.randrange(256), chance.randrange(256), chance.randrange(256)


def _exif(place: tuple[float, float] | None, taken: datetime | None) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Phone"
    if taken is not None:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken.strftime("%Y:%m:%d %H:%M:%S")
    if place is not None:
        gps: dict[int, Any] = exif.get_ifd(ExifTags.IFD.GPSInfo)
        longitude, latitude = place
        gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "E", _parts(longitude)
        gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", _parts(latitude)
    return exif


def _parts(degrees: float) -> tuple[float, float, float]:
    whole = int(degrees)
    minutes = int((degrees - whole) * 60)
    return float(whole), float(minutes), round((degrees - whole - minutes / 60) * 3600, 4)
