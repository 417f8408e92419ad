"""Why a figure is what it is, or a thing is allowed: terms with what was seen, each with its source."""

from dataclasses import dataclass

Text = tuple[str, str]
"""(中文, English)."""


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a definition. `holds` None is: nobody knows yet. `value` is what was seen, for people.

    `evidence` names what the value opens to: `alert:17`, `document:…`, `event:<source>/<id>`.
    """

    text: Text
    holds: bool | None
    value: str = ""
    source: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One part that a figure is made of; `binds` says whether it is the one that decides."""

    text: Text
    fen: int
    how: Text
    source: str
    binds: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A sum of money with all that it was made of."""

    text: Text
    fen: int
    parts: tuple[Part, ...]
    rounding: Text = ("", "")


def yuan(fen: int) -> str:
    """A sum as people write it: 1234567 is 12,345.67."""
    sign, whole = "-" if fen < 0 else "", abs(fen)
    return f"{sign}{whole // 100:,}.{whole % 100:02d}"
