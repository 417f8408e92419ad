"""What a project begins with: its registration, its accounts, its bond."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.oracle.days import plus_days, plus_working_days
from tests.oracle.living.drafting import make_uscc
from tests.oracle.living.plan import Plan


class Registration(Plan):
    """A project that is registered."""

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
