"""The memory of a worker that holds many packed months for long and unpacks a few for a moment."""

import ctypes
from typing import Final

_M_MMAP_THRESHOLD: Final = -3
_APART_FROM_BYTES: Final = 16 * 1024


def keep_large_blocks_apart() -> bool:
    """Give blocks from 16 KiB on pages of their own, so that freeing them gives the pages back; False without glibc.

    Otherwise packed months, of some 20 KiB each, lie scattered between what unpacking left behind, and a worker of 2,000
    projects grows by almost half. Source: mallopt(3).
    """
    try:
        return bool(ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _APART_FROM_BYTES))
    except (AttributeError, OSError):
        return False
