"""Waiting until the running system has judged everything on a day, or saying why it does not."""

from collections.abc import Callable
from datetime import date
from typing import Final

from infra import clock
from infra.db.beats import Beats
from infra.db.standing import Judged, StandingStore

_ALIVE_S: Final = 10.0

Tell = Callable[[Judged], None]
"""Told how far the judging is, each time that it is looked at."""


class StuckError(Exception):
    """Nothing moved for too long; the text says what is missing."""


class Judgement:
    """Looks at how far the judging is, again and again."""

    def __init__(self, standing: StandingStore, beats: Beats, pause: Callable[[float], object]) -> None:
        self._standing = standing
        self._beats = beats
        self._pause = pause

    def wait(self, day: date, patience_s: float, tell: Tell) -> None:
        """Return when every project's every frame has been judged on the day.

        Raises:
            StuckError: nothing moved for `patience_s` seconds.
        """
        last, moved_s = None, clock.elapsed()
        while (judged := self._standing.judged(day)).missing_projects:
            tell(judged)
            if judged != last:
                last, moved_s = judged, clock.elapsed()
            elif clock.elapsed() - moved_s > patience_s:
                raise StuckError(self._reason(judged, patience_s))
            self._pause(0.1)
        tell(judged)

    def _reason(self, judged: Judged, patience_s: float) -> str:
        still = f"nothing has moved for {patience_s:.0f} s, {judged.missing_projects} projects wait to be judged: "
        if judged.relayed < judged.frames:
            return still + "the relay does not publish; does it run, and does the broker answer? see `wagewatch status`"
        if not self._beats.seen(_ALIVE_S):
            return still + "no worker is running; start the system with `wagewatch up`, or a `wagewatch worker`"
        return still + "the workers are there and do not get on; see their log and `wagewatch status`"
