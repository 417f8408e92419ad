"""Reading a policy file: the one place where the judgement's parameters meet the file system."""

import tomllib
from decimal import Decimal
from pathlib import Path

from monitors.policy import Policy, PolicyError


def policy_of(path: Path | None) -> Policy:
    """The shipped policy, with the file's tables added where one is given.

    Raises `PolicyError` naming the file, the place in it and what was expected.
    """
    shipped = Policy.shipped()
    if path is None:
        return shipped
    try:
        return shipped.with_tables(tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, PolicyError) as error:
        raise PolicyError(f"{path}: {error}") from error
