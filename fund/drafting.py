"""Putting an application together: what data says, what persons add, and more than the caps by two of them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from fund import commands as c
from fund.case import Act, Answer, FundCase, Line, LineState, Override, Settlement, State, Trigger
from fund.eligibility import ANSWERABLE
from fund.papers import PAPERS, attached
from fund.sources import SOURCES
from fund.step import Step, step
from fund.why import Refused, Why


def gathered(case: FundCase, command: c.Gather, day: date) -> Step | Refused:
    """What data says replaces what it said; what persons said stands, as do cards, overrides and who was dropped."""
    owed = Counter((line.worker, line.employer) for line in command.lines)
    if twice := sorted({worker for (worker, _), lines in owed.items() if lines > 1}):
        return Refused(Why.TWICE, tuple(twice))
    known = {(line.worker, line.employer): line for line in case.lines}
    stated = next((Trigger(answer.value) for answer in command.answers if answer.item == "trigger"), None)
    told = replace(
        case,
        trigger=case.trigger or stated,
        lines=tuple(_kept(known.get((line.worker, line.employer)), line) for line in command.lines),
        parties=command.parties,
        answers=_answers(case.answers, command.answers),
        settlements=_settlements(case.settlements, command.settlements),
        papers={**dict(command.papers), **case.papers},
        records=command.records or case.records,
    )
    body = {"workers": told.workers, "arrears_fen": sum(line.arrears_fen for line in command.lines)}
    return step(told, Act.GATHERED, day, body)


def triggered(case: FundCase, command: c.StateTrigger, by: str, day: date) -> Step | Refused:
    """Why the fund steps in, with what proves it."""
    if not _proved(command.evidence):
        return Refused(Why.EVIDENCE)
    answer = Answer("trigger", True, day, command.trigger, command.evidence, command.why.strip(), by)
    told = replace(case, trigger=command.trigger, kind=command.kind, answers=_with(case.answers, answer))
    return step(told, Act.TRIGGER_STATED, day, {"trigger": command.trigger, "kind": command.kind})


def answered(case: FundCase, command: c.AnswerItem, by: str, day: date) -> Step | Refused:
    """A person answers an item, with evidence; what follows from the case itself cannot be answered."""
    if command.item not in ANSWERABLE:
        return Refused(Why.NO_SUCH_ITEM, (command.item,))
    if not _proved(command.evidence):
        return Refused(Why.EVIDENCE)
    answer = Answer(command.item, command.met, day, "", command.evidence, command.why.strip(), by)
    told = replace(case, answers=_with(case.answers, answer))
    return step(told, Act.ANSWERED, day, {"item": command.item, "met": command.met, "evidence": command.evidence})


def papered(case: FundCase, command: c.AttachPaper, day: date) -> Step | Refused:
    """A document is there, or not any more; while it is under review none is taken away."""
    if command.paper not in {paper.key for paper in PAPERS}:
        return Refused(Why.NO_SUCH_PAPER, (command.paper,))
    if case.state is not State.DRAFT and not command.proof.strip():
        return Refused(Why.NOT_FROM_HERE)
    told = attached(case, command.paper, command.proof)
    return step(told, Act.PAPER, day, {"paper": command.paper, "proof": command.proof.strip()})


def override_proposed(case: FundCase, command: c.ProposeOverride, by: str, day: date) -> Step | Refused:
    """More than the caps for a worker, up to what is owed, by a numbered approval; waits for a second person."""
    line = case.line(command.worker)
    for why, holds in (
        (Why.NO_SUCH_WORKER, line is None or line.state is LineState.DROPPED),
        (Why.DOCUMENT, not command.approval_no.strip()),
        (Why.REASON, not command.why.strip()),
        (Why.SUM, not 0 < command.amount_fen <= (line.arrears_fen if line else 0)),
    ):
        if holds:
            return Refused(why, (command.worker,))
    asked = Override(command.amount_fen, command.approval_no.strip(), command.why.strip(), by, day)
    body = {"worker": command.worker, "amount_fen": command.amount_fen, "approval_no": asked.approval_no}
    return step(with_line(case, command.worker, override=asked), Act.OVERRIDE_PROPOSED, day, body)


def override_confirmed(case: FundCase, command: c.ConfirmOverride, by: str, day: date) -> Step | Refused:
    """A second person agrees."""
    asked = _waiting(case, command.worker)
    if asked is None:
        return Refused(Why.NO_OVERRIDE, (command.worker,))
    if asked.by == by:
        return Refused(Why.SECOND_PERSON)
    told = with_line(case, command.worker, override=replace(asked, confirmed_by=by, confirmed_on=day))
    body = {"worker": command.worker, "amount_fen": asked.amount_fen, "proposed_by": asked.by}
    return step(told, Act.OVERRIDDEN, day, body)


def override_refused(case: FundCase, command: c.RefuseOverride, day: date) -> Step | Refused:
    """The caps hold; the proposer may withdraw it the same way, and a confirmed one may be taken back."""
    line = case.line(command.worker)
    if line is None or line.override is None:
        return Refused(Why.NO_OVERRIDE, (command.worker,))
    if not command.why.strip():
        return Refused(Why.REASON)
    return step(with_line(case, command.worker, override=None), Act.OVERRIDE_REFUSED, day, {"worker": command.worker})


def with_line(case: FundCase, name: str, **changes: object) -> FundCase:
    """The case with something else about the line of a name."""
    named = case.line(name)
    lines = tuple(replace(line, **changes) if line is named else line for line in case.lines)  # type: ignore[arg-type] # fields of Line
    return replace(case, lines=lines)


def overrides_waiting(case: FundCase) -> tuple[str, ...]:
    """The lines whose override waits for its second person, by name."""
    return tuple(name for line in case.live if _waiting(case, name := case.name_of(line)))


def _waiting(case: FundCase, name: str) -> Override | None:
    line = case.line(name)
    override = line.override if line else None
    return override if override and override.confirmed_by is None else None


def _kept(before: Line | None, line: Line) -> Line:
    """A gathered line with what persons said of it; an override beyond what is owed now has lapsed."""
    if before is None:
        return line
    asked = before.override
    override = asked if asked and asked.amount_fen <= line.arrears_fen else None
    return replace(
        line,
        card=before.card or line.card,
        bank=before.bank if before.card else line.bank,
        override=override,
        state=before.state,
        reason=before.reason,
    )


def _answers(before: Iterable[Answer], told: Iterable[Answer]) -> tuple[Answer, ...]:
    """Data's answers, and before them those of persons."""
    said = {answer.item: answer for answer in told if answer.item in ANSWERABLE or answer.item == "trigger"}
    said.update({answer.item: answer for answer in before if answer.by})
    return tuple(said.values())


def _settlements(before: Iterable[Settlement], told: Iterable[Settlement]) -> tuple[Settlement, ...]:
    """The same for sources, up to the first of which nothing is known."""
    said = {one.source: one for one in told if not one.by and _proved(one.evidence)}
    said.update({one.source: one for one in before if one.by})
    known: list[Settlement] = []
    for source in SOURCES:
        if source not in said:
            break
        known.append(said[source])
    return tuple(known)


def _with(answers: Iterable[Answer], answer: Answer) -> tuple[Answer, ...]:
    return (*(one for one in answers if one.item != answer.item), answer)


def _proved(evidence: Iterable[str]) -> bool:
    return any(one.strip() for one in evidence)
