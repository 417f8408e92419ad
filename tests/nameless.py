"""Files of this process that no directory knows, as the system's temporary ones are."""

from pathlib import Path


def nameless() -> list[Path]:
    """They can be read as if they had a name."""
    return [path for path in Path("/proc/self/fd").iterdir() if _goal(path).endswith(" (deleted)")]


def _goal(path: Path) -> str:
    try:
        return str(path.readlink())
    except FileNotFoundError:  # closed since it was listed
        return ""
