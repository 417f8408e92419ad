"""Which parameters the judgement is given: the shipped ones, a file's, and those that officers published."""

import tomllib
from decimal import Decimal
from pathlib import Path

from infra.db.policies import Policies
from monitors.policy import Policy, PolicyError


def policy_in_force(path: Path | None, published: Policies) -> Policy:
    """The shipped policy, the file's tables, and what officers have published, each winning over the one before.

    Raises `PolicyError` for the file, and `infra.db.engine.UnreachableError`.
    """
    return published.added_to(policy_of(path))


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
