"""Which records an alert rests on: those that speak for it, the project's course, what the banks had delivered."""

from collections.abc import Iterator, Sequence
from typing import Final

from monitors.explain import Explanation, speaking
from schemas.frame import Frame

_COURSE: Final = frozenset({
    "project.registered", "project.updated", "project.started", "project.suspended", "project.resumed",
    "project.completed", "project.force_majeure_declared", "bank.account_opened",
})  # fmt: skip
"""Every rule asks whether the project is registered and in construction, and of which banks."""

_AREAS: Final = {
    "account": ("bank.account_", "project.closing_notice"),
    "bond": ("bank.bond_",),
    "notice": ("project.notice_board_", "project.subcontractor_"),
    "lead": ("lead.",),
}
"""Kinds that the rules of an area look at whomever they are about: what is missing there is the finding."""

_DELIVERED: Final = "bank.feed_completed"


def resting(frames: Sequence[Frame], told: Explanation) -> list[Frame]:
    """The frames in the order of acceptance, each once."""
    chosen = {frame.seq for frame in speaking(iter(frames), told)}
    chosen |= {frame.seq for frame in frames if _belongs(frame, told.rule.name)}
    chosen |= set(_last_deliveries(frames))
    return [frame for frame in frames if frame.seq in chosen]


def _belongs(frame: Frame, rule: str) -> bool:
    areas = _AREAS.get(rule.partition(".")[0], ())
    return frame.kind in _COURSE or frame.kind.startswith(areas)


def _last_deliveries(frames: Sequence[Frame]) -> Iterator[int]:
    """Of each bank the statement that goes furthest."""
    furthest: dict[str, tuple[str, int]] = {}
    for frame in frames:
        if frame.kind == _DELIVERED:
            bank, until = str(frame.data["bank_code"]), str(frame.data["complete_until"])
            furthest[bank] = max(furthest.get(bank, ("", 0)), (until, frame.seq))
    return (seq for _, seq in furthest.values())
