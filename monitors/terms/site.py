"""The project itself: its registration, its course, its subcontractors, its closing."""

from datetime import date
from functools import cached_property
from typing import Any

from monitors.ledger import Ledger, Said, standing, visible


class Site:
    """A project as known on `as_of`."""

    def __init__(self, ledger: Ledger, as_of: date) -> None:
        self._ledger = ledger
        self._as_of = as_of

    @cached_property
    def registration(self) -> dict[str, Any]:
        """The project's fields; empty where it is not registered.

        A registration replaces everything said before it, an update then changes the fields that it carries.
        """
        fields: dict[str, Any] = {}
        for said in visible(self._ledger.said("project"), self._as_of):
            if said.kind == "project.registered":
                fields = dict(said.data)
            elif fields:
                fields.update(said.data)
        return fields

    @property
    def region(self) -> str:
        """The project's region code, empty where it is not registered."""
        return str(self.registration.get("region_code", ""))

    @property
    def contract_signed_on(self) -> date:
        """When the works contract was signed; every registration says so."""
        return date.fromisoformat(self.registration["contract_signed_on"])

    def day(self, field: str) -> date | None:
        """A date of the registration."""
        value = self.registration.get(field)
        return None if value is None else date.fromisoformat(value)

    @cached_property
    def started(self) -> Said | None:
        """The start of work: the last accepted."""
        return self._last("project.started")

    @cached_property
    def completed(self) -> Said | None:
        """The completion: the last accepted."""
        return self._last("project.completed")

    @property
    def is_completed(self) -> bool:
        """Whether the project is completed on `as_of`."""
        return self.was_completed(self._as_of)

    def was_completed(self, day: date) -> bool:
        """Whether the project was completed on a day."""
        return self.completed is not None and self.completed.on <= day

    def was_suspended(self, day: date) -> bool:
        """Whether the project was suspended on a day: from a suspension up to the day before the next resumption."""
        turns = [said for said in self._turns if said.on <= day]
        return bool(turns) and turns[-1].kind == "project.suspended"

    def in_construction(self, day: date) -> bool:
        """Whether the project had started by a day and was then neither suspended nor completed."""
        has_started = self.started is not None and self.started.on <= day
        return has_started and not self.was_suspended(day) and not self.was_completed(day)

    @cached_property
    def closing_notices(self) -> list[date]:
        """The days on which a closing notice was published."""
        return [said.on for said in visible(self._ledger.said("closing"), self._as_of)]

    @cached_property
    def subcontractors(self) -> dict[str, str]:
        """The names of the subcontractors that are on the project, by their USCC."""
        names: dict[str, str] = {}
        for uscc, saids in sorted(self._ledger.things("subcontractor").items()):
            last = max(visible(saids, self._as_of), key=lambda said: said.place, default=None)
            if last is not None and last.kind == "project.subcontractor_entered":
                names[uscc] = last.data["name"]
        return names

    def excused(self, day: date) -> bool:
        """*excused(D)*: a declared force majeure covers the day and has not ended on `as_of`."""
        declarations = self._ledger.things("force_majeure").values()
        current = (standing(versions, self._as_of) for versions in declarations)
        return any(said is not None and self._covers(said, day) for said in current)

    def _covers(self, said: Said, day: date) -> bool:
        until = said.data.get("until")
        return said.on <= day and (until is None or date.fromisoformat(until) >= max(day, self._as_of))

    @cached_property
    def _turns(self) -> list[Said]:
        kinds = {"project.suspended", "project.resumed"}
        turns = [said for said in visible(self._ledger.said("course"), self._as_of) if said.kind in kinds]
        return sorted(turns, key=lambda said: said.place)

    def _last(self, kind: str) -> Said | None:
        return standing((said for said in self._ledger.said("course") if said.kind == kind), self._as_of)
