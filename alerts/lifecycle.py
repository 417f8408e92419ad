"""What news do to the work on an alert: it opens, changes, goes and returns, under one number for ever."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from alerts.deadlines import Timetable
from alerts.escalation import closed_by_itself, passed, reopened
from alerts.limits import Span
from alerts.routing import Placement
from alerts.scope import Scope, Worse
from alerts.work import Act, Happened, State, Step, Work
from schemas.finding import Finding


@dataclass(frozen=True, slots=True)
class Stands:
    """The finding stands on the day, as it is now."""

    finding: Finding


@dataclass(frozen=True, slots=True)
class Gone:
    """The finding stands no more since the day."""


News = Stands | Gone


def opened(finding: Finding, placement: Placement, day: date, timetable: Timetable) -> Step:
    """The work on an alert that nobody has heard of; its chain is frozen here. The store gives it its number."""
    office = placement.chain[0].office if placement.chain else ""
    work = Work(0, finding, placement.region, office, placement.chain, day, day, day)
    work = replace(work, due_on=timetable.until(Span.RESPOND, work, day))
    body = {**_told(finding), "due_on": work.due_on, "chain": [rung.office for rung in work.chain]}
    return Step(work, (Happened(Act.OPENED, day, body=body),))


def heard(work: Work, news: News, day: date, timetable: Timetable) -> Step:
    """What becomes of a known alert by the news of a day; deadlines that passed before the day come first."""
    before = passed(work, day, timetable)
    match news:
        case Stands(finding):
            after, what = _stands(before.work, finding, day, timetable)
        case Gone():
            after, what = _gone(before.work, day)
    happened = (*before.happened, *([] if what is None else [what]))
    return Step(replace(after, version=work.version + bool(happened)), happened)


def _stands(work: Work, finding: Finding, day: date, timetable: Timetable) -> tuple[Work, Happened | None]:
    if not work.present:
        return _returned(work, finding, day, timetable)
    if finding == work.finding:
        return work, None
    known = work.accepted if work.is_closed else work.waiver.scope if _is_waived(work) and work.waiver else None
    now = replace(work, finding=finding)
    if known is not None:
        return _beyond(now, known.exceeded_by(finding), day, timetable)
    worse = Scope.of(work.finding).exceeded_by(finding)
    if work.state is State.OPEN and Worse.LEVEL in worse and work.due_on is not None:
        now = replace(now, due_on=min(work.due_on, timetable.until(Span.RESPOND, now, day)))
    body = _told(finding) | ({"worse": worse, "before": work.level} if worse else {})
    return now, Happened(Act.WORSENED if worse else Act.CHANGED, day, body=body)


def _beyond(work: Work, worse: tuple[Worse, ...], day: date, timetable: Timetable) -> tuple[Work, Happened]:
    """A closed or waived alert stays so within what was accepted, and begins anew beyond it."""
    if not worse:
        return work, Happened(Act.CHANGED, day, body=_told(work.finding))
    return reopened(work, day, timetable), Happened(Act.REOPENED, day, body=_told(work.finding) | {"worse": worse})


def _returned(work: Work, finding: Finding, day: date, timetable: Timetable) -> tuple[Work, Happened]:
    """What returns while it is worked goes on being worked; what was closed or waived begins anew."""
    now = replace(work, finding=finding, present=True)
    if work.is_closed or _is_waived(work):
        now = reopened(now, day, timetable)
    body = _told(finding) | {"due_on": now.due_on, "reopened": now.reopened}
    return now, Happened(Act.RETURNED, day, body=body)


def _gone(work: Work, day: date) -> tuple[Work, Happened | None]:
    if not work.present:
        return work, None
    if work.state is State.OPEN and work.waiver is None:
        return closed_by_itself(work, day), Happened(Act.CURED, day)
    return replace(work, present=False, muted_by=None), Happened(Act.GONE, day)


def _is_waived(work: Work) -> bool:
    return work.state is State.WAIVED


def _told(finding: Finding) -> dict[str, Any]:
    scope = Scope.of(finding)
    return {"level": scope.level, "workers": len(scope.workers or ()), "amount_fen": scope.amount_fen}
