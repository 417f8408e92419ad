"""Who is enrolled: enrolments, exits and settlements as known at the end of a day."""

from datetime import date

from monitors.calendar import last_day
from monitors.ledger import Ledger, Said, standing, visible


class Roster:
    """The workers of a project as known on `as_of`."""

    def __init__(self, ledger: Ledger, as_of: date) -> None:
        self._ledger = ledger
        self._as_of = as_of

    @property
    def workers(self) -> list[str]:
        """Everyone of whom an enrolment was ever accepted, sorted."""
        return sorted(self._ledger.things("enrolment"))

    def enrolment(self, worker: str) -> Said | None:
        """The last accepted enrolment."""
        return standing(self._ledger.said("enrolment", worker), self._as_of)

    def enrolment_in(self, worker: str, month: str) -> Said | None:
        """The last accepted enrolment from the month's last day or earlier; where there is none, the last accepted."""
        versions = self._ledger.said("enrolment", worker)
        if len(versions) < 2:  # nearly everyone's
            return standing(versions, self._as_of)
        return standing(versions, min(last_day(month), self._as_of)) or standing(versions, self._as_of)

    def is_manager(self, worker: str, month: str) -> bool:
        """Whether the worker's enrolment in the month is as manager."""
        enrolment = self.enrolment_in(worker, month)
        return enrolment is not None and enrolment.data["role"] == "manager"

    def employer(self, worker: str, month: str) -> str | None:
        """Who employs the worker in the month; the never enrolled have no employer."""
        enrolment = self.enrolment_in(worker, month)
        return None if enrolment is None else enrolment.data["employer_uscc"]

    def first_enrolled_on(self, worker: str) -> date | None:
        """The earliest `enrolled_on` of every enrolment."""
        return min((said.on for said in visible(self._ledger.said("enrolment", worker), self._as_of)), default=None)

    def exit(self, worker: str) -> Said | None:
        """The latest exit that follows the worker's enrolment."""
        told = self._ledger.said("exit", worker)
        enrolment = self.enrolment(worker) if told else None
        if enrolment is None:
            return None
        exits = [said for said in visible(told, self._as_of) if said.place > enrolment.place]
        return max(exits, key=lambda said: said.place, default=None)

    def is_settled(self, worker: str, exited_on: date) -> bool:
        """Whether the worker has confirmed a settlement from the day of the exit or later."""
        settlements = visible(self._ledger.said("settlement", worker), self._as_of)
        return any(said.on >= exited_on and said.data["confirmed_by_worker"] for said in settlements)

    @property
    def exited(self) -> list[tuple[str, Said]]:
        """Everyone who exited, with the exit, sorted by worker."""
        exits = ((worker, self.exit(worker)) for worker in sorted(self._ledger.things("exit")))
        return [(worker, said) for worker, said in exits if said is not None]

    def is_all_past(self) -> bool:
        """Whether nothing of the roster lies in the future, so that a later day sees the same."""
        groups = (self._ledger.things("enrolment"), self._ledger.things("exit"))
        return all(said.on <= self._as_of for group in groups for saids in group.values() for said in saids)
