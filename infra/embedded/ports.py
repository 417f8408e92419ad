"""A free port of the loopback that no outgoing connection can take by chance."""

import contextlib
import secrets
import socket
from pathlib import Path
from typing import Final

LOOPBACK: Final = "127.0.0.1"
_LOWEST: Final = 15_000
_RANGE: Final = Path("/proc/sys/net/ipv4/ip_local_port_range")


def free_port() -> int:
    """A port nobody listens on now, below the range the kernel takes outgoing ports from.

    Inside that range a client that keeps dialling a dead broker can be given the broker's own port, connects to itself
    and so keeps the broker from coming back.

    Raises:
        OSError: Every one of a hundred ports tried is taken.
    """
    first_outgoing = 32_768
    with contextlib.suppress(OSError, ValueError, IndexError):
        first_outgoing = int(_RANGE.read_text().split()[0])
    highest = first_outgoing if first_outgoing > _LOWEST + 1_000 else 65_535
    for _ in range(100):
        port = _LOWEST + secrets.randbelow(highest - _LOWEST)
        if is_free(port):
            return port
    raise OSError(f"no free port between {_LOWEST} and {highest} on {LOOPBACK}")


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of the loopback now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True
