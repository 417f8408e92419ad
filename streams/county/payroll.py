"""The payroll of a site: monthly sheets by employer, batches before the due date, leavers settled when they go."""

from datetime import date, timedelta
from typing import Any

from streams.county import days
from streams.county.account import Account
from streams.county.dice import dice
from streams.county.gate import Gate
from streams.county.plan import Plan
from streams.county.post import Post
from streams.county.roster import Worker

SHEET_LEAD_WD = 5
_BOUNCED = 0.004
_SETTLED_WITHIN = timedelta(days=6)


class Payroll:
    """Makes the sheets and orders the payments of one site.

    Attributes:
        share: What a worker gets of the wage of a month, in percent; 100 where nothing is said.
        cards: The card a wage goes to where it is not the worker's own, by worker and month.
        sheets_withheld: (month, employer) of the sheets that are never handed in.
        unsettled: The leavers who are let go without their pay.
        paid_on: The day on which a month is paid, where it has been settled already.
    """

    def __init__(self, plan: Plan, people: list[Worker], post: Post, gate: Gate, account: Account) -> None:
        self._plan, self._post, self._gate, self._account = plan, post, gate, account
        self._people = {worker.token: worker for worker in people}
        self._die = dice(plan.seed, "payroll")
        self._settled: set[tuple[str, str]] = set()
        self._leaving: dict[date, list[Worker]] = {}
        for worker in people:
            self._plan_settlement(worker)
        self.share: dict[tuple[str, str], int] = {}
        self.cards: dict[tuple[str, str], str] = {}
        self.sheets_withheld: set[tuple[str, str]] = set()
        self.unsettled: set[str] = set()
        self.paid_on: dict[str, date] = {}

    def retire(self, worker: Worker, day: date) -> None:
        """Make this the worker's last day."""
        worker.leaves_on = day
        self._plan_settlement(worker)

    def work(self, day: date) -> None:
        """Do what the wage office does on this day."""
        month = days.month_before(days.month_of(day))
        if days.month_of(self._plan.starts_on) <= month:
            self._work_on(month, day)
        if self._plan.starts_on <= day and day == self._deadline(days.month_of(day)):
            self._hand_in(days.month_of(day), day)
        for worker in self._leaving.pop(day, []):
            self._settle(worker, day)

    def pays_on(self, month: str) -> date:
        """The day on which the wages of a month are paid: some working days before they are due."""
        if month not in self.paid_on:
            due = days.due_on(month, self._plan.pay_day)
            planned = days.working_days_before(due, self._die.randint(0, 3))
            self.paid_on[month] = min(due, max(planned, days.working_days_after(self._sheet_day(month), 1)))
        return self.paid_on[month]

    def _work_on(self, month: str, day: date) -> None:
        if day == self._sheet_day(month):
            self._hand_in(month, day)
        if day == self.pays_on(month):
            self._pay(month, day)
            self._gate.worked.pop(days.month_before(month), None)

    def _sheet_day(self, month: str) -> date:
        return days.on_or_after(days.last_day(month) + days.DAY)

    def _deadline(self, month: str) -> date:
        """The last day for a month's sheet; before the month's end it is a preliminary one that is replaced later."""
        return days.working_days_before(days.due_on(month, self._plan.pay_day), SHEET_LEAD_WD)

    def _hand_in(self, month: str, day: date) -> None:
        lines: dict[str, list[dict[str, Any]]] = {}
        for token, worked in self._gate.worked[month].items():
            worker = self._people[token]
            if worker.role == "worker":
                line = {"worker_id": token, "days_worked": worked, "due_fen": worker.due_fen(worked), "signed": True}
                lines.setdefault(worker.employer, []).append(line)
        for employer, sheet in lines.items():
            if (month, employer) not in self.sheets_withheld:
                data = {
                    "sheet_id": f"{self._plan.id}-{month}-{employer[-6:]}",
                    "pay_month": month,
                    "employer_uscc": employer,
                    "lines": sheet,
                }
                self._post.send("project.pay_sheet_submitted", day, "16:00", data)

    def _pay(self, month: str, day: date) -> None:
        staff = [self._people[token] for token in self._gate.worked[month]]
        lines = [line for worker in staff if (line := self._line(worker, month))]
        bounced = []
        if day < days.due_on(month, self._plan.pay_day):
            bounced = [line for line in lines if self._die.random() < _BOUNCED]
        for line in bounced:
            line["status"] = "failed"
        self._account.pay(month, day, lines)
        for line in bounced:
            self._account.pay(month, days.working_days_after(day, 1), [line | {"status": "paid"}])

    def _line(self, worker: Worker, month: str) -> dict[str, Any] | None:
        """A worker's line of the batch, or None where there is nothing to pay (any more)."""
        key = (worker.token, month)
        amount = worker.due_fen(self._gate.worked[month][worker.token]) * self.share.get(key, 100) // 100
        if worker.role != "worker" or key in self._settled or not amount:
            return None
        self._settled.add(key)
        token = self.cards.get(key, worker.card)
        return {"worker_id": worker.token, "amount_fen": amount, "payee_token": token, "status": "paid"}

    def _plan_settlement(self, worker: Worker) -> None:
        if worker.leaves_on is not None and worker.role == "worker":
            settles = days.working_days_after(worker.leaves_on, 1)
            self._leaving.setdefault(min(settles, worker.leaves_on + _SETTLED_WITHIN), []).append(worker)

    def _settle(self, worker: Worker, day: date) -> None:
        """Pay a leaver all that is open and have it confirmed."""
        if worker.token in self.unsettled:
            return
        for month in sorted(self._gate.worked):
            if self._gate.worked[month][worker.token] and (line := self._line(worker, month)):
                self._account.pay(month, day, [line])
        data = {"worker_id": worker.token, "settled_on": f"{day}", "confirmed_by_worker": True}
        self._post.send("attendance.exit_settled", day, "17:30", data)
