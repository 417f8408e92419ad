"""Why an alert is raised, or why not: the rule's terms with their values, its parameters with their sources."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from monitors.evaluate import applicable
from monitors.ledger import Ledger
from monitors.policy import InForce, Policy
from monitors.rule import Rule, catalogue
from monitors.terms import Terms
from monitors.verdict import Verdict
from schemas.frame import Frame


@dataclass(frozen=True, slots=True)
class Explanation:
    """What one rule says of one ledger on one day.

    `verdicts` holds one entry for each subject that the rule looked at, those that hold first; it is empty where
    nothing of the kind exists. `applies` is False where the rule is not judged there at all: the project is not
    registered, or the rule is not about such a ledger.
    """

    rule: Rule
    as_of: date
    applies: bool
    verdicts: tuple[Verdict, ...]
    parameters: tuple[InForce, ...]

    @property
    def holds(self) -> bool:
        """Whether there is a finding."""
        return any(verdict.holds for verdict in self.verdicts)


def explain(ledger: Ledger, rule: str, as_of: date, policy: Policy, subject: str | None = None) -> Explanation:
    """Explain what a rule says of a ledger at the end of a day, of one subject or of all.

    Raises `KeyError` where there is no such rule.
    """
    terms = Terms(ledger, as_of, policy)
    found = catalogue()[rule]
    applies = found in applicable(terms)
    verdicts = [v for v in found.judge(terms) if subject is None or v.subject == subject] if applies else []
    verdicts.sort(key=lambda verdict: (not verdict.holds, verdict.subject))
    return Explanation(found, as_of, applies, tuple(verdicts), tuple(_parameters(found, terms)))


def speaking(frames: Iterator[Frame], explanation: Explanation) -> Iterator[Frame]:
    """The frames that speak for the findings: those that the rule names, and those about its subject or its workers."""
    held = [verdict for verdict in explanation.verdicts if verdict.holds] or list(explanation.verdicts)
    named = {name for verdict in held for name in verdict.evidence}
    subjects = {verdict.subject for verdict in held} - {"-"}
    months = {subject[:7] for subject in subjects}.union(*(verdict.facts.get("months", ()) for verdict in held))
    workers = {worker for verdict in held for worker in verdict.workers or ()}
    for frame in frames:
        if frame.name in named or _is_about(frame, subjects, months, workers):
            yield frame


def _is_about(frame: Frame, subjects: set[str], months: set[str], workers: set[str]) -> bool:
    """Whether a frame is about a subject, or about one of the workers in one of the months (or years)."""
    data = frame.data
    told = [data["pay_month"]] if "pay_month" in data else [day[:7] for day in data.get("days", ())]
    if any(month in months or month[:4] in months for month in told):
        return not workers or bool(workers_named(frame) & workers)
    ids = {value for key, value in data.items() if key.endswith("_id")}
    return bool(ids & subjects) or (data.get("worker_id") in workers and not told)


def workers_named(frame: Frame) -> set[str]:
    """The workers whom a pay sheet, a payment or the punches of a frame name."""
    lines = {line["worker_id"] for line in frame.data.get("lines", ())}
    punches = (group for day in frame.data.get("days", {}).values() for group in day.values())
    return lines.union(*punches)


def _parameters(rule: Rule, terms: Terms) -> Iterator[InForce]:
    for name in rule.reads:
        yield terms.policy.in_force(name, terms.site.region, terms.as_of)
