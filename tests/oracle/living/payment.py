"""How wages are paid, in batches whose lines may fail, come back and be paid again."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.oracle.days import Month, plus_days, plus_working_days
from tests.oracle.living.drafting import instant, written
from tests.oracle.living.funding import Funding
from tests.oracle.living.plan import Worker


class Payment(Funding):
    """A project that pays, or does not."""

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
