"""Recomputes the chain, entry by entry, and names the first that does not fit."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from infra.db.chronicle.entry import Written, sha256_of

_NOTHING: Final = object()
Known = Callable[[str], str | None]
"""The digest of the last entry about a subject before the walk began; None where there is none."""


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain does not hold: the entry's number, what is wrong (`Chinese English`), what should be there."""

    n: int
    why: str
    expected: str
    found: str


@dataclass(slots=True)
class Walk:
    """A walk along the chain from one entry to the next. `n` and `sha256` are the last entry's that fitted."""

    known: Known
    n: int = 0
    sha256: str | None = None
    _befores: dict[str, str] = field(default_factory=dict)

    def step(self, row: Written) -> Break | None:
        """Why the row is not the next entry, or None where it is; then the walk stands there."""
        found = self._misfit(row)
        if found is None:
            self.n, self.sha256 = row.n, row.sha256
            self._befores[row.about] = row.sha256
        return found

    def _misfit(self, row: Written) -> Break | None:
        if row.n != self.n + 1:
            return _break(self.n + 1, "缺少这一条 this entry is missing", self.n + 1, row.n)
        digest = sha256_of(row.text.encode())
        if digest != row.sha256:
            return _break(row.n, "正文与其校验值不符 the text does not have its digest", row.sha256, digest)
        try:
            told = msgspec.json.decode(row.text, type=dict)
        except msgspec.DecodeError as error:
            return _break(row.n, "正文不是 JSON the text is no JSON", "{…}", error)
        return self._unlinked(row, told) or _untrue(row, told)

    def _unlinked(self, row: Written, told: dict[str, Any]) -> Break | None:
        if told.get("prev", _NOTHING) != self.sha256:
            why = "与上一条不相接 it does not follow from the entry before"
            return _break(row.n, why, self.sha256, told.get("prev"))
        before = self._befores.get(row.about) or self.known(row.about)
        if told.get("before", _NOTHING) != before:
            why = "与同一对象的上一条不相接 it does not follow from the last entry about the same"
            return _break(row.n, why, before, told.get("before"))
        return None


def _untrue(row: Written, told: dict[str, Any]) -> Break | None:
    """The columns, by which entries are searched, say what the text says."""
    columns = {
        "n": row.n,
        "about": row.about,
        "act": row.act,
        "actor": row.actor,
        "office": row.office,
        "day": row.day.isoformat(),
    }
    for name, value in columns.items():
        if told.get(name) != value:
            return _break(row.n, f"列{name}与正文不符 column {name} differs from the text", told.get(name), value)
    if told.get("at") is None or not _same_instant(row, told["at"]):
        return _break(row.n, "列at与正文不符 column at differs from the text", told.get("at"), row.at.isoformat())
    return None


def _same_instant(row: Written, text: str) -> bool:
    return type(row.at).fromisoformat(text) == row.at


def _break(n: int, why: str, expected: object, found: object) -> Break:
    return Break(n, why, str(expected), str(found))
