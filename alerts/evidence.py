"""Evidence packs: the files of one alert as one archive that standard tools can prove."""

import hashlib
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec

SUMS: Final = "SHA256SUMS"
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_READABLE: Final = 0o100644 << 16


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One file of a pack: its path in the archive and its bytes."""

    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The digest as `sha256sum` prints it."""
        return hashlib.sha256(self.content).hexdigest()

    @classmethod
    def of_text(cls, name: str, text: str) -> "Exhibit":
        """A text file."""
        return cls(name, text.encode())

    @classmethod
    def of_json(cls, name: str, value: Any) -> "Exhibit":
        """A JSON file that people can read: keys in order, indented."""
        return cls(name, msgspec.json.format(msgspec.json.encode(value, order="sorted"), indent=1) + b"\n")


def chained(texts: Sequence[str]) -> list[Exhibit]:
    """The entries about one alert, one file each: the digest of a file is the `before` of the next."""
    return [Exhibit.of_text(f"history/{number:04d}.json", text) for number, text in enumerate(texts, 1)]


def sums(exhibits: Iterable[Exhibit]) -> str:
    """The digests as `sha256sum -c` reads them."""
    return "".join(f"{exhibit.sha256}  {exhibit.name}\n" for exhibit in exhibits)


def archive(exhibits: Sequence[Exhibit]) -> bytes:
    """The files as a ZIP with their digests beside them. The same files always give the same bytes.

    Nothing is compressed: no version of any library has a say in the bytes.
    """
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as packed:
        for exhibit in (*exhibits, Exhibit.of_text(SUMS, sums(exhibits))):
            info = zipfile.ZipInfo(exhibit.name, _EPOCH)
            info.external_attr = _READABLE
            info.create_system = 3  # Unix, also where it is not
            packed.writestr(info, exhibit.content)
    return content.getvalue()
