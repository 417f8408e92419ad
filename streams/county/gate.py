"""The gate of a site counts who comes and goes, and reports it once a day."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from streams.county import days
from streams.county.dice import dice
from streams.county.plan import Plan
from streams.county.post import Post
from streams.county.roster import Worker

Punch = dict[str, Any]

_CLOCK = tuple(f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}" for second in range(86_400))
_HOURS = {"in": 6 * 3600 + 2400, "noon": 11 * 3600 + 1800, "again": 13 * 3600, "out": 17 * 3600 + 1800}
_EVENING, _DAWN = 18 * 3600 + 2400, 5 * 3600 + 1800
_RAIN, _REST_DAY, _HOLIDAY, _EVE = 0.45, 0.5, 0.6, 0.8
_RAINY = 0.09
_FORGETS = 0.02
_CORRECTED = 0.05


class Weather:
    """How much work the weather allows in the county: a fixed sequence of dry and wet days."""

    def __init__(self, seed: object) -> None:
        self._seed = seed
        self._known: dict[date, float] = {}

    def factor(self, day: date) -> float:
        """The share of the people who come on such a day, 1 when dry."""
        if day not in self._known:
            self._known = {day: _RAIN if dice(self._seed, "weather", day).random() < _RAINY else 1.0}
        return self._known[day]


class Gate:
    """Writes the attendance of one site: in and out, a midday break on some sites, night shifts, forgotten punches.

    Attributes:
        worked: Days worked, by pay month and worker's token; what the pay sheets are made from.
        strangers: People who come without being enrolled, and since when.
    """

    def __init__(self, plan: Plan, people: list[Worker], post: Post, weather: Weather) -> None:
        self._plan, self._people, self._post, self._weather = plan, people, post, weather
        self._die = dice(plan.seed, "gate")
        self._night: list[str] = []
        self.worked: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.strangers: dict[str, date] = {}

    def open(self, day: date) -> None:
        """Let the people of this day through and report their punches in the evening."""
        punches = [self._punch(token, day, _DAWN, 3600, "out") for token in self._night]
        self._night = []
        if self._plan.building(day):
            self._admit(day, punches)
        if punches:
            data = {"device_id": f"{self._plan.id}-gate-1", "punches": punches}
            self._post.send("attendance.punched", day, "23:30", data)

    def _admit(self, day: date, punches: list[Punch]) -> None:
        share, roll = self._share(day), self._die.random
        month = self.worked[days.month_of(day)]
        absent = None
        for worker in self._people:
            if not worker.employed(day):
                continue
            if roll() >= worker.diligence * share and day not in (worker.enrolled_on, worker.leaves_on):
                absent = worker
                continue
            month[worker.token] += 1
            punches.extend(self._shift(worker.token, day, night=worker.night))
        for token, since in self.strangers.items():
            if since <= day:
                punches.extend(self._shift(token, day, night=False))
        if absent is not None and roll() < _CORRECTED:
            self._correct(absent, day, month)

    def _share(self, day: date) -> float:
        """The share of the people who come: fewer on rest days, in the rain, before the festival."""
        share = self._weather.factor(day)
        if not days.is_working_day(day):
            share *= _REST_DAY if day.isoweekday() > 5 else _HOLIDAY
        if self._plan.rests and timedelta(0) < self._plan.rests[0] - day <= timedelta(days=5):
            share *= _EVE
        return share

    def _shift(self, token: str, day: date, *, night: bool) -> Iterable[Punch]:
        if night:
            self._night.append(token)
            return (self._punch(token, day, _EVENING, 2400, "in"),)
        shift = [self._punch(token, day, _HOURS["in"], 2700, "in")]
        if self._plan.four_punches:
            shift.append(self._punch(token, day, _HOURS["noon"], 1500, "out"))
            shift.append(self._punch(token, day, _HOURS["again"], 1800, "in"))
        if self._die.random() > _FORGETS:
            shift.append(self._punch(token, day, _HOURS["out"], 3600, "out"))
        return shift

    def _punch(self, token: str, day: date, earliest: int, within: int, direction: str) -> Punch:
        second = earliest + int(self._die.random() * within)
        return {"worker_id": token, "at": f"{day}T{_CLOCK[second]}+08:00", "direction": direction, "method": "face"}

    def _correct(self, worker: Worker, day: date, month: Counter[str]) -> None:
        """One who was there without a punch is put right the next morning."""
        month[worker.token] += 1
        data = {"worker_id": worker.token, "date": f"{day}", "present": True, "reason": "闸机故障,班组长补录"}
        self._post.send("attendance.day_corrected", day, "21:00", data, (day + days.DAY, "08:30"))
