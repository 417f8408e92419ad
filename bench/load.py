"""Load: known projects, and frames of punches for them, each punch of a worker, day and direction of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Engine

from infra.db.ledgers import LedgerStore, LedgerWrite
from monitors.ledger import Ledger
from schemas.checking import check_event
from schemas.frame import TICKED, Frame, encoded

AS_OF: Final = date(2026, 5, 16)
_WRITTEN_AT_ONCE: Final = 100
_OWNER, _CONTRACTOR = "91520103MA6HP7KT4R", "91520100MA6DM2XY14"


@dataclass(frozen=True, slots=True)
class Load:
    """So many punches of so many projects in frames of one size, round the projects and day after day."""

    projects: int
    punches: int
    per_frame: int
    workers: int = 250

    @property
    def frames(self) -> int:
        """How many frames there are, a whole number for each project."""
        return max(1, self.punches // self.per_frame // self.projects) * self.projects

    @property
    def days(self) -> int:
        """The days before `AS_OF` that are filled."""
        pairs = self.frames // self.projects * self.per_frame // 2
        return -(-pairs // self.workers)

    def names(self) -> list[str]:
        """The projects' ids."""
        return [f"L{number:05d}" for number in range(self.projects)]

    def messages(self, after: int) -> Iterator[tuple[bytes, bytes]]:
        """Key and encoded frame, the numbers following `after` in each project."""
        names, first = self.names(), AS_OF - timedelta(days=self.days)
        crew = [f"w{number * 2654435761 % 2**48:012x}" for number in range(self.workers)]
        pairs = self.per_frame // 2
        for number in range(self.frames // self.projects):
            body = _punches(crew, first, range(number * pairs, (number + 1) * pairs))
            for name in names:
                frame = Frame(
                    name,
                    after + number + 1,
                    "attendance.punched",
                    AS_OF - timedelta(days=1),
                    body,
                    "bench",
                    f"{number}",
                )
                yield name.encode(), encoded(frame)


def _punches(crew: list[str], first: date, pairs: range) -> dict[str, Any]:
    """An arrival and a departure for each number of a worker and day, grouped as the intake groups them."""
    days: dict[str, dict[str, Any]] = {}
    for pair in pairs:
        day, worker = divmod(pair, len(crew))
        group = days.setdefault(f"{first + timedelta(days=day)}", {"in": {}, "on": []})
        group["in"][crew[worker]] = 24_000 + pair % 2_700
        group["on"].append(crew[worker])
    return {"device_id": "gate-1", "days": days}


def known(load: Load) -> Ledger:
    """A project with its contract, account and roster, on the day `AS_OF`: what the punches fall into."""
    ledger = Ledger.new("template")
    first = AS_OF - timedelta(days=load.days + 20)
    for kind, data in papers(load, first):
        event = {"specversion": "1.0", "id": f"{ledger.seq}", "source": "bench", "type": kind, "subject": "template"}
        checked = check_event({**event, "time": f"{first}T08:00:00+08:00", "data": data})
        if checked.data is None:
            raise ValueError(checked.rejected)
        ledger.apply(
            Frame("template", ledger.seq + 1, kind, first, checked.data, "bench", f"{ledger.seq}", checked.time)
        )
    ledger.apply(Frame("template", ledger.seq + 1, TICKED, AS_OF))
    return ledger


def papers(load: Load, first: date) -> Iterator[tuple[str, dict[str, Any]]]:
    """Type and data of the events that make a project known."""
    yield "project.registered", {
        "name": "bench", "region_code": "520103", "sector": "housing", "funding": "soe", "owner_uscc": _OWNER,
        "owner_name": "owner", "general_contractor_uscc": _CONTRACTOR, "general_contractor_name": "contractor",
        "contract_amount_fen": 9_000_000_000, "contract_signed_on": f"{first}", "pay_day": 15,
    }  # fmt: skip
    account = {"account_id": "W", "kind": "wage", "bank_code": "102", "opened_on": f"{first}", "name": "wages"}
    yield "bank.account_opened", {**account, "protection_mark": True}
    yield "project.started", {"on": f"{first}"}
    for number in range(load.workers):
        yield "attendance.worker_enrolled", {
            "worker_id": f"w{number * 2654435761 % 2**48:012x}", "employer_uscc": _CONTRACTOR, "role": "worker",
            "enrolled_on": f"{first}", "contract_signed_on": f"{first}", "wage_basis": "daily", "wage_rate_fen": 30_000,
        }  # fmt: skip
    yield "bank.feed_completed", {"bank_code": "102", "complete_until": f"{AS_OF - timedelta(days=1)}"}


def introduce(engine: Engine, names: list[str], ledger: Ledger) -> int:
    """Write the ledger under each of these names, as a checkpoint would; return its last frame's number."""
    store, (state, months) = LedgerStore(engine), ledger.drain()
    for begin in range(0, len(names), _WRITTEN_AT_ONCE):
        some = names[begin : begin + _WRITTEN_AT_ONCE]
        store.checkpoint([LedgerWrite(name, 0, ledger.seq, 0, None, state, months) for name in some])
    return ledger.seq
