"""Secrets that must be read again, such as a robot's key, are kept encrypted (Fernet: AES-128-CBC and HMAC-SHA256).

The keys come from `WAGEWATCH_SEAL_KEYS`, the newest first; without it, one is made in the state directory. Portal
and caretaker of one deployment need the same keys. To rotate: put a new key in front, then run `Seal.renewed` over what
is kept.
"""

import contextlib
import os
from pathlib import Path
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from infra.settings import Settings

KEY_FILE: Final = "seal.key"


class Unreadable(Exception):
    """Sealed with a key that this deployment does not have."""


class BadKeys(Exception):
    """The keys are no Fernet keys (32 bytes in URL-safe base64)."""


class Seal:
    """Seals with the newest key, opens with any."""

    def __init__(self, keys: list[str]) -> None:
        try:
            self._keys = MultiFernet([Fernet(key) for key in keys])
        except ValueError as error:
            raise BadKeys("WAGEWATCH_SEAL_KEYS: each is 32 bytes in URL-safe base64, newest first") from error

    @classmethod
    def of(cls, settings: Settings) -> "Seal":
        """The deployment's seal."""
        if settings.seal_keys is not None:
            return cls([key.strip() for key in settings.seal_keys.get_secret_value().split(",") if key.strip()])
        return cls([_kept(settings.state_dir / KEY_FILE)])

    def sealed(self, text: str) -> bytes:
        """The text, unreadable without the key."""
        return self._keys.encrypt(text.encode())

    def opened(self, sealed: bytes) -> str:
        """What was sealed.

        Raises:
            Unreadable: with another key, or it is damaged.
        """
        try:
            return self._keys.decrypt(sealed).decode()
        except InvalidToken as error:
            raise Unreadable("sealed with a key that is not here") from error

    def renewed(self, sealed: bytes) -> bytes:
        """The same sealed with the newest key. Raises `Unreadable`."""
        return self.sealed(self.opened(sealed))


def _kept(path: Path) -> str:
    """The key of the state directory, made by whoever comes first, readable by its owner only."""
    with contextlib.suppress(FileExistsError):
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        fresh.touch(mode=0o600, exist_ok=True)
        fresh.write_text(Fernet.generate_key().decode())
        try:
            os.link(fresh, path)
        finally:
            fresh.unlink()
    return path.read_text().strip()
