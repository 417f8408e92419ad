"""PostgreSQL refuses to run as root, so root starts it as somebody else, without opening any directory to others."""

import os
import pwd
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from infra.embedded.leash import CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, Account

_CANDIDATES: Final = ("wagewatch", "postgres", "nobody")


def account_for(data: Path, *programs: Path) -> Account | None:
    """Whom to run a database in `data` as: None for an ordinary user, who runs it as himself.

    For root it is the owner of the data, else the first of `wagewatch`, `postgres` and `nobody` that exists. When that
    user may not pass the directories above (a project in `/root`), the process gets the one capability to search
    them; no directory's mode is changed.

    Raises:
        LookupError: Root, but none of these users exists.
    """
    if os.geteuid() != 0:
        return None
    owner = _owner(data)
    blocked = [path for path in (data.parent, *programs) if not _open_to_others(path)]
    return Account(owner.pw_uid, owner.pw_gid, _capability(blocked) if blocked else None)


def _owner(data: Path) -> pwd.struct_passwd:
    if data.exists() and data.stat().st_uid != 0:
        return pwd.getpwuid(data.stat().st_uid)
    for name in _CANDIDATES:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise LookupError(f"PostgreSQL does not run as root, and none of the users {', '.join(_CANDIDATES)} exists")


def _open_to_others(path: Path) -> bool:
    """Whether any user may reach `path`, and run it if it is a program."""
    return all(step.stat().st_mode & stat.S_IXOTH for step in _upwards(path.resolve()))


def _upwards(path: Path) -> Iterator[Path]:
    yield path
    yield from path.parents


def _capability(blocked: list[Path]) -> int:
    """Searching directories is enough, unless a program itself is closed to others or root was not given that much."""
    closed_program = any(path.is_file() and not path.stat().st_mode & stat.S_IXOTH for path in blocked)
    if closed_program or not _permitted() & (1 << CAP_DAC_READ_SEARCH):
        return CAP_DAC_OVERRIDE
    return CAP_DAC_READ_SEARCH


def _permitted() -> int:
    """The capabilities this process may use, one bit each."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("CapPrm:"):
            return int(line.split()[1], 16)
    return 0
