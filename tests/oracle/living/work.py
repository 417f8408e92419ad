"""Who works: people enrolled, the days they come, and those that leave."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tests.oracle.days import plus_days
from tests.oracle.living.drafting import Event, instant, written
from tests.oracle.living.plan import Worker
from tests.oracle.living.site import Site


class Work(Site):
    """A project that people work on."""

    def enrol(self) -> None:
        """Enrol the workers, let some leave and come again."""
        rng = self.rng
        many = self.troubles & {"mass_unpaid"} or ("unpaid" in self.troubles and rng.random() < 0.6)
        few = len(self.troubles) < 3
        size = rng.randint(10, 14) if many else rng.choice((2, 3, 4, 5) if few else (2, 3, 4, 5, 6, 8, 10, 11, 12))
        for index in range(1, size + 1):
            employer = self.employers[rng.choice((0, 0, 0, 1))]
            basis = rng.choice(("daily", "daily", "monthly"))
            rate = rng.choice((20_000, 25_000, 30_000)) if basis == "daily" else rng.choice((400_000, 600_000))
            day = plus_days(self.started_on, rng.choice((-3, 0, 0, 0, 0, 2, 8, 33)))
            worker = Worker(f"w{index:02d}", employer, "worker", basis, rate, day)
            if self.has("managers", 0.3):
                worker.role = "manager"
            if self.has("piece_rate", 0.5):
                worker.basis = rng.choice(("piece", None))
            if self.has("no_contract", 0.5):
                worker.contract = False
                self.mind("enrol", plus_days(day, 30), plus_days(day, 31))
            self.workers.append(worker)
            self.enrolment(worker)
        leavers = self.troubles & {"exit", "exit_many", "exit_paid", "exit_confirmed", "reenrolled", "late_punch"}
        if leavers:
            for worker in rng.sample(self.workers, min(len(self.workers), 3 if "exit_many" in leavers else 1)):
                self.leave(worker)

    def enrolment(self, worker: Worker, told: date | None = None) -> None:
        """Enrol one worker, and say so on that day or already before."""
        rng = self.rng
        data: dict[str, Any] = {
            "worker_id": worker.ident,
            "employer_uscc": worker.employer,
            "role": worker.role,
            "enrolled_on": worker.enrolled_on.isoformat(),
        }
        if worker.contract:
            data["contract_signed_on"] = worker.enrolled_on.isoformat()
        if worker.basis is not None:
            data["wage_basis"] = worker.basis
        if rng.random() < 0.95:
            data["wage_rate_fen"] = worker.rate
        self.emit("attendance.worker_enrolled", told or worker.enrolled_on, data, hour=6)

    def leave(self, worker: Worker) -> None:
        """Let a worker leave, with or without a settlement, perhaps to come again."""
        rng = self.rng
        day = plus_days(worker.enrolled_on, rng.randint(5, 70))
        worker.exited_on = day
        data = {"worker_id": worker.ident, "exited_on": day.isoformat()}
        self.emit("attendance.worker_exited", day, data, hour=19)
        self.mind("leave", plus_days(day, 7), plus_days(day, 8), plus_days(day, 9))
        if self.has("exit_confirmed") or rng.random() < 0.2:
            settled = plus_days(day, rng.choice((-1, 0, 3, 9, 15)))
            yes = rng.random() < 0.7
            data2 = {"worker_id": worker.ident, "settled_on": settled.isoformat(), "confirmed_by_worker": yes}
            self.emit("attendance.exit_settled", settled, data2)
            self.mind("leave", settled)
        if self.has("reenrolled"):
            worker.enrolled_on = plus_days(day, rng.choice((0, 0, 1, 6, 12, 20)))
            worker.exited_on = None
            worker.employer = rng.choice(self.employers[:2])
            self.enrolment(worker, rng.choice((None, day)))
            self.mind("leave", plus_days(worker.enrolled_on, -1), worker.enrolled_on)

    def attend(self) -> None:
        """Let the workers come and go; deliver the punches in batches."""
        rng = self.rng
        if self.has("never_started", 0.7):
            return
        full = bool(self.troubles & {"below_minimum"}) or rng.random() < 0.2
        chance = rng.uniform(0.8, 0.98) if full else rng.uniform(0.15, 0.4)
        quiet = self.quiet_days()
        punches: dict[date, list[Event]] = {}
        day = self.started_on
        while day <= self.months[-1].day(31):
            for worker in self.workers:
                last = worker.exited_on or date.max
                if self.has("late_punch", 0.2):
                    last = plus_days(last, 3)
                first = plus_days(worker.enrolled_on, -3) if self.has("early_punch", 0.2) else worker.enrolled_on
                enough = chance if not worker.days or max(worker.days) > plus_days(day, -4) else 0.9
                if first <= day <= last and rng.random() < enough and day not in quiet:
                    worker.days.add(day)
                    for at, direction in self.shift(day, len(worker.days) == 1):
                        punches.setdefault(at.date(), []).append(self.punch(worker.ident, at, direction))
            day = plus_days(day, 1)
        if self.has("stranger"):
            day = plus_days(self.started_on, rng.randint(0, 40))
            punches.setdefault(day, []).append(self.punch("x1", instant(day, 8), "in"))
        self.deliver_punches(punches)
        self.correct()

    def quiet_days(self) -> set[date]:
        """Return days on which nobody comes."""
        if not self.has("silent"):
            return set()
        first = plus_days(self.started_on, self.rng.randint(0, 45))
        length = self.rng.choice((6, 7, 8, 15, 60))
        self.mind("quiet_days", plus_days(first, 5), plus_days(first, 6), plus_days(first, 7), plus_days(first, length))
        return {plus_days(first, index) for index in range(length)}

    def shift(self, day: date, first: bool) -> list[tuple[datetime, str]]:
        """Return the punches of one shift that begins on a day."""
        rng = self.rng
        following = plus_days(day, 1)
        if self.has("night_shift", 0.5):
            night = [
                (instant(day, rng.choice((18, 20, 22)), 10), "in"),
                (instant(following, rng.choice((0, 5, 7)), 5), "out"),
            ]
            return night if rng.random() < 0.8 else night[1:]
        if self.has("edge_punch", 0.9 if first else 0.4):
            return rng.choice(
                (
                    [(instant(day, 12), "out")],
                    [(instant(day, 11, 59, 59), "out")],
                    [(instant(day, 7), "in"), (instant(day, 7), "out")],
                    [(instant(day, 6), "out"), (instant(day, 7), "in"), (instant(day, 11), "out")],
                    [(instant(day, 0), "in")],
                    [(instant(day, 23, 59, 59), "in"), (instant(following, 0), "out")],
                )
            )
        arrival = (instant(day, 7, rng.randint(0, 59)), "in")
        return [arrival, (instant(day, 18, rng.randint(0, 59)), "out")] if rng.random() < 0.3 else [arrival]

    def punch(self, worker: str, at: datetime, direction: str) -> Event:
        """Return one punch."""
        punch = {"worker_id": worker, "at": written(self.rng, at), "direction": direction}
        if self.rng.random() < 0.1:
            punch["method"] = "face"
        return punch

    def deliver_punches(self, punches: dict[date, list[Event]]) -> None:
        """Send the punches by day, week or in several pieces."""
        rng = self.rng
        step = rng.choice((1, 3, 7))
        batches: dict[date, list[Event]] = {}
        for day, some in punches.items():
            last = plus_days(day, -((day.toordinal()) % step) + step - 1)
            batches.setdefault(last, []).extend(some)
        for day, some in batches.items():
            if rng.random() < 0.1:
                rng.shuffle(some)
            middle = rng.randint(0, len(some)) if rng.random() < 0.15 else 0
            for part in (some[:middle], some[middle:]):
                if part:
                    self.emit("attendance.punched", day, {"device_id": "gate-1", "punches": part}, hour=23)

    def correct(self) -> None:
        """Correct days: somebody was there after all, or was not."""
        rng = self.rng
        if not self.has("corrected"):
            return
        for _ in range(rng.randint(1, 6)):
            worker = rng.choice(self.workers)
            day = rng.choice(sorted(worker.days)) if worker.days and rng.random() < 0.7 else self.some_day()
            for present in rng.choice(([False], [True], [False, True], [True, False])):
                data = {"worker_id": worker.ident, "date": day.isoformat(), "present": present, "reason": "r"}
                when = plus_days(day, rng.randint(0, 40))
                event = self.emit("attendance.day_corrected", when, data)
                if rng.random() < 0.2:
                    event["receivedtime"] = written(rng, instant(day, 20))
                self.mind("correct", when)
