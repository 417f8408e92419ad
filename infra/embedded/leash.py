"""A server on a leash ends with the process that started it, even when that process is killed.

`spawn` runs this very file as a script in the new process. The script leaves the terminal's process group, gives up
root where asked, ties the kernel's parent-death signal and then becomes the server, under the same process id.
Linux only: the signal is `PR_SET_PDEATHSIG`.

Two traps it avoids: the kernel sends that signal when the *thread* that forked ends, so all servers are forked from one
thread that lives as long as the process; and it forgets the signal on a change of user, so it is tied last.
"""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_KEEPCAPS: Final = 8
_PR_CAP_AMBIENT: Final = 47
_PR_CAP_AMBIENT_RAISE: Final = 2
_CAPABILITY_VERSION_3: Final = 0x20080522

CAP_DAC_OVERRIDE: Final = 1
CAP_DAC_READ_SEARCH: Final = 2


@dataclass(frozen=True, slots=True)
class Account:
    """Whom a server runs as when root starts it; `capability` lets it pass directories closed to that user."""

    uid: int
    gid: int
    capability: int | None = None


def spawn(
    argv: Sequence[str | Path],
    *,
    log: Path,
    dying: signal.Signals = signal.SIGKILL,
    account: Account | None = None,
    piped: bool = False,
) -> subprocess.Popen[bytes]:
    """Start a server whose output goes to `log` and which receives `dying` when this process ends.

    The working directory is `/`, so paths in `argv` must be absolute. With `piped` its input and output are pipes to
    this process, and only what it complains of goes to `log`.
    """
    return _nursery(os.getpid()).submit(_spawn, argv, log, dying, account, piped=piped).result()


def _spawn(
    argv: Sequence[str | Path], log: Path, dying: signal.Signals, account: Account | None, *, piped: bool
) -> subprocess.Popen[bytes]:
    who = account or Account(-1, -1)
    capability = -1 if who.capability is None else who.capability
    orders = [os.getpid(), int(dying), who.uid, who.gid, capability]
    with log.open("ab") as sink:
        return subprocess.Popen(  # noqa: S603 - the program is the caller's own
            [sys.executable, "-I", "-S", __file__, *map(str, orders), *map(str, argv)],
            stdin=subprocess.PIPE if piped else subprocess.DEVNULL,
            stdout=subprocess.PIPE if piped else sink,
            stderr=sink,
            cwd="/",
            start_new_session=True,
        )


@cache
def _nursery(_pid: int) -> ThreadPoolExecutor:
    """The one thread of process `_pid` that forks servers; a forked child gets its own."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="nursery")


def _become(parent: int, dying: int, account: Account, argv: Sequence[str]) -> None:
    """Turn this process into the server; it does not return."""
    libc = ctypes.CDLL(None, use_errno=True)
    if account.uid >= 0:
        _step_down(libc, account)
    _checked(libc.prctl(_PR_SET_PDEATHSIG, dying, 0, 0, 0))
    if os.getppid() != parent:
        sys.exit(f"the process {parent} that wanted {argv[0]} is gone")
    os.execv(argv[0], list(argv))  # noqa: S606 - the program is the caller's own


def _step_down(libc: ctypes.CDLL, account: Account) -> None:
    if account.capability is not None:
        _checked(libc.prctl(_PR_SET_KEEPCAPS, 1, 0, 0, 0))
    os.setgroups([])
    os.setresgid(account.gid, account.gid, account.gid)
    os.setresuid(account.uid, account.uid, account.uid)
    if account.capability is not None:
        mask = 1 << account.capability
        header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
        kept = (ctypes.c_uint32 * 6)(mask, mask, mask, 0, 0, 0)
        _checked(libc.capset(header, kept))
        _checked(libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, account.capability, 0, 0))


def _checked(outcome: int) -> None:
    if outcome:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


if __name__ == "__main__":
    _parent, _dying, _uid, _gid, _capability = map(int, sys.argv[1:6])
    _become(_parent, _dying, Account(_uid, _gid, _capability if _capability >= 0 else None), sys.argv[6:])
