"""Dice that fall the same way every time they are asked the same question."""

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def dice(*key: object) -> random.Random:
    """A generator of its own for this key: what one project throws does not move another's."""
    return random.Random("/".join(map(str, key)))


def token(dice: random.Random, prefix: str) -> str:
    """An opaque token: `prefix` and twelve hexadecimal digits."""
    return f"{prefix}{dice.getrandbits(48):012x}"


def one_in(dice: random.Random, options: Sequence[T], taken: set[T]) -> T:
    """An option not taken before, which is then taken; any option once all are."""
    free = [option for option in options if option not in taken] or list(options)
    choice = dice.choice(free)
    taken.add(choice)
    return choice
