"""Replay: a recorded file judged as of a day, with neither broker nor database."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from monitors.evaluate import evaluate
from monitors.ledger import Ledger
from monitors.policy import Policy
from schemas.accounting import Accounting
from schemas.checked import Checked
from schemas.checking import check_line
from schemas.finding import Finding
from schemas.frame import Frame
from streams.routes import MemoryBook, Routed, Routes

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Replay:
    """A file's events folded into ledgers, up to what was received by the end of `as_of`.

    With `only`, the frames of that one ledger are kept instead, and nothing is folded.
    """

    def __init__(self, as_of: date, *, only: str | None = None) -> None:
        self.as_of = as_of
        self.accounting = Accounting()
        self.ledgers: dict[str, Ledger] = {}
        self.kept: list[Frame] = []
        self._only = only
        self._seen: set[tuple[str, str]] = set()
        self._routes = Routes(MemoryBook())

    def take(self, raw: bytes) -> None:
        """Check one line, count its records, and fold what is accepted of it."""
        checked = check_line(raw)
        if checked is not None:
            self._take(checked)

    def findings(self, policy: Policy) -> Iterator[Finding]:
        """What is wrong at the end of `as_of`. Raises `RuleFailedError` where a rule crashes."""
        for project in sorted(self.ledgers):
            seen = evaluate(self.ledgers[project], self.as_of, policy)
            if seen.failed:
                raise RuleFailedError(project, seen.failed)
            yield from seen.findings

    def _take(self, checked: Checked) -> None:
        name = (checked.source, checked.id) if checked.source and checked.id else None
        if checked.received is None:
            self.accounting.quarantined += checked.records
        elif checked.received.astimezone(SHANGHAI).date() > self.as_of:
            return
        elif name in self._seen:
            self.accounting.duplicate += checked.records
        else:
            self._accept(checked)
        if name is not None:
            self._seen.add(name)

    def _accept(self, checked: Checked) -> None:
        self.accounting.applied += checked.accepted
        self.accounting.quarantined += checked.records - checked.accepted
        if checked.data is None:
            return
        for routed in self._routes.of(checked):
            if self._only is None:
                self._fold(routed)
            elif self._only == routed.project:
                self.kept.append(routed.frame(len(self.kept) + 1))

    def _fold(self, routed: Routed) -> None:
        ledger = self.ledgers.get(routed.project)
        if ledger is None:
            ledger = self.ledgers[routed.project] = Ledger.new(routed.project)
        ledger.apply(routed.frame(ledger.seq + 1))


class RuleFailedError(RuntimeError):
    """A rule crashed: a bug, told with the project and the rule, never a finding left out in silence."""

    def __init__(self, project: str, failed: dict[str, str]) -> None:
        super().__init__("; ".join(f"rule {rule} failed on project {project}: {why}" for rule, why in failed.items()))


def replay_lines(lines: Iterable[bytes], as_of: date, policy: Policy) -> dict[str, Any]:
    """The answer of `wagewatch replay`: `as_of`, `accounting`, `findings` sorted by rule, project, subject."""
    replay = Replay(as_of)
    for raw in lines:
        replay.take(raw)
    findings = sorted(replay.findings(policy), key=lambda finding: finding.key)
    return {
        "as_of": as_of.isoformat(),
        "accounting": replay.accounting.as_dict(),
        "findings": [msgspec.to_builtins(finding) for finding in findings],
    }
