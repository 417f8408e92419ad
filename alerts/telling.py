"""Who is told of what happened to the work on an alert: from its acts and its state to notices."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

import msgspec

from alerts.notices import Notice, Reason, Repeat, Stands, Tell, Told, decide, once
from alerts.work import Act, Happened, State, Work

_TOLD_ONCE: Final = {
    Act.WORSENED: Reason.WORSE,
    Act.REOPENED: Reason.WORSE,
    Act.ESCALATED: Reason.ESCALATED,
    Act.REMINDED: Reason.OVERDUE,
    Act.RECTIFICATION_EXPIRED: Reason.OVERDUE,
    Act.WAIVED: Reason.WAIVED,
    Act.WAIVER_ENDED: Reason.WAIVER_ENDED,
    Act.WAIVER_PROPOSED: Reason.WAIVER_PROPOSED,
    Act.EXTENSION_PROPOSED: Reason.EXTENSION_PROPOSED,
    Act.ASSIGNED: Reason.ASSIGNED,
    Act.HANDED_OVER: Reason.HANDED_OVER,
}
_GREW: Final = frozenset({Act.WORSENED, Act.REOPENED})
"""More workers or money at the same level: news, unless how it stands was told in the same breath."""

_BY_A_PERSON: Final = frozenset(
    {Act.WAIVED, Act.WAIVER_PROPOSED, Act.EXTENSION_PROPOSED, Act.ASSIGNED, Act.HANDED_OVER}
)
_UPWARDS: Final = frozenset(
    {Reason.WORSE, Reason.RETURNED, Reason.CURED, Reason.CLOSED, Reason.ESCALATED, Reason.OVERDUE, Reason.REPEAT}
)
"""What the office it has escalated to hears as well."""


def telling(work: Work, happened: Sequence[Happened], told: Told, day: date) -> tuple[list[Notice], Told]:
    """The notices of one step, and what has been told then.

    Args:
        work: The work after the step, its number and its muting final.
        happened: Everything that happened in the step, in order.
        told: What was told of this work before.
        day: The day of the step.
    """
    notices: list[Notice] = []
    decided = decide(stands(work), told, day, Repeat.never())
    if isinstance(decided, Tell):
        notices += _to_offices(work, decided, day)
    told = decided.told
    for what in happened:
        if what.act in _GREW and isinstance(decided, Tell):
            continue
        tell = _once(work, what, told)
        if tell is not None:
            notices += _to_officer(work, tell, what) if what.act is Act.ASSIGNED else _to_offices(work, tell, what.day)
            told = tell.told
    return notices, told


def stands(work: Work) -> Stands:
    """How the work stands as far as telling goes: what was closed though it stands is as good as waived."""
    accepted = work.present and (work.is_closed or work.state is State.WAIVED)
    muted_by = None if work.muted_by is None else f"alert:{work.muted_by}"
    return Stands(work.level, work.present, work.state is not State.OPEN, muted_by, accepted)


def facts(work: Work) -> dict[str, Any]:
    """What a notice says of the work."""
    since = work.finding.since
    known = {
        "rule": work.finding.rule,
        "project": work.finding.project,
        "project_name": work.project_name,
        "subject": work.finding.subject,
        "level": work.level.value,
        "since": since and since.isoformat(),
        "workers": work.workers,
        "amount_fen": work.amount_fen,
        "due_on": work.due_on and work.due_on.isoformat(),
        "region": work.region,
    }
    return {name: value for name, value in known.items() if value not in (None, "")}


def _once(work: Work, what: Happened, told: Told) -> Tell | None:
    """What the act itself is news of, if it has not been told."""
    extra = {name: value for name, value in (("by", what.by), ("why", what.why), ("to", _name(work, what))) if value}
    if what.act is Act.CLOSED and told.standing:
        return Tell(Reason.CLOSED, msgspec.structs.replace(told, standing=False), {**extra, **_worst(told)})
    reason = _TOLD_ONCE.get(what.act)
    if reason is None or (what.act is Act.ASSIGNED and what.body.get("to") in (None, what.by)):
        return None
    mark = f"{what.day.isoformat()}:{what.body.get('to', '')}"
    decided = once(reason, mark, stands(work), told, to_person=what.act in _BY_A_PERSON)
    return Tell(decided.reason, decided.told, extra) if isinstance(decided, Tell) else None


def _worst(told: Told) -> dict[str, str]:
    return {"worst": told.worst.value} if told.worst else {}


def _name(work: Work, what: Happened) -> str:
    """How the office is called that it went up to."""
    if what.act is not Act.ESCALATED:
        return ""
    return next((rung.name for rung in work.chain if rung.office == what.body.get("to")), "")


def _to_offices(work: Work, tell: Tell, day: date) -> Iterator[Notice]:
    """To the responsible office, and to the one that it has escalated to."""
    above = work.escalated_to if tell.reason in _UPWARDS else None
    offices = [work.office] if above in (None, work.office) else [work.office, above]
    for office in offices:
        yield tell.notice(f"alert:{work.id}", office, day, mark=_mark(work, day), facts=facts(work))


def _to_officer(work: Work, tell: Tell, what: Happened) -> Iterator[Notice]:
    officer = str(what.body["to"])
    mark = _mark(work, what.day)
    yield tell.notice(f"alert:{work.id}", work.office, what.day, mark=mark, facts=facts(work), officer=officer)


def _mark(work: Work, day: date) -> str:
    return f"v{work.version}:{day.isoformat()}"
