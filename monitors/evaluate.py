"""Judging a ledger by every rule."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

import msgspec

from monitors.ledger import Ledger
from monitors.policy import Policy
from monitors.rule import Rule, Scope, catalogue
from monitors.terms import Terms
from monitors.verdict import Verdict
from schemas.finding import Finding, Key, Level
from schemas.frame import COMMONS


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was found, which rules were judged, and which failed with what error."""

    findings: tuple[Finding, ...]
    judged: frozenset[str]
    failed: dict[str, str] = field(default_factory=dict)


def evaluate(ledger: Ledger, as_of: date, policy: Policy) -> Evaluation:
    """Judge what is known of a ledger at the end of a day by every rule. Findings are sorted and unique by key.

    A rule that crashes is among the failed, not among the judged; the others are judged all the same. A project
    that is not registered is not judged: nothing is found, and every rule counts as judged.
    """
    terms = Terms(ledger, as_of, policy)
    findings, failed = found_by(applicable(terms), terms)
    terms.rest()
    return Evaluation(tuple(findings), frozenset(catalogue()) - failed.keys(), failed)


def found_by(rules: Iterable[Rule], terms: Terms) -> tuple[list[Finding], dict[str, str]]:
    """What the rules find, sorted and unique by key, and the rules that crashed with their errors."""
    findings: dict[Key, Finding] = {}
    failed: dict[str, str] = {}
    for rule in rules:
        try:
            found = [finding_of(rule, terms.ledger.project, verdict) for verdict in rule.judge(terms) if verdict.holds]
        except Exception as error:  # noqa: BLE001 - a crashing rule is reported and closes nothing
            failed[rule.name] = f"{type(error).__name__}: {error}"
            continue
        for finding in found:
            findings[finding.key] = _joined(findings.get(finding.key), finding)
    return [findings[key] for key in sorted(findings)], failed


def applicable(terms: Terms) -> Iterator[Rule]:
    """The rules by which this ledger is judged."""
    if terms.ledger.project == COMMONS:
        yield from (rule for rule in catalogue().values() if rule.scope is not Scope.PROJECT)
    elif terms.site.registration:
        yield from (rule for rule in catalogue().values() if rule.scope is not Scope.COMMONS)


def finding_of(rule: Rule, project: str, verdict: Verdict) -> Finding:
    """The finding that a verdict comes to."""
    return Finding(
        rule=rule.name,
        project=project,
        subject=verdict.subject,
        level=verdict.level,
        workers=None if verdict.workers is None else tuple(sorted(verdict.workers)),
        since=verdict.since,
        facts=msgspec.to_builtins(verdict.facts),
        articles=rule.law,
        evidence=verdict.evidence,
    )


def _joined(one: Finding | None, other: Finding) -> Finding:
    """Of findings with the same key, the highest level and all workers."""
    if one is None:
        return other
    first, second = sorted((one, other), key=lambda finding: -finding.level.rank)
    workers = _all_workers((one.workers, other.workers))
    return Finding(
        first.rule,
        first.project,
        first.subject,
        Level(first.level),
        workers,
        min((since for since in (first.since, second.since) if since), default=None),
        first.facts,
        first.articles,
        tuple(sorted({*first.evidence, *second.evidence})),
    )


def _all_workers(groups: Iterable[tuple[str, ...] | None]) -> tuple[str, ...] | None:
    named = [group for group in groups if group is not None]
    return tuple(sorted({worker for group in named for worker in group})) if named else None
