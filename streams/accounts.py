"""Who may sign in on the embedded default: sign-in names with their passwords, kept in the state directory."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

USERS_FILE: Final = "portal-users.json"
_PLACES: Final = {
    "gz": ("贵州省 52", "Guizhou 52"),
    "gy": ("贵阳市 5201", "Guiyang 5201"),
    "yunshan": ("云山县 520103", "Yunshan county 520103"),
    "linshui": ("邻县 520102", "the county next door 520102"),
    "demo-bank": ("工商银行云山支行 102", "a bank, 102"),
    "demo-site": ("P01 项目部", "the site of P01"),
}


@dataclass(frozen=True, slots=True)
class Account:
    """A sign-in name of the demonstration with its password."""

    id: str
    name: str
    office: str
    roles: tuple[str, ...]
    password: str
    client: str = ""

    @property
    def place(self) -> tuple[str, str]:
        """Where the person works, in Chinese and English, short."""
        return _PLACES[self.client or self.office]


def read(state_dir: Path) -> tuple[Account, ...]:
    """The accounts that were made; none where there are none."""
    try:
        kept = json.loads((state_dir / USERS_FILE).read_bytes())
        return tuple(Account(**{**account, "roles": tuple(account["roles"])}) for account in kept)
    except (OSError, ValueError, TypeError, KeyError):
        return ()


def write(state_dir: Path, accounts: Sequence[Account]) -> None:
    """Keep them, whole or not at all, readable by this user only."""
    partial = state_dir / f"{USERS_FILE}.{os.getpid()}"
    with os.fdopen(os.open(partial, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as file:
        json.dump([asdict(account) for account in accounts], file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(state_dir / USERS_FILE)
