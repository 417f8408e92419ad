"""The plausible life of one project, from its contract to its closing, with the troubles it is told to have."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from random import Random
from typing import Any

from stdnum.cn import uscc

from tests.oracle.days import (
    SHANGHAI,
    Month,
    is_working_day,
    month_of,
    plus_days,
    plus_months,
    plus_working_days,
)

Event = dict[str, Any]
OFFSETS = (480, 480, 480, 480, 0, 540, -300, 345)
SITE, BANK = "urn:site", "urn:bank"

TIMED = {"attendance.punched", "bank.account_credited", "bank.account_debited", "project.registered"}
"""What counts by `time` (or with it); the rest may be reported sooner or later than its own date says."""

# fmt: off
TROUBLES = [
    "unpaid", "unpaid_many", "unpaid_all", "unpaid_months", "underpaid", "underpaid_months", "paid_late",
    "paid_next_month", "half_batch", "below_minimum", "sheet_missing", "sheet_late", "sheet_unsigned",
    "sheet_moved", "stranger_paid", "excessive", "excessive_year", "shared_card", "wrong_payee", "returned",
    "returned_repaid", "failed_first", "exit", "exit_many", "exit_paid", "exit_confirmed", "reenrolled",
    "account_never", "account_late", "account_two", "account_moved", "unmarked", "marked_late", "restricted",
    "restricted_twice", "restricted_repeat", "labor_missed", "labor_none", "labor_small", "labor_late",
    "shortfall", "balance_ties", "debit", "debit_closing", "closed", "closed_owing", "closed_early", "bond_never",
    "bond_small", "bond_drawn", "bond_expiring", "bond_replaced", "board_never", "board_late", "board_removed",
    "board_bad", "board_verified", "board_lacks", "board_stale", "board_twice", "subcontractor",
    "subcontractor_unnamed", "stranger", "early_punch", "late_punch", "no_contract", "silent", "suspended",
    "completed_early", "restarted", "updated", "registered_again", "registered_late", "never_registered",
    "force_majeure", "corrected", "night_shift", "edge_punch", "managers", "manager_later", "employer_changed",
    "piece_rate", "mass_unpaid", "never_started", "zero_amounts",
]
# fmt: on


def make_uscc(region: str, organisation: str) -> str:
    """Return a valid unified social credit code."""
    body = f"91{region}{organisation}"
    return body + str(uscc.calc_check_digit(body))


def draft(rng: Random, kind: str, subject: str | None, source: str, at: datetime, data: dict[str, Any]) -> Event:
    """Return an event without its id; the instant is written in one of several offsets."""
    event: Event = {"specversion": "1.0", "source": source, "type": kind, "time": written(rng, at), "data": data}
    if subject is not None:
        event["subject"] = subject
    return event


def written(rng: Random, at: datetime) -> str:
    """Write an instant in a random offset."""
    minutes = rng.choice(OFFSETS)
    if minutes == 0 and rng.random() < 0.7:
        return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return at.astimezone(timezone(timedelta(minutes=minutes))).isoformat()


def instant(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """Return that moment of the day in Asia/Shanghai."""
    return datetime.combine(day, time(hour, minute, second), SHANGHAI)


@dataclass
class Worker:
    """One person on the site."""

    ident: str
    employer: str
    role: str
    basis: str | None
    rate: int
    enrolled_on: date
    contract: bool = True
    exited_on: date | None = None
    days: set[date] = field(default_factory=set)


class Life:
    """Builds the events of one project in the order in which they happen to be thought of."""

    def __init__(self, rng: Random, ident: str, first: date, months: int, region: str, troubles: set[str]) -> None:
        """Choose the project's constants."""
        self.rng, self.ident, self.region, self.troubles = rng, ident, region, troubles
        self.events: list[Event] = []
        self.boundaries: dict[str, list[date]] = {}
        self.transactions: dict[str, int] = {}
        self.sloppy = rng.choice((0, 0, 0.1, 0.4))
        self.signed_on = first
        late_account = troubles & {"account_never", "account_late"}
        self.started_on = plus_days(first, rng.choice((45, 70, 10) if late_account else (0, 3, 10, 20, 32, 45)))
        self.months = [month_of(self.started_on).plus(index) for index in range(months)]
        self.end = self.months[-1].plus(1).day(31)
        self.pay_day = rng.choice((1, 5, 10, 10, 15, 15, 20, 25, 28, 30, 31))
        self.same_month = rng.random() < 0.12
        if self.same_month:
            self.pay_day = rng.choice((15, 20, 25, 28, 31))
        self.employers = [make_uscc(f"{region[:4]}00", f"MA{number}KJ5NB0") for number in range(1, 4)]
        self.amount = rng.choice((290_000_000, 299_999_999, 300_000_000, 500_000_000, 800_000_000))
        self.cycle_fen = rng.choice((None, None, 0, 1_000_000, 2_000_000))
        self.cycle_months = rng.choice((None, None, None, 1, 2))
        self.account, self.bank = "A1", rng.choice(("102", "103", "104"))
        self.workers: list[Worker] = []
        self.completed_on: date | None = None

    def has(self, trouble: str, probability: float = 1.0) -> bool:
        """Tell whether the project has this trouble (now)."""
        return trouble in self.troubles and self.rng.random() < probability

    def emit(self, kind: str, day: date, data: dict[str, Any], hour: int | None = None) -> Event:
        """Add an event that happens on a day."""
        rng = self.rng
        source = BANK if kind.startswith("bank.") else SITE
        hour = rng.choice((0, 8, 9, 10, 14, 15, 16, 17, 23)) if hour is None else hour
        if kind not in TIMED and rng.random() < self.sloppy:
            day = plus_days(day, rng.choice((-12, -3, -1, 0, 0, 1, 2, 5, 12)))
        at = instant(day, hour, rng.choice((0, 0, 30, 59)))
        event = draft(rng, kind, self.ident, source, at, data)
        self.events.append(event)
        return event

    def mind(self, topic: str, *days: date) -> None:
        """Remember days on which something may change, by what they are about."""
        self.boundaries.setdefault(f"{self.ident} {topic}", []).extend(days)

    def due_date(self, month: Month) -> date:
        """Return the day by which the wages of a month are due."""
        day = (month if self.same_month else month.plus(1)).day(self.pay_day)
        return day if is_working_day(day) else plus_working_days(day, -1)

    # the whole life

    def live(self) -> None:
        """Emit everything."""
        self.register()
        self.open_accounts()
        self.deposit()
        self.begin()
        self.post_board()
        self.enrol()
        self.attend()
        self.fund()
        for month in self.months:
            self.sheet(month)
            self.pay(month)
        self.restrict()
        self.debit()
        self.close()
        self.change()

    def registration(self) -> dict[str, Any]:
        """Return the data of the registration."""
        rng = self.rng
        data: dict[str, Any] = {
            "name": f"School {self.ident}",
            "region_code": self.region,
            "sector": rng.choice(("housing", "water", "other")),
            "funding": rng.choice(("government", "soe", "private")),
            "owner_uscc": make_uscc("110000", "600037341"),
            "owner_name": "Owner",
            "general_contractor_uscc": self.employers[0],
            "general_contractor_name": "Contractor",
            "contract_amount_fen": self.amount,
            "contract_signed_on": self.signed_on.isoformat(),
            "pay_day": self.pay_day,
        }
        if rng.random() < 0.5:
            data["permit_issued_on"] = plus_days(self.signed_on, rng.choice((0, 7, 15))).isoformat()
        if self.same_month or rng.random() < 0.2:
            data["pay_day_in"] = "same_month" if self.same_month else rng.choice(("next_month", "", None))
        if self.cycle_fen is not None:
            data["labor_cost_per_cycle_fen"] = self.cycle_fen
        if self.cycle_months is not None:
            data["labor_cost_cycle_months"] = self.cycle_months
        if rng.random() < 0.6 or self.has("board_stale", 0.5):
            data["wage_officer"] = {"name": "Liu Wei", "phone": "139"}
        return data

    def register(self) -> None:
        """Register the project, in time, late or never."""
        if self.has("never_registered"):
            return
        late = self.rng.randint(5, 70) if self.has("registered_late") else 0
        day = plus_days(self.signed_on, late)
        self.emit("project.registered", day, self.registration())
        self.mind("register", day)

    def open_account(self, ident: str, kind: str, bank: str, day: date, mark: bool) -> None:
        """Open one account."""
        data = {
            "account_id": ident,
            "kind": kind,
            "bank_code": bank,
            "opened_on": day.isoformat(),
            "name": "Contractor, School, migrant workers' wages",
            "protection_mark": mark,
        }
        if self.rng.random() < 0.3:
            data["tripartite_agreement_no"] = self.rng.choice(("T-1", "", None))
        self.emit("bank.account_opened", day, data)
        self.mind("open_account", day, plus_days(day, 1))

    def open_accounts(self) -> None:
        """Open the wage account, and perhaps others."""
        rng = self.rng
        self.mind("open_accounts", plus_days(self.signed_on, 30), plus_days(self.signed_on, 31))
        if not self.has("account_never"):
            day = plus_days(
                self.signed_on, rng.choice((31, 40, 60)) if self.has("account_late") else rng.randint(1, 29)
            )
            unmarked = self.has("unmarked") or self.has("marked_late")
            self.open_account(self.account, "wage", self.bank, day, not unmarked)
            if unmarked:
                limit = plus_working_days(day, 3)
                self.mind("open_accounts", limit, plus_days(limit, 1))
                if self.has("marked_late"):
                    marked = plus_days(limit, rng.randint(-2, 12))
                    self.emit("bank.account_marked", marked, {"account_id": self.account, "on": marked.isoformat()})
                    self.mind("open_accounts", marked)
        if self.has("account_two") or rng.random() < 0.05:
            day = plus_days(self.signed_on, rng.randint(5, 60))
            self.open_account("A2", "wage", rng.choice(("102", "103", "105", "301")), day, rng.random() < 0.9)
        if rng.random() < 0.2:
            self.open_account(
                "B1", "bond", rng.choice(("102", "105")), plus_days(self.signed_on, 5), rng.random() < 0.9
            )

    def deposit(self) -> None:
        """Deposit the wage bond."""
        rng = self.rng
        due = plus_working_days(self.signed_on, 20)
        if self.has("bond_never"):
            self.mind(
                "deposit", due, plus_days(due, 1), plus_working_days(due, 30), plus_days(plus_working_days(due, 30), 1)
            )
            return
        if self.amount < 300_000_000 and rng.random() < 0.5 and not self.troubles & {"bond_small", "bond_drawn"}:
            return
        fen = self.amount // 100 + (self.amount % 100 > 0)
        if self.has("bond_small"):
            fen -= rng.choice((1, 1000, fen // 2))
        day = plus_days(self.signed_on, rng.randint(0, 15))
        data: dict[str, Any] = {
            "bond_id": "G1",
            "form": rng.choice(("cash", "guarantee", "insurance")),
            "amount_fen": fen,
            "deposited_on": day.isoformat(),
        }
        if self.has("bond_expiring") or rng.random() < 0.2:
            spread = rng.randint(20, 120) if self.has("bond_expiring") else 900
            until = plus_days(self.started_on, spread)
            data["valid_until"] = until.isoformat()
            if spread < 900:
                self.mind("deposit", plus_days(until, -31), plus_days(until, -30), until, plus_days(until, 1))
        self.emit("bank.bond_deposited", day, data)
        if self.has("bond_drawn"):
            drawn = plus_days(self.started_on, rng.randint(5, 60))
            limit = plus_working_days(drawn, 10)
            self.emit(
                "bank.bond_drawn",
                drawn,
                {"bond_id": "G1", "amount_fen": 5_000, "notice_no": "X1", "drawn_on": drawn.isoformat()},
            )
            self.mind("deposit", limit, plus_days(limit, 1))
            if rng.random() < 0.7:
                back = plus_days(limit, rng.randint(-5, 8))
                fen_back = rng.choice((5_000, 5_000, 4_999))
                self.emit(
                    "bank.bond_replenished", back, {"bond_id": "G1", "amount_fen": fen_back, "on": back.isoformat()}
                )
                self.mind("deposit", back)
        if self.has("bond_replaced"):
            day = plus_days(self.started_on, rng.randint(10, 60))
            again = {**data, "amount_fen": fen + rng.choice((-1, 0, 50_000)), "deposited_on": day.isoformat()}
            again["bond_id"] = rng.choice(("G1", "G2"))
            self.emit("bank.bond_deposited", day, again)
            released = plus_days(day, rng.randint(-1, 10))
            if rng.random() < 0.7:
                self.emit("bank.bond_released", released, {"bond_id": "G1", "on": released.isoformat()})
            self.mind("deposit", day, released)

    def begin(self) -> None:
        """Start the work, and perhaps suspend, resume or complete it."""
        rng = self.rng
        if self.has("never_started"):
            return
        self.emit("project.started", self.started_on, {"on": self.started_on.isoformat()})
        if self.has("restarted"):
            day = plus_days(self.started_on, rng.randint(-10, 25))
            self.emit("project.started", plus_days(day, rng.randint(-3, 3)), {"on": day.isoformat()})
            self.mind("begin", day, plus_days(day, 7), plus_days(day, 8))
        if self.has("suspended"):
            cycle = plus_months(self.started_on, rng.choice((1, 2)))
            day = rng.choice(
                (plus_days(self.started_on, rng.randint(3, 50)), plus_days(cycle, rng.choice((-1, -2, 0))))
            )
            for kind in rng.choice((("suspended",), ("suspended", "resumed"), ("suspended", "resumed", "suspended"))):
                told = plus_days(day, rng.choice((0, 0, -9, 4, 11)))
                self.emit(f"project.{kind}", told, {"on": day.isoformat()})
                self.mind("begin", day, plus_days(day, 7), plus_days(day, 8))
                day = plus_days(day, rng.choice((0, 1, 8, 20)))
        if self.has("completed_early"):
            self.complete(plus_days(self.started_on, rng.randint(10, 90)))
        if self.completed_on is None and rng.random() < 0.75:
            self.complete(plus_days(self.months[-1].day(31), rng.randint(-2, 6)))
        if self.has("force_majeure"):
            month = rng.choice(self.months)
            since = plus_days(self.due_date(month), rng.randint(-5, 1))
            data = {"from": since.isoformat(), "document_no": "F1"}
            if rng.random() < 0.7:
                until = plus_days(since, rng.randint(0, 30))
                data["until"] = until.isoformat()
                self.mind("begin", plus_days(until, -1), until, plus_days(until, 1))
            self.emit("project.force_majeure_declared", plus_days(since, rng.randint(-1, 3)), data)
            if rng.random() < 0.5:
                later = plus_days(since, rng.choice((20, 40)))
                again = {"from": later.isoformat(), "document_no": "F1"}
                self.emit("project.force_majeure_declared", plus_days(since, 4), again)
                self.mind("begin", plus_days(since, 8), plus_days(later, -1), later)

    def complete(self, day: date) -> None:
        """Complete the project."""
        self.completed_on = day
        self.emit("project.completed", day, {"on": day.isoformat()})
        self.mind("complete", plus_days(day, -1), day)

    def items(self) -> dict[str, Any]:
        """Return the complete items of a board."""
        names = "owner_unit general_contractor project_office sector_authority sector_complaint_phone"
        more = "inspection_complaint_phone arbitration_channel legal_aid_channel public_legal_hotline"
        items: dict[str, Any] = {name: f"the {name}" for name in (names + " " + more).split()}
        items |= {"wage_officer": "Liu Wei", "pay_day": self.pay_day}
        items["local_minimum_wage_fen"] = 189_000 if self.region.startswith("52") else 249_000
        if self.rng.random() < 0.3:
            items["subcontractors"] = ["Sub One"]
        return items

    def post_board(self) -> None:
        """Post the board, spoil it, verify it, remove it."""
        rng = self.rng
        self.mind("post_board", *(plus_days(self.started_on, days) for days in (7, 8, 30, 31)))
        if self.has("subcontractor") or self.has("subcontractor_unnamed"):
            self.subcontract()
        if self.has("board_never"):
            return
        day = plus_days(self.started_on, rng.randint(8, 40) if self.has("board_late") else rng.randint(-2, 7))
        items = self.items()
        if "subcontractor" in self.troubles:
            items["subcontractors"] = ["Sub One", "Sub Two"]
        if self.has("subcontractor_unnamed"):
            items["subcontractors"] = rng.choice(([], ["Somebody else"]))
        if self.has("board_lacks"):
            items[rng.choice(sorted(items))] = rng.choice((None, "", []))
            items.pop(rng.choice(sorted(items)))
        if self.has("board_stale"):
            items |= rng.choice(({"local_minimum_wage_fen": 180_000}, {"pay_day": 7}, {"wage_officer": "Somebody"}))
        self.board("N1", day, items)
        if self.has("board_twice"):
            other = plus_days(day, rng.randint(1, 30))
            self.board(rng.choice(("N1", "N2")), other, self.items())
        if self.has("board_bad") or self.has("board_verified"):
            ok = [True] if self.has("board_verified") else rng.choice(([False], [False, True], [True, False]))
            for verdict in ok:
                day = plus_days(day, rng.randint(0, 15))
                data = {"board_id": "N1", "verified_on": day.isoformat(), "verified_by": "Inspector", "ok": verdict}
                self.emit("project.notice_board_verified", day, data)
                self.mind("post_board", day)
        if self.has("board_removed"):
            day = plus_days(day, rng.choice((0, 0, 0, 1, 5, 25)))
            self.emit("project.notice_board_removed", day, {"board_id": "N1", "on": day.isoformat()})
            self.mind("post_board", day)
            if rng.random() < 0.4:
                self.board("N1", plus_days(day, rng.randint(0, 20)), self.items())

    def board(self, ident: str, day: date, items: dict[str, Any]) -> None:
        """Post one board."""
        data = {"board_id": ident, "posted_on": day.isoformat(), "items": items}
        self.emit("project.notice_board_posted", day, data)
        self.mind("board", day)

    def subcontract(self) -> None:
        """Let a subcontractor come, and perhaps go and come again."""
        rng = self.rng
        day = plus_days(self.started_on, rng.randint(0, 30))
        for turn in range(rng.randint(1, 3)):
            data = {"uscc": self.employers[1], "on": day.isoformat()}
            if turn % 2 == 0:
                data["name"] = rng.choice(("Sub One", "Sub One", "Sub Two"))
                self.emit("project.subcontractor_entered", day, data)
            else:
                self.emit("project.subcontractor_left", day, data)
            self.mind("subcontract", day)
            day = plus_days(day, rng.choice((0, 5, 25)))

    # people

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

    def some_day(self) -> date:
        """Return a random day of the project's life."""
        return plus_days(self.started_on, self.rng.randint(0, max(1, (self.end - self.started_on).days)))

    # money

    def credit(self, account: str, day: date, fen: int, purpose: str, balance: int | None = None) -> Event:
        """Credit an account."""
        self.transactions[account] = self.transactions.get(account, 0) + 1
        data: dict[str, Any] = {
            "account_id": account,
            "transaction_id": f"T{self.transactions[account]}",
            "amount_fen": fen,
            "purpose": purpose,
        }
        if balance is not None:
            data["balance_fen"] = balance
        return self.emit("bank.account_credited", day, data)

    def fund(self) -> None:
        """Let the owner pay the labour costs, cycle by cycle."""
        rng = self.rng
        quoted = 0 if self.troubles & {"shortfall", "shortfall_again", "shortfall_once"} else 0.3
        step = self.cycle_months or 1
        index = 0
        while True:
            first = plus_months(self.started_on, index * step)
            following = plus_months(self.started_on, (index + 1) * step)
            if first > self.end:
                return
            index += 1
            self.mind("fund", plus_days(following, -1), following, plus_days(following, 1))
            fen = self.cycle_fen or 1_500_000
            if self.has("labor_missed", 0.5) or self.has("labor_none"):
                continue
            if self.has("labor_small", 0.7):
                fen -= rng.choice((1, fen // 2))
            span = (following - first).days
            day = plus_days(first, rng.choice((0, 1, 5, 12, span - 1)))
            if self.has("labor_late", 0.5):
                day = plus_days(following, rng.randint(-1, 5))
            balance = rng.choice((50_000_000, 90_000_000)) if rng.random() < quoted else None
            self.credit(self.account, day, fen, "labor_cost", balance)
            if rng.random() < 0.1:
                self.credit(self.account, day, 100, rng.choice(("interest", "other", "wage_return", "bond")))

    def month_days(self, worker: Worker, month: Month) -> int:
        """Return how many days of the month the worker came."""
        return len({day for day in worker.days if month_of(day) == month})

    def earned(self, worker: Worker, month: Month) -> int:
        """Return what the worker is to get for a month."""
        days = self.month_days(worker, month)
        if "below_minimum" in self.troubles and days > 20 and worker.ident < "w03":
            return self.rng.choice((150_000, 188_999, 189_000, 248_999))
        if "mass_unpaid" in self.troubles:
            return max(days * worker.rate, 300_000) if days else 0
        return days * worker.rate if worker.basis == "daily" else (worker.rate if days else 0)

    def sheet(self, month: Month) -> None:
        """Submit the pay sheets of a month, one per employer."""
        rng = self.rng
        due = self.due_date(month)
        lead = plus_working_days(due, -5)
        self.mind(
            "sheet",
            plus_days(lead, -1),
            lead,
            due,
            plus_days(due, 1),
            month.plus(2).day(1),
            plus_days(month.plus(2).day(1), -1),
        )
        self.amounts = {worker.ident: self.earned(worker, month) for worker in self.workers}
        for number, employer in enumerate(self.employers):
            if self.has("sheet_missing", 0.4):
                continue
            those = [
                worker for worker in self.workers if worker.employer == employer and self.month_days(worker, month)
            ]
            if those:
                day = max(plus_days(lead, -rng.randint(1, 4)), month.day(1))
                if self.has("sheet_late", 0.7):
                    day = plus_days(lead, rng.randint(0, 9))
                self.mind("sheet", day)
                self.submit(f"S{number}-{month}", month, employer, those, day)

    def submit(self, ident: str, month: Month, employer: str, workers: list[Worker], day: date) -> None:
        """Submit one sheet, and perhaps correct it later."""
        rng = self.rng
        lines: list[dict[str, Any]] = [
            {
                "worker_id": worker.ident,
                "days_worked": self.month_days(worker, month) + rng.choice((0, 0, 0, 0.5)),
                "due_fen": self.amounts[worker.ident],
                "signed": not self.has("sheet_unsigned", 0.3),
            }
            for worker in workers
            if not ("zero_amounts" in self.troubles and rng.random() < 0.2)
        ]
        if rng.random() < 0.03 and lines:
            lines.append({**lines[0], "due_fen": 1000})
        data = {"sheet_id": ident, "pay_month": str(month), "employer_uscc": employer, "lines": lines}
        self.emit("project.pay_sheet_submitted", day, data)
        if self.has("sheet_moved", 0.5):
            moved = rng.choice(
                ({"pay_month": str(month.plus(rng.choice((-1, 1))))}, {"employer_uscc": self.employers[2]})
            )
            again = plus_days(day, rng.randint(0, 30))
            self.emit("project.pay_sheet_submitted", again, {**data, **moved})
            self.mind("submit", again)

    def pay(self, month: Month) -> None:
        """Pay the wages of a month through the account, with whatever goes wrong."""
        rng = self.rng
        due = self.due_date(month)
        lead = plus_working_days(due, -5)
        day = max(plus_days(due, -rng.choice((0, 0, 1, 2, 3))), month.day(1))
        late = self.has("paid_late", 0.6)
        if late:
            day = plus_days(due, rng.randint(1, 12))
        if self.has("paid_next_month", 0.5):
            day = plus_days(month.plus(2).day(1), rng.randint(-1, 5))
        self.mind("pay", day)
        if self.has("shortfall", 0.7) or self.has("shortfall_again", 0.9) or self.has("shortfall_once", 0.5):
            total = sum(self.amounts.values())
            balance = rng.choice((total - 1, total - 1, total, total, total // 2, -5))
            stated = plus_days(due, -rng.randint(3, 9))
            self.credit(self.account, stated, 100, "other", balance)
            self.mind("shortfall", stated, plus_days(day, -1), plus_days(day, -1))
            self.mind("pay", plus_days(lead, -1), lead, plus_days(due, -2), plus_days(due, -1), plus_days(day, -1))
        if self.has("balance_ties", 0.5):
            one = self.credit(self.account, plus_days(due, -3), 100, "other", 100)
            two = self.credit(self.account, plus_days(due, -3), 100, "other", 90_000_000)
            if rng.random() < 0.5:
                two["time"] = one["time"]
            one["receivedtime"] = written(rng, instant(plus_days(due, -rng.randint(0, 3)), 20))
            self.mind("pay", plus_days(due, -3), plus_days(due, -2), due)
        lines = [line for worker in self.workers for line in self.wage_lines(worker, month, day)]
        if self.has("stranger_paid", 0.6):
            lines.append(self.wage_line("z1", rng.choice(("p1", "w99", "w01")), 100_000, day))
        if self.has("shared_card", 0.7) and len(lines) > 1:
            lines[-1]["payee_token"] = lines[0]["payee_token"]
        for line in lines:
            if self.has("wrong_payee", 0.2):
                line["payee_name_matches"] = False
        if lines:
            self.batch(f"W-{month}", month, day, lines)

    def skipped(self, worker: Worker) -> bool:
        """Tell whether this worker goes without pay this month."""
        if self.has("unpaid_all", 0.4) or self.has("mass_unpaid", 0.9) or self.has("unpaid_many", 0.35):
            return True
        leaver = worker.exited_on is not None and "exit_paid" not in self.troubles
        if leaver and self.rng.random() < 0.8:
            return True
        if worker.ident == "w01" and (self.has("unpaid", 0.5) or self.has("unpaid_months")):
            return True
        return worker.ident == "w02" and self.has("unpaid_months", 0.8)

    def wage_lines(self, worker: Worker, month: Month, day: date) -> list[dict[str, Any]]:
        """Return one worker's lines of the batch."""
        rng = self.rng
        fen = self.amounts[worker.ident]
        if not self.month_days(worker, month) or self.skipped(worker):
            return []
        if (self.has("underpaid", 0.2) or self.has("underpaid_months")) and fen:
            fen -= rng.choice((1, 1000, fen // 2))
        if self.has("excessive", 0.3):
            fen = rng.choice((5_000_000, 5_000_001))
        if self.has("excessive_year", 0.4):
            fen = rng.choice((15_000_000, 30_000_001))
        line = self.wage_line(worker.ident, worker.ident, fen, day)
        if self.has("half_batch", 0.3):
            half = self.wage_line(worker.ident + "b", worker.ident, fen - fen // 2, plus_days(day, rng.randint(0, 4)))
            return [{**line, "amount_fen": fen // 2}, half]
        if self.has("failed_first", 0.3) or self.has("zero_amounts", 0.1):
            line["status"] = rng.choice(("failed", "paid"))
            line["amount_fen"] = rng.choice((0, fen))
        return [line]

    def wage_line(self, ident: str, worker: str, fen: int, day: date) -> dict[str, Any]:
        """Return one wage line."""
        return {
            "line_id": ident,
            "worker_id": worker,
            "amount_fen": fen,
            "status": "paid",
            "paid_on": day.isoformat(),
            "payee_token": f"card-{worker}",
            "payee_name_matches": True,
        }

    def batch(self, ident: str, month: Month, day: date, lines: list[dict[str, Any]]) -> None:
        """Pay one batch; let lines fail, come back and be paid again."""
        rng = self.rng
        data = {"batch_id": ident, "account_id": self.account, "pay_month": str(month)}
        self.emit("bank.wages_paid", day, {**data, "lines": lines})
        for line in lines:
            again = plus_days(day, rng.randint(0, 20))
            if line["status"] == "failed" and rng.random() < 0.7:
                self.emit(
                    "bank.wages_paid",
                    again,
                    {**data, "lines": [{**line, "status": "paid", "paid_on": again.isoformat()}]},
                )
                self.mind("batch", again)
            elif self.has("returned", 0.3) or self.has("returned_repaid", 0.3):
                back = plus_days(day, rng.choice((-1, 0, 1, 5, 12)))
                self.emit(
                    "bank.wages_returned",
                    back,
                    {
                        "batch_id": ident,
                        "line_id": line["line_id"],
                        "returned_on": back.isoformat(),
                        "reason": "no such",
                    },
                )
                self.mind("batch", back)
                if self.has("returned_repaid", 0.8):
                    new = rng.choice((line["line_id"], line["line_id"] + "r"))
                    repaid = {**line, "line_id": new, "paid_on": again.isoformat()}
                    month2 = month if rng.random() < 0.9 else month.plus(1)
                    self.emit("bank.wages_paid", again, {**data, "pay_month": str(month2), "lines": [repaid]})
                    self.mind("batch", again)

    def restrict(self) -> None:
        """Let a court seal, freeze or deduct."""
        rng = self.rng
        if not self.troubles & {"restricted", "restricted_twice", "restricted_repeat"}:
            return
        for index in range(1, 3 if "restricted_twice" in self.troubles else 2):
            day = self.some_day()
            data: dict[str, Any] = {
                "account_id": rng.choice((self.account, "A2", "B1")),
                "restriction_id": f"R{index}",
                "action": rng.choice(("seal", "freeze", "deduct")),
                "authority": "Court",
                "document_no": "D1",
                "funds": rng.choice(("wage", "wage", "excess")),
                "for_project_wages": rng.random() < 0.3,
                "channel": rng.choice(("automatic", "manual")),
            }
            told = {
                "authority_prompted_at": written(rng, instant(day, 9)),
                "supervisor_informed_at": written(rng, instant(day, 9)),
            }
            if rng.random() < 0.4:
                data |= told if rng.random() < 0.6 else {"authority_prompted_at": told["authority_prompted_at"]}
            if rng.random() < 0.3:
                data["reviewed_by"] = rng.choice(("Clerk", "", None))
            self.emit("bank.account_restricted", day, data)
            limit = plus_working_days(day, 1)
            self.mind("restrict", day, limit, plus_days(limit, 1))
            if self.has("restricted_repeat"):
                again = plus_days(day, rng.randint(-3, 10))
                more = rng.choice(({**told, "reviewed_by": "Clerk"}, {}, {"funds": "excess"}, {"reviewed_by": "Clerk"}))
                self.emit("bank.account_restricted", again, {**data, **more})
                self.mind("restrict", plus_days(plus_working_days(again, 1), 1))
                self.mind("restrict", again)
            if rng.random() < 0.5:
                end = plus_days(day, rng.randint(0, 25))
                release = {"account_id": data["account_id"], "restriction_id": f"R{index}", "on": end.isoformat()}
                self.emit("bank.account_released", end, release)
                self.mind("restrict", plus_days(end, -1), end)

    def debit(self) -> None:
        """Take money out of the account."""
        rng = self.rng
        count = rng.randint(1, 3) if self.has("debit") else int(rng.random() < 0.1)
        for _ in range(count):
            purposes = ("wages", "transfer", "cash", "fee", "judicial", "other")
            purpose = rng.choice(purposes if "debit" in self.troubles else ("wages", "fee", "judicial"))
            self.take(rng.choice((self.account, self.account, "A2", "B1")), self.some_day(), purpose)

    def take(self, account: str, day: date, purpose: str) -> None:
        """Debit an account."""
        self.transactions[account] = self.transactions.get(account, 0) + 1
        data = {
            "account_id": account,
            "transaction_id": f"T{self.transactions[account]}",
            "amount_fen": 1_000,
            "purpose": purpose,
        }
        self.emit("bank.account_debited", day, data)
        self.mind("take", day)

    def close(self) -> None:
        """Complete the project, publish the notice, send the rest away and close the account."""
        rng = self.rng
        closing = self.troubles & {"closed", "closed_owing", "closed_early", "debit_closing"}
        if not closing:
            return
        if self.completed_on is None and not self.has("closed_early", 0.5):
            self.complete(plus_days(self.end, -rng.randint(30, 60)))
        base = self.completed_on or self.some_day()
        notice = plus_days(base, rng.randint(0, 5))
        if self.has("debit_closing", 0.5):
            notice = plus_days(base, -rng.randint(28, 40))
            self.take(self.account, plus_days(base, rng.choice((-1, -1, 0))), "transfer")
        if not self.has("closed_early", 0.3):
            self.emit("project.closing_notice_published", notice, {"on": notice.isoformat()})
        closed = plus_days(notice, rng.choice((28, 29)) if self.has("closed_early", 0.6) else rng.choice((30, 31, 40)))
        if "closed_owing" in self.troubles:
            closed = plus_days(self.due_date(rng.choice(self.months)), rng.choice((-1, 0, 0, 1)))
        self.mind("close", closed, plus_days(closed, 1))
        if self.has("debit_closing"):
            self.take(self.account, plus_days(closed, rng.choice((-2, -1, 0))), "transfer")
        if closing != {"debit_closing"}:
            self.emit("bank.account_closed", closed, {"account_id": self.account, "closed_on": closed.isoformat()})

    def change(self) -> None:
        """Change the project's facts later on."""
        rng = self.rng
        if self.has("updated"):
            changes: tuple[dict[str, Any], ...] = (
                {"pay_day": rng.choice((1, 10, 31))},
                {"pay_day_in": rng.choice(("same_month", "next_month"))},
                {"region_code": rng.choice(("520102", "330106", "110105"))},
                {"wage_officer": {"name": "Somebody", "phone": "1"}},
                {"contract_amount_fen": rng.choice((200_000_000, 900_000_000))},
                {"labor_cost_per_cycle_fen": rng.choice((0, 5_000_000))},
                {"labor_cost_cycle_months": rng.choice((1, 2, 3))},
                {"contract_signed_on": plus_days(self.signed_on, rng.randint(-30, 30)).isoformat()},
                {"permit_issued_on": plus_days(self.signed_on, rng.randint(-30, 30)).isoformat()},
                {"name": "", "sector": None},
            )
            for _ in range(rng.randint(1, 3)):
                day = plus_days(self.signed_on, rng.randint(1, 120))
                self.emit("project.updated", day, rng.choice(changes) | rng.choice(({}, {}, {"pay_day": None})))
                self.mind("change", day)
        if self.has("registered_again"):
            day = plus_days(self.signed_on, rng.randint(1, 120))
            self.emit("project.registered", day, self.registration() | {"pay_day": rng.choice((5, 25, self.pay_day))})
            self.mind("change", day)
        if self.has("account_moved"):
            day = self.some_day()
            self.open_account(
                self.account, rng.choice(("wage", "wage", "bond")), rng.choice(("102", "105")), day, rng.random() < 0.8
            )
        if self.troubles & {"manager_later", "employer_changed"}:
            worker = rng.choice(self.workers)
            worker.enrolled_on = plus_days(worker.enrolled_on, rng.randint(-5, 60))
            worker.role = "manager" if "manager_later" in self.troubles else "worker"
            worker.employer = rng.choice(self.employers)
            self.enrolment(worker)
            self.mind("change", worker.enrolled_on)
