"""The plausible life of one project, from its contract to its closing, with the troubles it is told to have."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.oracle.days import plus_days, plus_working_days
from tests.oracle.living.drafting import instant, written
from tests.oracle.living.payment import Payment

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


class Life(Payment):
    """Builds the events of one project in the order in which they happen to be thought of."""

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
