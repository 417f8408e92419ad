"""What wages are due: the owner's labour costs come in, the pay sheets of a month are made."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.oracle.days import Month, month_of, plus_days, plus_months, plus_working_days
from tests.oracle.living.drafting import Event
from tests.oracle.living.plan import Worker
from tests.oracle.living.work import Work


class Funding(Work):
    """A project whose wages fall due."""

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
