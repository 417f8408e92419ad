"""A pay month as known at the end of a day: attended, paid, due."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property
from typing import Any, Concatenate, ParamSpec, TypeVar

from monitors.ledger import Ledger, Line, Sheet, key_of
from monitors.terms.attendance import Masks, horizon, presence
from monitors.terms.roster import Roster

P = ParamSpec("P")
T = TypeVar("T")


class PayMonth:
    """One pay month of one project as known on `as_of`.

    It answers for later days too if all that it knows has happened by `as_of` (`answers`). Large properties are
    forgotten between judgements, what was asked through `once` is kept.
    """

    def __init__(self, ledger: Ledger, name: str, as_of: date) -> None:
        self.name = name
        self.as_of = as_of
        self.roster = Roster(ledger, as_of)
        self._ledger = ledger
        self._answers: dict[Any, Any] = {}

    def answers(self, as_of: date) -> bool:
        """Whether another day would see the same."""
        return as_of == self.as_of or (as_of > self.as_of and self.once(PayMonth._is_all_past))

    def once(self, question: "Callable[Concatenate[PayMonth, P], T]", *args: P.args, **kwargs: P.kwargs) -> T:
        """The answer to a question about this month, computed once. Answers should be small."""
        key = (question, *args, *kwargs.items())
        if key not in self._answers:
            self._answers[key] = question(self, *args, **kwargs)
        answer: T = self._answers[key]
        return answer

    def rest(self) -> None:
        """Forget what is large."""
        for large in ("present", "attended", "lines", "paid", "sheets", "due"):
            self.__dict__.pop(large, None)

    @cached_property
    def present(self) -> Masks:
        """The days on which each worker was present."""
        return presence(self._ledger, self.name, self.as_of)

    @cached_property
    def attended(self) -> Masks:
        """*attended(M)*: who was present on a day of the month, without those enrolled as manager."""
        is_manager = self.roster.is_manager
        return {worker: mask for worker, mask in self.present.items() if not is_manager(worker, self.name)}

    @cached_property
    def lines(self) -> list[Line]:
        """The lines with status `paid` that were not returned, each in its current version."""
        month = self._ledger.month(self.name)
        found: list[Line] = []
        for batch, keys in (month.lines if month else {}).items():
            for key, versions in keys.items():
                line = _current(versions, self.as_of)
                if line is not None and line.worker and line.paid and not self._is_returned(batch, key, line.on):
                    found.append(line)
        return found

    @cached_property
    def paid(self) -> dict[str, int]:
        """*paid(w, M)* in fen, of those for whom any line counts."""
        sums: dict[str, int] = defaultdict(int)
        for line in self.lines:
            sums[line.worker] += line.fen
        return dict(sums)

    @cached_property
    def sheets(self) -> dict[str, Sheet]:
        """The current sheets by id."""
        month = self._ledger.month(self.name)
        current = ((key, _current(versions, self.as_of)) for key, versions in (month.sheets if month else {}).items())
        return {key: sheet for key, sheet in current if sheet is not None and sheet.employer}

    @cached_property
    def due(self) -> dict[str, int]:
        """*due(w, M)* in fen, of those who are on a sheet."""
        sums: dict[str, int] = defaultdict(int)
        for sheet in self.sheets.values():
            for worker, fen, _ in sheet.lines:
                sums[worker] += fen
        return dict(sums)

    def _is_returned(self, batch: str, line: str, paid_on: date) -> bool:
        returns = self._ledger.said("return", key_of(batch, line))
        return any(paid_on <= said.on <= self.as_of for said in returns)

    def _is_all_past(self) -> bool:
        return (
            horizon(self._ledger, self.name) <= self.as_of
            and self.roster.is_all_past()
            and all(on <= self.as_of for on in self._dates())
        )

    def _dates(self) -> Iterator[date]:
        month = self._ledger.month(self.name)
        if month is not None:
            yield from (sheet.on for versions in month.sheets.values() for sheet in versions)
            yield from (line.on for keys in month.lines.values() for versions in keys.values() for line in versions)
        yield from (said.on for saids in self._ledger.things("return").values() for said in saids)


V = TypeVar("V", Line, Sheet)


def _current(versions: list[V], as_of: date) -> V | None:
    for version in reversed(versions):
        if version.on <= as_of:
            return version
    return None
